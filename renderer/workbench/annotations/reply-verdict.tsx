import { create } from "zustand";
import type { RecordedReplyRef } from "../../../shared/contract/verdicts.ts";
import { useRef, useState, type ReactNode, useLayoutEffect } from "react";
import { MAX_NOTE_LENGTH, matchRuleSchema, type MatchRule } from "../../../shared/domain/annotation.ts";
import { focusEvidence } from "../outcomes/outcome-list.tsx";
import styles from "./reply-verdict.module.css";
import { Select, classes, Kbd } from "../../ui/index.ts";
import {
  approve,
  type JudgedReply,
  giveVerdict,
  toggleApproval,
  toggleVerdict,
  whyGoodReplyStillFails,
  formatVerdictTime,
} from "./reply-annotations.ts";
import { formatApprovedMatch } from "../../../shared/format/comparison-notes.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { formatMoment } from "../../../shared/format/values.ts";
import { useCommand } from "../../shell/index.ts";

/** The reply on which a note is being written. */
const noteEditing = create<{ at: string | null }>(() => ({ at: null }));

const replyName = ({ runId, conversationId, turn, sample }: RecordedReplyRef): string =>
  JSON.stringify([runId, conversationId, turn, sample]);

function useIsEditingNote(at: RecordedReplyRef): boolean {
  return noteEditing((state) => state.at === replyName(at));
}

function startEditingNote(at: RecordedReplyRef): void {
  noteEditing.setState({ at: replyName(at) });
}

function stopEditingNote(): void {
  noteEditing.setState({ at: null });
}

interface NoteFieldProps {
  note: string;
  onSave: (note: string) => void;
  onLeave: () => void;
}

/** A note on a verdict: Enter keeps it, Escape leaves it as it was. */
function NoteField({ note, onSave, onLeave }: NoteFieldProps) {
  const [text, setText] = useState(note);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  // Once kept or left, the focus that goes away says nothing more.
  const over = useRef(false);
  const end = (keep: boolean): void => {
    if (over.current) return;
    over.current = true;
    if (keep) onSave(text.trim());
    else onLeave();
  };
  return (
    <input
      ref={field}
      className={styles.field}
      aria-label="Note on the verdict"
      placeholder="Why? Enter keeps it, Escape leaves it"
      maxLength={MAX_NOTE_LENGTH}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        end(event.key === "Enter");
        focusEvidence();
      }}
    />
  );
}

type SimilarityChoice = "exact" | "words" | "characters";
const DEFAULT_THRESHOLD = 0.9;

interface ApprovalRuleProps {
  judged: JudgedReply;
  rule: MatchRule;
  disabled: boolean;
}

/** Which later replies an approved one stands for: the same only, or those that are alike enough. */
function ApprovalRule({ judged, rule, disabled }: ApprovalRuleProps) {
  const choice: SimilarityChoice = rule.match === "exact" ? "exact" : rule.method;
  const threshold = rule.match === "exact" ? DEFAULT_THRESHOLD : rule.threshold;
  const put = (next: SimilarityChoice, least: number): void => {
    const asked = next === "exact" ? { match: next } : { match: "similarity", method: next, threshold: least };
    const read = matchRuleSchema.safeParse(asked);
    if (read.success && JSON.stringify(read.data) !== JSON.stringify(rule)) approve(judged, read.data);
  };
  return (
    <div className={styles.rule}>
      <Select<SimilarityChoice>
        label="Later replies pass when they are"
        look="quiet"
        prefix="later replies pass when"
        value={choice}
        disabled={disabled}
        options={[
          { value: "exact", label: "the same", hint: "to the character" },
          { value: "words", label: "alike by words", hint: "words in common" },
          { value: "characters", label: "alike by characters", hint: "few edits" },
        ]}
        onValue={(next) => put(next, threshold)}
      />
      {rule.match === "similarity" && (
        <MinSimilarityField
          key={rule.threshold}
          threshold={rule.threshold}
          disabled={disabled}
          onPut={(next) => put(choice, next)}
        />
      )}
    </div>
  );
}

interface MinSimilarityFieldProps {
  threshold: number;
  disabled: boolean;
  onPut: (threshold: number) => void;
}

function MinSimilarityField({ threshold, disabled, onPut }: MinSimilarityFieldProps) {
  const [text, setText] = useState(String(Math.round(threshold * 100)));
  const percent = Number(text);
  const valid = text.trim() !== "" && percent >= 50 && percent <= 100;
  const keep = (): void => (valid ? onPut(percent / 100) : setText(String(Math.round(threshold * 100))));
  return (
    <label className={styles.least}>
      at least
      <input
        type="number"
        min={50}
        max={100}
        aria-label="Least similarity in percent, from 50 to 100"
        aria-invalid={!valid}
        value={text}
        disabled={disabled}
        onChange={(event) => setText(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") keep();
        }}
      />
      %
    </label>
  );
}

