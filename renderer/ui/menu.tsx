import { Menu as Base } from "@base-ui/react/menu";
import { Fragment, type ReactElement, type ReactNode, useState } from "react";
import { classes } from "./classes.ts";
import { Kbd } from "./button.tsx";
import { useFocusLayer } from "./focus-layers.ts";
import styles from "./menu.module.css";

export interface MenuItem {
  label: string;
  run: () => void;
  icon?: ReactNode;
  keys?: string;
  /** A quieter word after the label. */
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Marks the one that is in force. */
  checked?: boolean;
}

export type MenuEntry = MenuItem | "separator" | { heading: string };

interface MenuProps {
  /** A button with its own accessible name. */
  trigger: ReactElement<Record<string, unknown>>;
  entries: readonly MenuEntry[];
  align?: "start" | "end";
  onOpen?: () => void;
}

export function Menu({ trigger, entries, align = "start", onOpen }: MenuProps) {
  const [open, setOpen] = useState(false);
  const layer = useFocusLayer(open);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) onOpen?.();
  };
  return (
    <Base.Root modal={false} open={open} onOpenChange={change}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className={styles.positioner}>
          <Base.Popup ref={layer} className={styles.popup}>
            {entries.map((entry, at) => (
              <Fragment key={at}>{drawEntry(entry)}</Fragment>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function drawEntry(entry: MenuEntry): ReactNode {
  if (entry === "separator") return <Base.Separator className={styles.separator} />;
  if ("heading" in entry) return <div className={styles.heading}>{entry.heading}</div>;
  const { label, run, icon, keys, hint, danger, disabled, checked } = entry;
  return (
    <Base.Item
      label={label}
      disabled={disabled}
      onClick={run}
      className={classes(styles.item, danger && styles.danger)}
      aria-current={checked ? "true" : undefined}
    >
      <span className={styles.icon}>{icon ?? (checked ? "✓" : null)}</span>
      <span className={styles.label}>{label}</span>
      {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      {keys !== undefined && <Kbd keys={keys} className={styles.keys} />}
    </Base.Item>
  );
}
