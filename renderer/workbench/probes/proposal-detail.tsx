import type { Proposal } from "../../../shared/domain/probe.ts";
import { userTurns } from "../../../shared/rules/turns.ts";
import { PagedText } from "../../rendering/paged-text.tsx";
import { checkInWords } from "../words.ts";
import styles from "./probes.module.css";

/** One proposal: what its user writes, why it may go wrong, its checks, and what was replied. */
export function ProposalDetail({ proposal }: { proposal: Proposal }) {
  const { conversation, why, trial } = proposal;
  const broken = (trial?.broken ?? []).map(checkInWords);
  // Rubrics of the set have a say too, and stand in no conversation.
  const checks = [...new Set([...conversation.checks.map(checkInWords), ...broken])];
  return (
    <article className={styles.detail} aria-label={conversation.title} tabIndex={0}>
      <p className={styles.why}>{why}</p>
      {userTurns(conversation.turns).map(({ index, content }) => (
        <div key={index} className={styles.turn}>
          <span className={styles.speaker}>User</span>
          <span className={styles.text}>
            <PagedText text={content} />
          </span>
          {trial?.replies[index] !== undefined && (
            <>
              <span className={styles.speaker}>Reply</span>
              <span className={styles.text}>
                <PagedText text={trial.replies[index]} />
              </span>
            </>
          )}
        </div>
      ))}
      {trial?.problem != null && <p className={styles.fails}>! {trial.problem}</p>}
      {checks.length === 0 ? (
        <p className={styles.why}>No check carries over: give it one before it can fail.</p>
      ) : (
        <ul className={styles.checks} aria-label="Checks">
          {checks.map((words) => (
            <li key={words} className={broken.includes(words) ? styles.fails : undefined}>
              {broken.includes(words) ? "✗ " : ""}
              <code>{words}</code>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}