interface ReplyVerdictProps {
  judged: JudgedReply;
  /** Whether it is the reply that the keys are about. */
  keyed: boolean;
  /** What else can be done with the reply. */
  more: ReactNode;
}

/** What people say of one reply, and how to say it. */
export function ReplyVerdict({ judged, keyed, more }: ReplyVerdictProps) {
  const { at, reply } = judged;
  const { person, expected } = reply;
  const canWrite = useCanWrite();
  const noting = useIsEditingNote(at);
  const allTheSame = whyGoodReplyStillFails(reply);
  return (
    <div className={styles.judgement} role="group" aria-label="People's verdict">
      <span className={classes(styles.buttons, !keyed && styles.quiet)}>
        <VerdictButton
          name="good"
          keys="g"
          keyed={keyed}
          on={person?.verdict === "good"}
          tone={styles.good}
          disabled={!canWrite}
          onClick={() => toggleVerdict(judged, "good")}
        />
        <VerdictButton
          name="bad"
          keys="b"
          keyed={keyed}
          on={person?.verdict === "bad"}
          tone={styles.bad}
          disabled={!canWrite}
          onClick={() => toggleVerdict(judged, "bad")}
        />
        <VerdictButton
          name="approve"
          keys="a"
          keyed={keyed}
          on={expected?.own === true}
          tone={styles.good}
          disabled={!canWrite}
          onClick={() => toggleApproval(judged)}
        />
        {person && !noting && (
          <VerdictButton
            name={person.note === "" ? "add a note" : "edit the note"}
            keys="Shift+n"
            keyed={keyed}
            disabled={!canWrite}
            onClick={() => startEditingNote(at)}
          />
        )}
        {more}
      </span>
      {person && (
        <p className={styles.said}>
          <strong className={styles[person.verdict]}>{person.verdict === "good" ? "✓ good" : "✗ bad"}</strong>
          {person.author !== "" && <span>{person.author}</span>}
          <time dateTime={person.at} title={formatMoment(person.at)}>
            {formatVerdictTime(person.at)}
          </time>
          {person.note !== "" && !noting && <span className={styles.note}>{person.note}</span>}
        </p>
      )}
      {person && noting && (
        <NoteField
          note={person.note}
          onSave={(note) => {
            stopEditingNote();
            if (note !== person.note) giveVerdict(judged, person.verdict, note);
          }}
          onLeave={stopEditingNote}
        />
      )}
      {expected && (
        <p className={styles.said}>
          <strong className={person?.verdict === "bad" ? styles.outranked : styles.good}>
            ✓ {formatApprovedMatch(expected)}
          </strong>
          <span>{expected.author}</span>
          <time dateTime={expected.at}>{formatVerdictTime(expected.at)}</time>
        </p>
      )}
      {expected?.own && <ApprovalRule judged={judged} rule={expected.rule} disabled={!canWrite} />}
      {allTheSame !== null && <p className={styles.warning}>! {allTheSame}</p>}
    </div>
  );
}

interface VerdictButtonProps {
  name: string;
  keys: string;
  keyed: boolean;
  on?: boolean;
  tone?: string | undefined;
  disabled: boolean;
  onClick: () => void;
}

function VerdictButton({ name, keys, keyed, on, tone, disabled, onClick }: VerdictButtonProps): ReactNode {
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

const similarRule: MatchRule = { match: "similarity", method: "words", threshold: 0.9 };

/** One key each for what a person thinks of the selected reply; the same key takes it back. `onJudge` hears its turn. */
export function useVerdictCommands(judged: JudgedReply | null, onJudge: (turn: number) => void): void {
  const enabled = useCanWrite() && judged !== null;
  const group = "Verdict";
  const on = (act: (reply: JudgedReply) => void) => () => {
    if (!judged) return;
    onJudge(judged.at.turn);
    act(judged);
  };
  const { person, expected } = judged?.reply ?? {};
  useCommand({
    id: "judge-good",
    title: person?.verdict === "good" ? "Take back that the reply is good" : "Call the reply good",
    keys: "g",
    group,
    run: on((reply) => toggleVerdict(reply, "good")),
    enabled,
  });
  useCommand({
    id: "judge-bad",
    title: person?.verdict === "bad" ? "Take back that the reply is bad" : "Call the reply bad",
    keys: "b",
    group,
    run: on((reply) => toggleVerdict(reply, "bad")),
    enabled,
  });
  useCommand({
    id: "judge-note",
    title: "Write a note on the verdict",
    keys: "Shift+n",
    group,
    run: on(({ at }) => startEditingNote(at)),
    enabled: enabled && person != null,
  });
  useCommand({
    id: "judge-approve",
    title: expected?.own ? "Take the reply's approval back" : "Approve the reply as the expected one",
    keys: "a",
    group,
    run: on(toggleApproval),
    enabled,
  });
  useCommand({
    id: "judge-approve-alike",
    title: "Approve the reply and those that are alike",
    group,
    run: on((reply) => approve(reply, similarRule)),
    enabled,
  });
}
