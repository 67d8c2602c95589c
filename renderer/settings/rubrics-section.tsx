import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ConversationSet } from "../../shared/domain/conversation.ts";
import type { Rubric } from "../../shared/domain/judge.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import {
  Button,
  Checkbox,
  Dialog,
  Select,
  TextArea,
  TextField,
  Badge,
  confirm,
  EmptyState,
  ErrorState,
  IconButton,
  Skeleton,
  toastProblem,
} from "../ui/index.ts";
import styles from "./settings.module.css";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useCommand } from "../shell/commands.ts";
import { useCanWrite } from "../shell/selection.ts";

interface RubricDialogProps {
  rubric: Rubric | null;
  sets: readonly ConversationSet[];
  onClose: () => void;
}

/** Adds a rubric, or changes it; an earlier version can be taken up again. */
function RubricDialog({ rubric, sets, onClose }: RubricDialogProps) {
  const [name, setName] = useState(rubric?.name ?? "");
  const [text, setText] = useState(rubric?.text ?? "");
  const [threshold, setThreshold] = useState(rubric?.threshold?.toString() ?? "");
  const [setIds, setSetIds] = useState<readonly string[]>(rubric?.setIds ?? sets.slice(0, 1).map(({ id }) => id));
  const [isTried, setIsTried] = useState(false);
  const save = useMutation(orpc.judges.rubrics.save.mutationOptions({ onSuccess: onClose }));
  const least = threshold.trim() === "" ? null : Number(threshold.trim().replace(",", "."));
  const isLeastWrong = least !== null && !(least >= 0 && least <= 1);
  const isNew = rubric !== null && (text.trim() !== rubric.text || least !== rubric.threshold);
  const give = () => {
    setIsTried(true);
    if (name.trim() === "" || text.trim() === "" || isLeastWrong) return;
    save.mutate({ id: rubric?.id ?? null, name: name.trim(), text, threshold: least, setIds: [...setIds] });
  };
  const toggle = (id: string, on: boolean) =>
    setSetIds((now) => (on ? [...now, id] : now.filter((other) => other !== id)));
  return (
    <Dialog
      open
      onClose={onClose}
      title={rubric === null ? "Add rubric" : `Edit ${rubric.name}`}
      width={560}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={give} disabled={save.isPending}>
            {rubric === null ? "Add rubric" : isNew ? `Save as v${rubric.number + 1}` : "Save rubric"}
          </Button>
        </>
      }
    >
      <div className={styles.pair}>
        <TextField
          label="Name"
          value={name}
          maxLength={100}
          error={isTried && name.trim() === "" ? "A rubric needs a name." : null}
          onValue={setName}
        />
        <TextField
          label="Score at least (optional)"
          inputMode="decimal"
          placeholder="the judge’s pass alone decides"
          value={threshold}
          error={isLeastWrong ? "A number from 0 to 1." : null}
          onValue={setThreshold}
        />
      </div>
      <TextArea
        label="Rubric"
        rows={5}
        value={text}
        placeholder="Say what makes a reply pass, and what makes it fail."
        error={isTried && text.trim() === "" ? "A rubric needs a text." : null}
        onValue={setText}
      />
      {rubric !== null && rubric.number > 1 && (
        <EarlierVersions
          id={rubric.id}
          onTake={(version) => {
            setText(version.text);
            setThreshold(version.threshold?.toString() ?? "");
          }}
        />
      )}
      <div className={styles.labelled} role="group" aria-label="Sets">
        <span className={styles.label}>For every reply of</span>
        {sets.map((set) => (
          <Checkbox
            key={set.id}
            label={set.name}
            checked={setIds.includes(set.id)}
            onValue={(on) => toggle(set.id, on)}
          />
        ))}
      </div>
      {save.isError && (
        <p role="alert" className={styles.bad}>
          The rubric was not saved: {problemOf(save.error).message}
        </p>
      )}
    </Dialog>
  );
}

interface EarlierVersionsProps {
  id: string;
  onTake: (version: { text: string; threshold: number | null }) => void;
}

function EarlierVersions({ id, onTake }: EarlierVersionsProps) {
  const versions = useQuery(orpc.judges.rubrics.versions.queryOptions({ input: { id } }));
  const [picked, setPicked] = useState<string | null>(null);
  return (
    <Select
      label="Take the text of an earlier version"
      value={picked}
      placeholder="Take the text of an earlier version…"
      disabled={versions.data === undefined}
      options={(versions.data ?? []).map((version) => ({
        value: String(version.number),
        label: `v${version.number}`,
        hint: version.text.slice(0, 60),
      }))}
      onValue={(value) => {
        setPicked(value);
        const version = versions.data?.find(({ number }) => String(number) === value);
        if (version) onTake(version);
      }}
    />
  );
}

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
