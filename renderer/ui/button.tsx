import type { ComponentPropsWithRef, ReactNode } from "react";
import { classes } from "./classes.ts";
import { Kbd } from "./kbd.tsx";
import { Tooltip } from "./tooltip.tsx";
import styles from "./button.module.css";

export type ButtonLook = "plain" | "primary" | "quiet" | "danger";

interface ButtonProps extends ComponentPropsWithRef<"button"> {
  look?: ButtonLook;
  icon?: ReactNode;
  /** A shortcut to show beside the name. */
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
