import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useState, type ComponentPropsWithRef, useId } from "react";
import { classes } from "./classes.ts";
import { useFocusLayer } from "./focus-layers.ts";
import styles from "./fields.module.css";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import { Toggle } from "@base-ui/react/toggle";

export interface SelectOption<V extends string> {
  value: V;
  label: string;
  /** A quieter word after the label. */
  hint?: ReactNode;
  disabled?: boolean;
}

interface SelectProps<V extends string> {
  /** The accessible name; a visible label is next to it where there is one. */
  label: string;
  value: V | null;
  options: readonly SelectOption<V>[];
  onValue: (value: V) => void;
  placeholder?: string;
  /** Words before the value in the button, e.g. "against". */
  prefix?: string;
  look?: "field" | "quiet";
  disabled?: boolean;
  className?: string;
  id?: string;
}

/** One of several; typing jumps, arrows move. */
export function Select<V extends string>(props: SelectProps<V>) {
  const {
    label,
    value,
    options,
    onValue,
    placeholder = "Choose…",
    prefix,
    look = "field",
    disabled,
    className,
    id,
  } = props;
  const [open, setOpen] = useState(false);
  const layer = useFocusLayer(open);
  const current = options.find((option) => option.value === value);
  return (
    <Base.Root<V>
      value={value}
      onValueChange={(next) => next !== null && onValue(next)}
      disabled={disabled}
      open={open}
      onOpenChange={setOpen}
      modal={false}
    >
      <Base.Trigger
        id={id}
        aria-label={label}
        className={classes(styles.trigger, look === "quiet" && styles.quiet, className)}
      >
        {prefix !== undefined && <span className={styles.prefix}>{prefix}</span>}
        <span className={classes(styles.value, current === undefined && styles.placeholder)} title={current?.label}>
          {current?.label ?? placeholder}
        </span>
        <ChevronsUpDown aria-hidden="true" className={styles.chevron} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} align="start" className={styles.positioner}>
          <Base.Popup ref={layer} className={styles.popup}>
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                label={option.label}
                disabled={option.disabled}
                className={styles.item}
              >
                <Base.ItemIndicator className={styles.tick} keepMounted>
                  {option.value === value && <Check aria-hidden="true" />}
                </Base.ItemIndicator>
                <Base.ItemText className={styles.text}>{option.label}</Base.ItemText>
                {option.hint !== undefined && <span className={styles.hint}>{option.hint}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

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

interface FieldFrameProps extends Omit<FieldProps, "onValue" | "mono"> {
  id: string;
  className: string | undefined;
  children: ReactNode;
}

function Field({ id, label, hideLabel, hint, error, className, children }: FieldFrameProps) {
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
          <p id={`${id}-hint`} className={styles.textFieldHint}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

interface CheckboxProps {
  label: ReactNode;
  checked: boolean;
  onValue: (checked: boolean) => void;
  disabled?: boolean;
}

export function Checkbox({ label, checked, onValue, disabled }: CheckboxProps) {
  const id = useId();
  return (
    <span className={styles.checkboxField}>
      <input
        id={id}
        type="checkbox"
        className={styles.box}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onValue(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
    </span>
  );
}

interface SegmentedProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; label: string; icon?: ReactNode; disabled?: boolean }[];
  onValue: (value: V) => void;
}

/** One of two or three, all in sight. */
export function Segmented<V extends string>({ label, value, options, onValue }: SegmentedProps<V>) {
  return (
    <ToggleGroup
      aria-label={label}
      className={styles.group}
      value={[value]}
      onValueChange={([next]) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) onValue(chosen.value);
      }}
    >
      {options.map((option) => (
        <Toggle key={option.value} value={option.value} disabled={option.disabled} className={styles.option}>
          {option.icon}
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
