import { classes } from "./classes.ts";
import styles from "./middle-ellipsis.module.css";

/** An id in little room: its middle gives way, the whole is there on hover. */
export function MiddleEllipsis({ text, className }: { text: string; className?: string }) {
  const tail = text.length > 12 ? 6 : 0;
  return (
    <span className={classes(styles.whole, className)} title={text}>
      <span className="visually-hidden">{text}</span>
      <span aria-hidden="true" className={styles.head}>
        {text.slice(0, text.length - tail)}
      </span>
      {tail > 0 && <span aria-hidden="true">{text.slice(-tail)}</span>}
    </span>
  );
}
