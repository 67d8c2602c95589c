import { sqlDialects } from "../../../shared/domain/sql-dialect.ts";
import { Select, type SelectOption, TextArea } from "../../ui/index.ts";
import type { CheckForm } from "./check-form.ts";
import styles from "./checks.module.css";

interface CheckSqlProps {
  form: CheckForm;
  name: string;
  invalid: boolean;
  onChange: (form: CheckForm) => void;
}

const options: SelectOption<string>[] = sqlDialects.map((dialect) => ({ value: dialect, label: dialect }));

/** The database whose SQL is meant, and what it may use. */
export function CheckSql({ form, name, invalid, onChange }: CheckSqlProps) {
  return (
    <div className={styles.sql}>
      <Select
        label={`${name}: database`}
        value={form.dialect === "" ? sqlDialects[0] : form.dialect}
        options={options}
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
