import type { JsonValue } from "../../../shared/domain/check.ts";
import { assertNever } from "../../../shared/assert-never.ts";
import { TextArea, TextField } from "../../ui/index.ts";
import type { CheckForm } from "./check-form.ts";
import { CheckSql } from "./check-sql.tsx";
import styles from "./checks.module.css";

interface CheckValueProps {
  form: CheckForm;
  name: string;
  example: JsonValue;
  invalid: boolean;
  onChange: (form: CheckForm) => void;
}

/** The field that suits what the check's type compares with. */
export function CheckValue({ form, name, example, invalid, onChange }: CheckValueProps) {
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
      return <TextArea {...common} rows={2} placeholder={textsOf(example)} />;
    case "paths":
      return (
        <TextArea {...common} mono rows={1} placeholder={`any element, or ${textsOf(example)}`} spellCheck={false} />
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

function textsOf(example: JsonValue): string {
  if (!Array.isArray(example)) return "One text a line";
  return example.filter((item) => typeof item === "string").join("\n");
}
