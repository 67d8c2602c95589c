import { Plus } from "lucide-react";
import type { CheckType } from "../../../shared/domain/check.ts";
import { Button } from "../../ui/index.ts";
import { type CheckForm, toCheckForm } from "./check-form.ts";
import { CheckRow } from "./check-row.tsx";
import styles from "./checks.module.css";

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
            <ChecksEditor checks={nested} types={types.filter(isPlain)} of={set} onChange={onNested} />
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
function isPlain({ takes }: CheckType): boolean {
  return takes !== "checks";
}
