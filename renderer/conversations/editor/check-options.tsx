import type { CheckType } from "../../../shared/domain/check.ts";
import { TextField } from "../../ui/index.ts";
import type { CheckForm } from "./check-form.ts";
import styles from "./checks.module.css";

interface CheckOptionsProps {
  form: CheckForm;
  type: CheckType | undefined;
  name: string;
  onChange: (form: CheckForm) => void;
}

/** What a check may have beside its value: what it has to reach, how much it counts, what summaries call it. */
export function CheckOptions({ form, type, name, onChange }: CheckOptionsProps) {
  const set = (key: keyof CheckForm["options"]) => (value: string) =>
    onChange({ ...form, options: { ...form.options, [key]: value } });
  const threshold = type?.threshold ?? null;
  return (
    <div className={styles.options}>
      {(threshold !== null || form.options.threshold !== "") && (
        <label className={styles.option}>
          <span>{threshold?.limits ?? "threshold"}</span>
          <TextField
            label={`${name}: threshold`}
            hideLabel
            inputMode="decimal"
            placeholder={threshold?.fallback === null ? "all pass" : String(threshold?.fallback ?? "")}
            value={form.options.threshold}
            onValue={set("threshold")}
            className={styles.small}
          />
        </label>
      )}
      <label className={styles.option}>
        <span>weight</span>
        <TextField
          label={`${name}: weight`}
          hideLabel
          inputMode="decimal"
          placeholder="1"
          title="How much it counts in a set. 0: only measured, it never fails the reply"
          value={form.options.weight}
          onValue={set("weight")}
          className={styles.small}
        />
      </label>
      <label className={styles.option}>
        <span>metric</span>
        <TextField
          label={`${name}: metric`}
          hideLabel
          placeholder="no name"
          title="What summaries call it"
          value={form.options.metric}
          onValue={set("metric")}
          className={styles.number}
        />
      </label>
    </div>
  );
}
