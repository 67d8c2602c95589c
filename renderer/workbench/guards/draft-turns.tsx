import type { GuardDraft } from "../../../shared/domain/guard.ts";
import { PagedText } from "../../rendering/paged-text.tsx";
import { Segmented } from "../../ui/index.ts";
import { hasEarlier } from "./guard-form.ts";
import styles from "./guards.module.css";

interface DraftTurnsProps {
  draft: GuardDraft;
  /** How the side is called that the reply is of. */
  name: string;
  fixed: boolean;
  onFixed: (fixed: boolean) => void;
}

/** The turns that the conversation will have, and the reply that it guards against. */
export function DraftTurns({ draft, name, fixed, onFixed }: DraftTurnsProps) {
  const last = draft.turns.length - 1;
  return (
    <section className={styles.section} aria-label="Turns">
      <div className={styles.sectionHead}>
        <h3>Turns</h3>
        {hasEarlier(draft) && (
          <Segmented
            label="Earlier replies"
            value={fixed ? "fixed" : "live"}
            options={[
              { value: "live", label: "Left for the model" },
              { value: "fixed", label: "Fixed as they were" },
            ]}
            onValue={(value) => onFixed(value === "fixed")}
          />
        )}
      </div>
      <ol className={styles.turns}>
        {draft.turns.map(({ user, fixed: own, replied }, at) => (
          <li key={at}>
            <p className={styles.said}>
              <span className={styles.speaker}>User</span>
              <span className={styles.words}>
                <PagedText text={user} />
              </span>
            </p>
            {at < last && (
              <p className={styles.said}>
                <span className={styles.speaker}>Reply</span>
                {own === null && !fixed ? (
                  <em className={styles.quiet}>left for the model</em>
                ) : (
                  <span className={styles.words}>
                    <PagedText text={own ?? replied ?? ""} />
                  </span>
                )}
              </p>
            )}
          </li>
        ))}
      </ol>
      <p className={styles.said}>
        <span className={styles.speaker}>{name}</span>
        <span className={styles.against}>
          {draft.reply === "" ? <em>The reply is empty.</em> : <PagedText text={draft.reply} />}
        </span>
      </p>
    </section>
  );
}
