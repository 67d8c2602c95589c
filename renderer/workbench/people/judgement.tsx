import type { ReactNode } from "react";
import { matchInWords } from "../../../shared/rules/people-words.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { classes, Kbd } from "../../ui/index.ts";
import { momentInWords } from "../words.ts";
import { ApprovalRule } from "./approval-rule.tsx";
import { giveVerdict, toggleApproval, toggleVerdict, type Judged } from "./judge.ts";
import { NoteField } from "./note-field.tsx";
import { stopNoting, startNoting, useNoting } from "./noting.ts";
import { standsAllTheSame, whenInWords } from "./people-words.ts";
import styles from "./people.module.css";

interface JudgementProps {
  judged: Judged;
  /** Whether it is the reply that the keys are about. */
  keyed: boolean;
  /** What else can be done with the reply. */
  more: ReactNode;
}

/** What people say of one reply, and how to say it. */
export function Judgement({ judged, keyed, more }: JudgementProps) {
  const { at, reply } = judged;
  const { person, expected } = reply;
  const canWrite = useCanWrite();
  const noting = useNoting(at);
  const allTheSame = standsAllTheSame(reply);
  return (
    <div className={styles.judgement} role="group" aria-label="People's verdict">
      <span className={classes(styles.buttons, !keyed && styles.quiet)}>
        <Say
          name="good"
          keys="g"
          keyed={keyed}
          on={person?.verdict === "good"}
          tone={styles.good}
          disabled={!canWrite}
          onClick={() => toggleVerdict(judged, "good")}
        />
        <Say
          name="bad"
          keys="b"
          keyed={keyed}
          on={person?.verdict === "bad"}
          tone={styles.bad}
          disabled={!canWrite}
          onClick={() => toggleVerdict(judged, "bad")}
        />
        <Say
          name="approve"
          keys="a"
          keyed={keyed}
          on={expected?.own === true}
          tone={styles.good}
          disabled={!canWrite}
          onClick={() => toggleApproval(judged)}
        />
        {person && !noting && (
          <Say
            name={person.note === "" ? "add a note" : "edit the note"}
            keys="Shift+n"
            keyed={keyed}
            disabled={!canWrite}
            onClick={() => startNoting(at)}
          />
        )}
        {more}
      </span>
      {person && (
        <p className={styles.said}>
          <strong className={styles[person.verdict]}>{person.verdict === "good" ? "✓ good" : "✗ bad"}</strong>
          {person.author !== "" && <span>{person.author}</span>}
          <time dateTime={person.at} title={momentInWords(person.at)}>
            {whenInWords(person.at)}
          </time>
          {person.note !== "" && !noting && <span className={styles.note}>{person.note}</span>}
        </p>
      )}
      {person && noting && (
        <NoteField
          note={person.note}
          onSave={(note) => {
            stopNoting();
            if (note !== person.note) giveVerdict(judged, person.verdict, note);
          }}
          onLeave={stopNoting}
        />
      )}
      {expected && (
        <p className={styles.said}>
          <strong className={person?.verdict === "bad" ? styles.outranked : styles.good}>
            ✓ {matchInWords(expected)}
          </strong>
          <span>{expected.author}</span>
          <time dateTime={expected.at}>{whenInWords(expected.at)}</time>
        </p>
      )}
      {expected?.own && <ApprovalRule judged={judged} rule={expected.rule} disabled={!canWrite} />}
      {allTheSame !== null && <p className={styles.warning}>! {allTheSame}</p>}
    </div>
  );
}

interface SayProps {
  name: string;
  keys: string;
  keyed: boolean;
  on?: boolean;
  tone?: string | undefined;
  disabled: boolean;
  onClick: () => void;
}

function Say({ name, keys, keyed, on, tone, disabled, onClick }: SayProps): ReactNode {
  return (
    <button
      type="button"
      className={classes(styles.say, on && styles.on, on && tone)}
      aria-pressed={on}
      disabled={disabled}
      onClick={onClick}
    >
      {name}
      {keyed && <Kbd keys={keys} />}
    </button>
  );
}
