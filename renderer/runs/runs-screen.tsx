import { skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { goTo } from "../app/route.ts";
import { useSelection } from "../app/store.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { Button, classes, EmptyState, ErrorState, Skeleton } from "../ui/index.ts";
import { RunRow } from "./run-row.tsx";
import styles from "./runs.module.css";

/** How many runs are drawn at a time: a project may have thousands, and the newest are asked for most. */
const PAGE = 100;

/** Every replay of the prompt, newest first. */
export function RunsScreen() {
  const [shown, setShown] = useState(PAGE);
  const promptId = useSelection((state) => state.promptId);
  const runs = useQuery(orpc.runs.list.queryOptions({ input: promptId === null ? skipToken : { promptId } }));
  const toWorkbench = (
    <Button look="primary" onClick={() => void goTo("workbench")}>
      Go to the workbench
    </Button>
  );
  if (promptId === null)
    return <EmptyState text="Runs belong to a prompt: write one first, then replay it." action={toWorkbench} />;
  if (runs.isPending) return <Skeleton label="Reading the runs" rows={10} />;
  if (runs.isError) {
    return (
      <ErrorState
        title="The runs could not be read"
        message={problemOf(runs.error).message}
        onRetry={() => void runs.refetch()}
      />
    );
  }
  if (runs.data.length === 0) {
    return (
      <EmptyState
        text="Each replay of a version over a conversation set is kept here, with every reply."
        action={toWorkbench}
      />
    );
  }
  return (
    <div className={styles.screen}>
      <table className={styles.table}>
        <caption className="visually-hidden">Runs of the prompt, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Set</th>
            <th scope="col">Model</th>
            <th scope="col">Status</th>
            <th scope="col" className={classes(styles.progressHead, styles.number)}>
              Replies
            </th>
            <th scope="col" className={styles.number}>
              Passed
            </th>
            <th scope="col" className={styles.number}>
              Failed
            </th>
            <th scope="col" className={styles.number}>
              Cost
            </th>
            <th scope="col" className={styles.number} title="Tokens sent and received">
              Tokens
            </th>
            <th scope="col" className={styles.number}>
              When
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.data.slice(0, shown).map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
      {runs.data.length > shown && (
        <div className={styles.more}>
          <Button onClick={() => setShown(shown + PAGE)}>Show older runs</Button>
          <span className={styles.quiet}>
            {shown.toLocaleString("en")} of {runs.data.length.toLocaleString("en")} runs shown
          </span>
        </div>
      )}
    </div>
  );
}
