import { type ReactNode, useId } from "react";
import styles from "./checkbox.module.css";

interface CheckboxProps {
  label: ReactNode;
  checked: boolean;
  onValue: (checked: boolean) => void;
  disabled?: boolean;
}

export function Checkbox({ label, checked, onValue, disabled }: CheckboxProps) {
  const id = useId();
  return (
    <span className={styles.field}>
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
