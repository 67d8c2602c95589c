import type { TriedPair } from "../../../shared/domain/guard.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { Button } from "../../ui/index.ts";
import { triedInWords } from "./guard-words.ts";
import styles from "./guards.module.css";

interface TriedLineProps {
  tried: TriedPair;
  /** How the other side is called; null where it has no reply. */
  other: string | null;
  /** Requests at most that trying it takes; 0 where it is tried by itself. */
  asks: number;
  onTry: (() => void) | null;
  trying: boolean;
}

/** What a check says of the reply that it is to catch, and of the other side's. */
export function TriedLine({ tried, other, asks, onTry, trying }: TriedLineProps) {
  const { reply } = tried;
  if (reply === null) {
    return (
      <p className={styles.tried} role="status">
        {trying ? "Trying it…" : `Not tried: it asks a model or a program, ${plural(asks, "request")} at most.`}
        {onTry && !trying && (
          <Button look="quiet" className={styles.small} onClick={onTry}>
            Try it
          </Button>
        )}
      </p>
    );
  }
  const uncaught = reply.status === "pass";
  return (
    <p className={styles.tried} role="status" title={reply.reason}>
      <span className={styles[reply.status]}>{triedInWords(reply, "this reply")}</span>
      {other !== null && tried.other && (
        <span className={styles[tried.other.status]}>{triedInWords(tried.other, `${other}’s`)}</span>
      )}
      {uncaught && <span className={styles.error}>so it would not have caught it</span>}
      {reply.status === "error" && <span>{reply.reason}</span>}
    </p>
  );
}
