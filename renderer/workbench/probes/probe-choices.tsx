import { MOST_PROBES } from "../../../shared/contract/probes.ts";
import { Select, TextField } from "../../ui/index.ts";
import { sideName, type Side } from "../run-choice.ts";
import styles from "./probes.module.css";

/** What can be chosen before anything is asked, as it is typed. */
export interface Choices {
  /** A saved model's id, or the judge. */
  modelId: string;
  version: Side;
  count: string;
  limit: string;
}

export const JUDGE = "judge";

interface ProbeChoicesProps {
  choices: Choices;
  models: readonly { id: string; name: string }[];
  judge: string | null;
  versions: readonly Side[];
  limitProblem: string | null;
  disabled: boolean;
  onChange: (part: Partial<Choices>) => void;
}

/** A count that can be asked for; null where it cannot be read. */
export function readCount(text: string): number | null {
  const count = Number(text);
  return text.trim() !== "" && Number.isInteger(count) && count >= 1 && count <= MOST_PROBES ? count : null;
}

export function ProbeChoices(props: ProbeChoicesProps) {
  const { choices, models, judge, versions, limitProblem, disabled, onChange } = props;
  const { modelId, version, count, limit } = choices;
  return (
    <div className={styles.choices}>
      <div className={styles.choice}>
        <span className={styles.label}>Proposed by</span>
        <Select
          label="Proposed by"
          value={modelId}
          disabled={disabled}
          options={[
            { value: JUDGE, label: "The judge", hint: judge ?? "none is chosen", disabled: judge === null },
            ...models.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onValue={(value) => onChange({ modelId: value })}
        />
      </div>
      <div className={styles.choice}>
        <span className={styles.label}>The fix stands in</span>
        <Select
          label="The fix stands in"
          value={sideName(version)}
          disabled={disabled}
          options={versions.map((side) => ({ value: sideName(side), label: sideName(side) }))}
          onValue={(name) => onChange({ version: versions.find((side) => sideName(side) === name) ?? version })}
        />
      </div>
      <TextField
        label="How many"
        value={count}
        inputMode="numeric"
        disabled={disabled}
        error={readCount(count) === null ? `1 to ${MOST_PROBES}` : null}
        onValue={(value) => onChange({ count: value })}
      />
      <TextField
        label="Calls at most"
        value={limit}
        inputMode="numeric"
        placeholder="no limit"
        disabled={disabled}
        error={limitProblem}
        onValue={(value) => onChange({ limit: value })}
      />
    </div>
  );
}
