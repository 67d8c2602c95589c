import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal, X } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import type { CheckType } from "../../../shared/domain/check.ts";
import { orpc } from "../../engine-client/index.ts";
import { classes, IconButton, Select, type SelectOption } from "../../ui/index.ts";
import { type CheckForm, readCheckForm, withType } from "./check-form.ts";
import { hasOptions } from "./check-options-form.ts";
import { CheckOptions } from "./check-options.tsx";
import { CheckValue } from "./check-value.tsx";
import { useSettled } from "./use-settled.ts";
import styles from "./checks.module.css";

interface CheckRowProps {
  form: CheckForm;
  types: readonly CheckType[];
  /** e.g. "Check 2 of turn 1", for accessible names. */
  name: string;
  onChange: (form: CheckForm) => void;
  onRemove: () => void;
  /** Draws the checks of a set, which are edited as those outside of one. */
  renderSet: (checks: readonly CheckForm[], of: string, onChange: (checks: CheckForm[]) => void) => ReactNode;
}

export function CheckRow({ form, types, name, onChange, onRemove, renderSet }: CheckRowProps) {
  const problem = useProblem(form);
  // What is not written yet is missing, not wrong.
  const isEmpty = isUnwritten(form);
  const [isOpen, setOpen] = useState(() => hasOptions(form.options));
  const known = types.find((type) => type.type === form.type);
  const options: SelectOption<string>[] = types.map((type) => ({ value: type.type, label: type.type }));
  if (known === undefined) options.push({ value: form.type, label: form.type, hint: "unknown" });
  const chooseType = (value: string) => {
    const type = types.find((candidate) => candidate.type === value);
    if (type !== undefined) onChange(withType(form, type));
  };
  const inSentence = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return (
    <div className={styles.check} role="group" aria-label={name}>
      <div className={styles.controls}>
        <button
          type="button"
          className={classes(styles.not, form.negated && styles.notOn)}
          aria-pressed={form.negated}
          title={form.negated ? "Must not hold" : "Must hold"}
          onClick={() => onChange({ ...form, negated: !form.negated })}
        >
          not
        </button>
        <Select
          label={`${name}: type`}
          value={form.type}
          options={options}
          onValue={chooseType}
          className={styles.type}
        />
        <div className={styles.value}>
          <CheckValue
            form={form}
            name={name}
            example={known?.example ?? null}
            onChange={onChange}
            invalid={problem !== null && !isEmpty}
          />
        </div>
        <IconButton
          label={`More of ${inSentence}`}
          icon={<SlidersHorizontal aria-hidden="true" />}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
        <IconButton label={`Remove ${inSentence}`} icon={<X aria-hidden="true" />} onClick={onRemove} />
      </div>
      {form.field === "checks" && (
        <div className={styles.nested}>
          {renderSet(form.nested, inSentence, (nested) => onChange({ ...form, nested }))}
        </div>
      )}
      {isOpen && <CheckOptions form={form} type={known} name={name} onChange={onChange} />}
      <p
        className={problem === null ? styles.summary : isEmpty ? styles.missing : styles.problem}
        role={problem === null ? undefined : "status"}
      >
        {problem ?? (form.negated ? `Not: ${known?.summary ?? ""}` : known?.summary)}
      </p>
    </div>
  );
}

function isUnwritten({ text, max, nested }: CheckForm): boolean {
  return text.trim() === "" && max.trim() === "" && nested.every(isUnwritten);
}

/** What is wrong with a check, a moment after the typing stops; null where it can be evaluated. */
function useProblem(form: CheckForm): string | null {
  const read = useMemo(() => readCheckForm(form), [form]);
  const settled = useSettled(read, 300);
  const validation = useQuery(
    orpc.checks.validate.queryOptions({
      input: "check" in settled ? settled.check : { type: "unread" },
      enabled: "check" in settled,
      gcTime: 10_000,
      placeholderData: (before) => before,
    }),
  );
  if ("problem" in read) return read.problem;
  return "check" in settled ? (validation.data?.problem ?? null) : null;
}
