import { classes } from "./classes.ts";
import { keyCaps, onMac } from "./keys.ts";
import styles from "./kbd.module.css";

/** A shortcut beside its action, e.g. `Mod+Enter` or `g w`. Seen, not read out: the name is enough there. */
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
