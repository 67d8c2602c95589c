import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ConversationSet } from "../../shared/domain/conversation.ts";
import type { Rubric } from "../../shared/domain/judge.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { Button, Checkbox, Dialog, Select, TextArea, TextField } from "../ui/index.ts";
import styles from "./settings.module.css";

interface RubricDialogProps {
  rubric: Rubric | null;
  sets: readonly ConversationSet[];
  onClose: () => void;
}

/** Adds a rubric, or changes it; an earlier version can be taken up again. */
export function RubricDialog({ rubric, sets, onClose }: RubricDialogProps) {
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
