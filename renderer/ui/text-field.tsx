import { type ComponentPropsWithRef, type ReactNode, useId } from "react";
import { classes } from "./classes.ts";
import styles from "./text-field.module.css";

interface FieldProps {
  label: string;
  /** Only for those who do not see the screen: the place says it to the rest. */
  hideLabel?: boolean;
  hint?: ReactNode;
  /** What is wrong with the value, in words; null where nothing is. */
  error?: string | null | undefined;
  onValue: (value: string) => void;
  mono?: boolean;
}

type TextFieldProps = FieldProps & Omit<ComponentPropsWithRef<"input">, "onChange">;
type TextAreaProps = FieldProps & Omit<ComponentPropsWithRef<"textarea">, "onChange">;

export function TextField({ label, hideLabel, hint, error, onValue, mono, className, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <Field {...{ id, label, hideLabel, hint, error, className }}>
      <input
        id={id}
        type="text"
        spellCheck={false}
        autoComplete="off"
        className={classes(styles.input, mono && styles.mono)}
        aria-label={hideLabel ? label : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
        onChange={(event) => onValue(event.target.value)}
        {...rest}
      />
    </Field>
  );
}

/** Grows with its text. */
export function TextArea({
  label,
  hideLabel,
  hint,
  error,
  onValue,
  mono,
  className,
  rows = 2,
  ...rest
}: TextAreaProps) {
  const id = useId();
  return (
    <Field {...{ id, label, hideLabel, hint, error, className }}>
      <textarea
        id={id}
        rows={rows}
        className={classes(styles.input, styles.area, mono && styles.mono)}
        aria-label={hideLabel ? label : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
        onChange={(event) => onValue(event.target.value)}
        {...rest}
      />
    </Field>
  );
}

function describedBy(id: string, hint: ReactNode, error: string | null | undefined): string | undefined {
  if (error) return `${id}-error`;
  return hint === undefined ? undefined : `${id}-hint`;
}

interface ShellProps extends Omit<FieldProps, "onValue" | "mono"> {
  id: string;
  className: string | undefined;
  children: ReactNode;
}

function Field({ id, label, hideLabel, hint, error, className, children }: ShellProps) {
  return (
    <div className={classes(styles.field, className)}>
      {!hideLabel && (
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
      )}
      {children}
      {error ? (
        <p id={`${id}-error`} className={styles.error}>
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${id}-hint`} className={styles.hint}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}
