import type { ComponentPropsWithRef, ReactNode, ReactElement } from "react";
import { classes } from "./classes.ts";
import styles from "./button.module.css";
import { Tooltip as Base } from "@base-ui/react/tooltip";

export type ButtonLook = "plain" | "primary" | "quiet" | "danger";

interface ButtonProps extends ComponentPropsWithRef<"button"> {
  look?: ButtonLook;
  icon?: ReactNode;
  /** A shortcut to show after the name. */
  keys?: string | undefined;
}

export function Button({ look = "plain", icon, keys, className, children, type = "button", ...rest }: ButtonProps) {
  return (
    <button type={type} className={classes(styles.button, styles[look], className)} {...rest}>
      {icon}
      <span className={styles.label}>{children}</span>
      {keys !== undefined && <Kbd keys={keys} />}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentPropsWithRef<"button">, "children" | "aria-label"> {
  /** The accessible name, shown as a hint on hover. */
  label: string;
  icon: ReactNode;
  keys?: string | undefined;
  look?: ButtonLook;
  side?: "top" | "bottom" | "left" | "right";
}

export function IconButton({
  label,
  icon,
  keys,
  look = "quiet",
  side,
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys} side={side}>
      <button
        type={type}
        aria-label={label}
        className={classes(styles.button, styles.icon, styles[look], className)}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  );
}

interface TooltipProps {
  label: ReactNode;
  keys?: string | undefined;
  side?: "top" | "bottom" | "left" | "right";
  /** The one element that is explained; it keeps its own accessible name. */
  children: ReactElement<Record<string, unknown>>;
}

/** A hint on hover and on keyboard focus. Never the only place where something is said. */
export function Tooltip({ label, keys, side = "bottom", children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={400} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            {label}
            {keys !== undefined && <Kbd keys={keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** A shortcut next to its action, e.g. `Mod+Enter` or `g w`. Seen, not read out: the name is enough there. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={classes(styles.keys, className)} aria-hidden="true">
      {keyCaps(keys).map((chord, at) => (
        <kbd key={at} className={styles.cap}>
          {chord.join(onMac ? "" : "+")}
        </kbd>
      ))}
    </span>
  );
}

const SYMBOLS_MAC: Record<string, string> = { Mod: "⌘", Shift: "⇧", Alt: "⌥", Ctrl: "⌃" };
const NAMES: Record<string, string> = {
  Mod: "Ctrl",
  Enter: "↵",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Space: "Space",
};

/** True on Apple's machines, where shortcuts are held with ⌘. */
export const onMac: boolean =
  typeof window !== "undefined" && /^(darwin|mac)/i.test(window.counterproof?.platform ?? navigator.platform);

/**
 * The caps to draw for a shortcut as commands write it: `Mod+Enter` is one chord, `g w` two keys in a row.
 * Mod is ⌘ on Apple's machines and Ctrl elsewhere.
 */
export function keyCaps(keys: string, mac: boolean = onMac): string[][] {
  return keys.split(" ").map((chord) =>
    chord.split("+").map((key) => {
      const symbol = mac ? SYMBOLS_MAC[key] : undefined;
      return symbol ?? NAMES[key] ?? (key.length === 1 && chord.length > 1 ? key.toUpperCase() : key);
    }),
  );
}
