import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ConversationSet } from "../../shared/domain/conversation.ts";
import type { Rubric } from "../../shared/domain/judge.ts";
import { useCommand } from "../app/commands.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { Badge, Button, confirm, EmptyState, ErrorState, IconButton, Skeleton, toastProblem } from "../ui/index.ts";
import { RubricDialog } from "./rubric-dialog.tsx";
import styles from "./settings.module.css";

/** Rubrics that hold for every reply of a set. One for a single conversation is its own llm-rubric check. */
export function RubricsSection() {
  const rubrics = useQuery(orpc.judges.rubrics.list.queryOptions());
  const sets = useQuery(orpc.sets.list.queryOptions());
  const canWrite = useCanWrite();
  const [editing, setEditing] = useState<Rubric | "new" | null>(null);
  const startNew = () => setEditing("new");
  useCommand({ id: "rubric-new", title: "Add a rubric…", group: "Settings", run: startNew, enabled: canWrite });
  const add = (
    <Button icon={<Plus aria-hidden="true" />} onClick={startNew} disabled={!canWrite}>
      Add rubric
    </Button>
  );
  return (
    <section aria-labelledby="rubrics-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="rubrics-heading">Rubrics</h2>
        {rubrics.data !== undefined && rubrics.data.length > 0 && add}
      </div>
      <p className={styles.intro}>
        What the judge looks for in every reply of a set. Another text is a new version; runs by different versions are
        not compared. For one conversation, write an llm-rubric check into it instead.
      </p>
      {rubrics.isPending && <Skeleton label="Reading the rubrics" rows={2} />}
      {rubrics.isError && (
        <ErrorState
          title="The rubrics could not be read"
          message={problemOf(rubrics.error).message}
          onRetry={() => void rubrics.refetch()}
        />
      )}
      {rubrics.data?.length === 0 && (
        <EmptyState
          text="Add a rubric, such as “Promises nothing that only a lawyer can”, and give it to a set."
          action={add}
        />
      )}
      {rubrics.data !== undefined && rubrics.data.length > 0 && (
        <ul className={styles.rows}>
          {rubrics.data.map((rubric) => (
            <RubricRow
              key={rubric.id}
              rubric={rubric}
              sets={sets.data ?? []}
              canWrite={canWrite}
              onEdit={() => setEditing(rubric)}
            />
          ))}
        </ul>
      )}
      {editing !== null && (
        <RubricDialog
          rubric={editing === "new" ? null : editing}
          sets={sets.data ?? []}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

interface RubricRowProps {
  rubric: Rubric;
  sets: readonly ConversationSet[];
  canWrite: boolean;
  onEdit: () => void;
}

function RubricRow({ rubric, sets, canWrite, onEdit }: RubricRowProps) {
  const remove = useMutation(
    orpc.judges.rubrics.remove.mutationOptions({
      onError: (error) => toastProblem("The rubric could not be removed", error),
    }),
  );
  const askToRemove = async () => {
    const yes = await confirm({
      title: `Remove the rubric “${rubric.name}”?`,
      text: "Later replays are judged without it. Runs keep its text and their verdicts.",
      action: "Remove rubric",
      danger: true,
    });
    if (yes) remove.mutate({ id: rubric.id });
  };
  const used = sets.filter(({ id }) => rubric.setIds.includes(id)).map(({ name }) => name);
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <div className={styles.line}>
          <span className={styles.name} title={rubric.name}>
            {rubric.name}
          </span>
          <Badge>v{rubric.number}</Badge>
          {used.length === 0 && <Badge tone="warn">on no set</Badge>}
        </div>
        <div className={styles.detail} title={rubric.text}>
          {used.length > 0 && `${used.join(", ")} · `}
          {rubric.threshold !== null && `score at least ${rubric.threshold} · `}
          {rubric.text}
        </div>
      </div>
      <IconButton
        label={`Edit ${rubric.name}`}
        icon={<Pencil aria-hidden="true" />}
        onClick={onEdit}
        disabled={!canWrite}
      />
      <IconButton
        label={`Remove ${rubric.name}`}
        icon={<Trash2 aria-hidden="true" />}
        onClick={() => void askToRemove()}
        disabled={!canWrite || remove.isPending}
      />
    </li>
  );
}
