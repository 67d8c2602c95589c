import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { classes } from "./classes.ts";
import { useLayer } from "./layers.ts";
import styles from "./select.module.css";

export interface SelectOption<V extends string> {
  value: V;
  label: string;
  /** A quieter word after the label. */
  hint?: ReactNode;
  disabled?: boolean;
}

interface SelectProps<V extends string> {
  /** The accessible name; a visible label stands beside it where there is one. */
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
  const layer = useLayer(open);
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
      <Base.Trigger id={id} aria-label={label} className={classes(styles.trigger, styles[look], className)}>
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
