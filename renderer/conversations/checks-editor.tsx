import { useEffect, useState, type ReactNode, useMemo } from "react";
import { sqlDialects, type JsonValue, type CheckType } from "../../shared/domain/check.ts";
import { Select, type SelectOption, TextArea, TextField, classes, IconButton, Button } from "../ui/index.ts";
import { type CheckForm, readCheckForm, withType, hasOptions, toCheckForm } from "./check-form.ts";
import styles from "./checks-editor.module.css";
import { assertNever } from "../../shared/errors.ts";
import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal, X, Plus } from "lucide-react";
import { orpc } from "../engine-client/index.ts";

/** The value once it has stayed the same for a while, so that typing does not ask at every key. */
export function useDebounced<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

interface CheckSqlProps {
  form: CheckForm;
  name: string;
  invalid: boolean;
  onChange: (form: CheckForm) => void;
}

const dialectOptions: SelectOption<string>[] = sqlDialects.map((dialect) => ({ value: dialect, label: dialect }));

/** The database whose SQL is meant, and what it may use. */
function CheckSql({ form, name, invalid, onChange }: CheckSqlProps) {
  return (
    <div className={styles.sql}>
      <Select
        label={`${name}: database`}
        value={form.dialect === "" ? sqlDialects[0] : form.dialect}
        options={dialectOptions}
        onValue={(dialect) => onChange({ ...form, dialect })}
        className={styles.type}
      />
      <TextArea
        label={`${name}: allowed tables`}
        hideLabel
        mono
        rows={1}
        spellCheck={false}
        placeholder="any table, or select::null::orders"
        value={form.text}
        aria-invalid={invalid || undefined}
        onValue={(text) => onChange({ ...form, text })}
      />
      <TextArea
        label={`${name}: allowed columns`}
        hideLabel
        mono
        rows={1}
        spellCheck={false}
        placeholder="any column, or select::orders::id"
        value={form.max}
        aria-invalid={invalid || undefined}
        onValue={(max) => onChange({ ...form, max })}
      />
    </div>
  );
}

interface CheckValueProps {
  form: CheckForm;
  name: string;
  example: JsonValue;
  invalid: boolean;
  onChange: (form: CheckForm) => void;
}

/** The field that suits what the check's type compares with. */
function CheckValue({ form, name, example, invalid, onChange }: CheckValueProps) {
  const common = {
    label: `${name}: value`,
    hideLabel: true,
    value: form.text,
    "aria-invalid": invalid || undefined,
    onValue: (text: string) => onChange({ ...form, text }),
  };
  const hint = typeof example === "string" || typeof example === "number" ? String(example) : undefined;
  switch (form.field) {
    case "nothing":
    case "checks":
      return null;
    case "text":
      return <TextArea {...common} rows={1} placeholder={hint} />;
    case "texts":
      return <TextArea {...common} rows={2} placeholder={exampleTexts(example)} />;
    case "paths":
      return (
        <TextArea
          {...common}
          mono
          rows={1}
          placeholder={`any element, or ${exampleTexts(example)}`}
          spellCheck={false}
        />
      );
    case "schema":
      return <TextArea {...common} mono rows={1} placeholder="any JSON, or a JSON Schema" spellCheck={false} />;
    case "sql":
      return <CheckSql form={form} name={name} invalid={invalid} onChange={onChange} />;
    case "pattern":
      return <TextField {...common} mono placeholder={hint} />;
    case "number":
      return <TextField {...common} inputMode="decimal" placeholder={hint} className={styles.number} />;
    case "range":
      return (
        <div className={styles.range}>
          <TextField
            {...common}
            label={`${name}: at least`}
            inputMode="decimal"
            placeholder="at least"
            className={styles.number}
          />
          <span aria-hidden="true">to</span>
          <TextField
            {...common}
            label={`${name}: at most`}
            value={form.max}
            inputMode="decimal"
            placeholder="at most"
            className={styles.number}
            onValue={(max) => onChange({ ...form, max })}
          />
        </div>
      );
    case "json":
      return <TextArea {...common} mono rows={1} placeholder="JSON" spellCheck={false} />;
    default:
      return assertNever(form.field);
  }
}

function exampleTexts(example: JsonValue): string {
  if (!Array.isArray(example)) return "One text a line";
  return example.filter((item) => typeof item === "string").join("\n");
}

interface CheckOptionsProps {
  form: CheckForm;
  type: CheckType | undefined;
  name: string;
  onChange: (form: CheckForm) => void;
}

/** What a check may have in addition to its value: what it has to reach, how much it counts, what summaries call it. */
function CheckOptions({ form, type, name, onChange }: CheckOptionsProps) {
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

function CheckRow({ form, types, name, onChange, onRemove, renderSet }: CheckRowProps) {
  const problem = useCheckProblem(form);
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
function useCheckProblem(form: CheckForm): string | null {
  const read = useMemo(() => readCheckForm(form), [form]);
  const settled = useDebounced(read, 300);
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

interface ChecksEditorProps {
  checks: readonly CheckForm[];
  types: readonly CheckType[];
  /** e.g. "turn 1", for accessible names. */
  of: string;
  onChange: (checks: CheckForm[]) => void;
}

export function ChecksEditor({ checks, types, of, onChange }: ChecksEditorProps) {
  const first = types.find(({ type }) => type === "contains") ?? types[0];
  return (
    <div className={styles.checks}>
      {checks.map((check, at) => (
        <CheckRow
          key={check.formKey}
          form={check}
          types={types}
          name={`Check ${at + 1} of ${of}`}
          onChange={(next) => onChange(checks.map((other) => (other.formKey === check.formKey ? next : other)))}
          onRemove={() => onChange(checks.filter((other) => other.formKey !== check.formKey))}
          renderSet={(nested, set, onNested) => (
            <ChecksEditor checks={nested} types={types.filter(isNoSet)} of={set} onChange={onNested} />
          )}
        />
      ))}
      {first !== undefined && (
        <Button
          look="quiet"
          icon={<Plus aria-hidden="true" />}
          className={styles.add}
          aria-label={`Add check to ${of}`}
          onClick={() => onChange([...checks, toCheckForm({ type: first.type }, types)])}
        >
          Add check
        </Button>
      )}
    </div>
  );
}

/** A set holds no other set. */
function isNoSet({ takes }: CheckType): boolean {
  return takes !== "checks";
}
