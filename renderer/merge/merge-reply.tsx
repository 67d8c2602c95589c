import type { MergeReply } from "../../shared/domain/merge.ts";
import type { VerdictStatus } from "../../shared/domain/check.ts";
import { classes } from "../ui/index.ts";
import { RenderedText } from "../rendering/rendered-text.tsx";
import { checkInWords } from "../workbench/words.ts";
import styles from "./check.module.css";

const signs: Record<VerdictStatus, { sign: string; word: string }> = {
  pass: { sign: "✓", word: "passes" },
  fail: { sign: "✗", word: "fails" },
  error: { sign: "!", word: "could not be evaluated" },
};

interface MergeReplyColumnProps {
  name: string;
  merged: boolean;
  /** Null where it was not replayed. */
  reply: MergeReply | null;
  /** Places of the checks that neither parent fails. */
  fresh: readonly number[];
}

/** What one of them says to a turn, with each check. */
export function MergeReplyColumn({ name, merged, reply, fresh }: MergeReplyColumnProps) {
  return (
    <section className={classes(styles.column, merged && styles.merged)} aria-label={`Reply of ${name}`}>
      <h5 className={styles.columnName}>
        {name}
        {reply && <Standing verdicts={reply.verdicts} />}
      </h5>
      {reply === null ? (
        <p className={styles.absent}>Not replayed.</p>
      ) : (
        <>
          {reply.text === "" ? <em>The reply is empty.</em> : <RenderedText text={reply.text} />}
          {reply.verdicts.length > 0 && (
            <ul className={styles.verdicts} aria-label={`Checks of ${name}`}>
              {reply.verdicts.map(({ check, status }, at) => (
                <li key={at} className={classes(styles.verdict, fresh.includes(at) && styles.fresh)}>
                  <span role="img" aria-label={signs[status].word} className={styles[status]}>
                    {signs[status].sign}
                  </span>
                  <span className={styles.verdictText}>
                    <code>{checkInWords(check)}</code>
                    {fresh.includes(at) && <span className={styles.fail}> with neither parent</span>}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

/** Checks of weight 0 are told, and decide nothing. */
function Standing({ verdicts }: Pick<MergeReply, "verdicts">) {
  const counted = verdicts.filter(({ counts }) => counts).map(({ status }) => status);
  if (counted.length === 0) return <span className={styles.quiet}>no check</span>;
  const status = counted.includes("fail") ? "fail" : counted.includes("error") ? "error" : "pass";
  return (
    <span className={styles[status]}>
      {signs[status].sign} {signs[status].word}
    </span>
  );
}
