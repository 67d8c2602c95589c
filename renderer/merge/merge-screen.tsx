import { goTo, useCommand } from "../app/index.ts";
import { problemOf } from "../engine-client/index.ts";
import { Button, EmptyState, ErrorState, Skeleton } from "../ui/index.ts";
import { useLoop } from "../workbench/use-loop.ts";
import { MergeHeader } from "./merge-header.tsx";
import { OpenMerge } from "./open-merge.tsx";
import { useMerge, useMergePair, type Merge, type MergePair } from "./use-merge.ts";
import styles from "./merge.module.css";

const leave = (): void => void goTo("workbench");

/** Merges one branch of the prompt into another: the text, what it does to the conversations, and the commit. */
export function MergeScreen() {
  const loop = useLoop();
  const promptId = loop.prompt?.id ?? null;
  const { branches, all, ours, theirs, pickOurs, pickTheirs } = useMergePair(promptId);
  const pair: MergePair | null =
    promptId !== null && ours !== null && theirs !== null ? { promptId, ours, theirs } : null;
  const { merge, error, retry } = useMerge(pair);
  useCommand({ id: "merge-leave", title: "Back to the workbench", group: "Merge", run: leave });

  const problem = loop.error ?? branches.error;
  if (problem !== null) {
    return (
      <ErrorState
        title="The branches could not be read"
        message={problemOf(problem).message}
        onRetry={() => void branches.refetch()}
      />
    );
  }
  if (loop.loading || (promptId !== null && branches.data === undefined)) {
    return <Skeleton label="Reading the branches" rows={12} />;
  }
  if (promptId === null || all.length < 2) return <NoBranch />;
  return (
    <div
      className={styles.screen}
      onKeyDown={(event) => {
        // A list of a Select is a child in React alone: its Escape closes it and nothing else.
        const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
        if (event.key === "Escape" && !event.defaultPrevented && inside) leave();
      }}
    >
      <MergeHeader
        branches={all}
        ours={ours}
        theirs={theirs}
        note={merge && canMerge(merge) ? merge.preview.note : ""}
        onOurs={pickOurs}
        onTheirs={pickTheirs}
        onClose={leave}
      />
      {pair === null ? (
        <EmptyState text={`Choose the branch that goes into ${ours ?? "the current one"}.`} />
      ) : error !== null ? (
        <ErrorState title="This cannot be merged" message={problemOf(error).message} onRetry={retry} />
      ) : merge === null ? (
        <Skeleton label="Merging the texts" rows={12} />
      ) : !canMerge(merge) ? (
        <EmptyState text={merge.preview.note} action={<Button onClick={leave}>Go to the workbench</Button>} />
      ) : (
        <OpenMerge key={merge.key} merge={merge} loop={loop} again={retry} />
      )}
    </div>
  );
}

/** Whether there is anything to merge; where not, the screen says why and no more. */
function canMerge({ preview }: Merge): boolean {
  return preview.ours !== null && preview.theirs !== null && !preview.upToDate;
}

function NoBranch() {
  return (
    <EmptyState
      text="A merge takes two branches. Make one from the branch menu in the bar above, commit a version there, and come back."
      action={
        <Button look="primary" onClick={leave}>
          Go to the workbench
        </Button>
      }
    />
  );
}
