import type { CheckTrial, CheckTrialPair, CheckSuggestion } from "../../../shared/domain/test-generation.ts";
import { plural } from "../../../shared/format/count.ts";
import { Button, Checkbox, toastProblem } from "../../ui/index.ts";
import styles from "./regression-tests.module.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReplyPair } from "../../../shared/contract/analyses.ts";
import { orpc } from "../../engine-client/index.ts";
import { formatCheck } from "../../../shared/format/check.ts";
import { useMemo } from "react";
import type { Check, CheckType } from "../../../shared/domain/check.ts";
import { readCheckForm, type CheckForm } from "../../conversations/check-form.ts";
import { ChecksEditor, useDebounced } from "../../conversations/checks-editor.tsx";

const trialSigns: Record<CheckTrial["status"], { sign: string; word: string }> = {
  pass: { sign: "✓", word: "passes" },
  fail: { sign: "✗", word: "fails" },
  error: { sign: "!", word: "cannot be evaluated" },
};

/** "✗ fails on this reply". */
function formatCheckTrial({ status }: CheckTrial, on: string): string {
  const { sign, word } = trialSigns[status];
  return `${sign} ${word} on ${on}`;
}

interface CheckTrialLineProps {
  tried: CheckTrialPair;
  /** How the other side is called; null where it has no reply. */
  other: string | null;
  /** Requests at most that trying it takes; 0 where it is tried by itself. */
  asks: number;
  onTry: (() => void) | null;
  trying: boolean;
}

/** What a check says of the reply that it is to catch, and of the other side's. */
function CheckTrialLine({ tried, other, asks, onTry, trying }: CheckTrialLineProps) {
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
      <span className={styles[reply.status]}>{formatCheckTrial(reply, "this reply")}</span>
      {other !== null && tried.other && (
        <span className={styles[tried.other.status]}>{formatCheckTrial(tried.other, `${other}’s`)}</span>
      )}
      {uncaught && <span className={styles.error}>so it would not have caught it</span>}
      {reply.status === "error" && <span>{reply.reason}</span>}
    </p>
  );
}

interface SuggestionRowProps {
  suggestion: CheckSuggestion;
  pair: ReplyPair;
  other: string | null;
  taken: boolean;
  onTaken: (taken: boolean) => void;
  /** Goes on with it as a check of one's own. */
  onEdit: () => void;
}

/** A check that the reply suggests: what speaks for it, and whether it would have caught the reply. */
export function SuggestionRow({ suggestion, pair, other, taken, onTaken, onEdit }: SuggestionRowProps) {
  const { check, why, asks } = suggestion;
  const trying = useMutation(
    orpc.guards.try.mutationOptions({
      onSuccess: (tried) => tried.reply?.status === "fail" && onTaken(true),
      onError: (error) => toastProblem("The check could not be tried", error),
    }),
  );
  const words = formatCheck(check);
  return (
    <li className={styles.suggestion}>
      <div className={styles.suggested}>
        <Checkbox label={<code className={styles.check}>{words}</code>} checked={taken} onValue={onTaken} />
        <Button look="quiet" className={styles.small} aria-label={`Edit ${words}`} onClick={onEdit}>
          Edit
        </Button>
      </div>
      <p className={styles.why}>{why}</p>
      <CheckTrialLine
        tried={trying.data ?? suggestion}
        other={other}
        asks={asks}
        onTry={asks > 0 ? () => trying.mutate({ ...pair, check, ask: true }) : null}
        trying={trying.isPending}
      />
    </li>
  );
}

interface OwnChecksProps {
  checks: CheckForm[];
  types: readonly CheckType[];
  pair: ReplyPair;
  other: string | null;
  onChange: (checks: CheckForm[]) => void;
}

const TYPING_PAUSE_MS = 300;

/** Checks that a person writes or edits, each tried on the reply as soon as it can be read. */
export function OwnChecks({ checks, types, pair, other, onChange }: OwnChecksProps) {
  return (
    <>
      <ChecksEditor checks={checks} types={types} of="the reply" onChange={onChange} />
      {checks.length > 0 && (
        <ol className={styles.ownTried} aria-label="What the checks say of the replies">
          {checks.map((form) => (
            <li key={form.formKey}>
              <OwnCheckTrial form={form} pair={pair} other={other} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function OwnCheckTrial({ form, pair, other }: { form: CheckForm; pair: ReplyPair; other: string | null }) {
  const read = useMemo(() => readCheckForm(form), [form]);
  const settled = useDebounced(read, TYPING_PAUSE_MS);
  const check: Check | null = "check" in settled ? settled.check : null;
  const tried = useQuery({
    ...orpc.guards.try.queryOptions({ input: { ...pair, check: check ?? { type: "unread" }, ask: false } }),
    enabled: check !== null,
    gcTime: 10_000,
  });
  const asking = useMutation(
    orpc.guards.try.mutationOptions({ onError: (error) => toastProblem("The check could not be tried", error) }),
  );
  if (check === null || !tried.data) return <p className={styles.tried}>not written yet</p>;
  const asked = asking.data && JSON.stringify(asking.variables?.check) === JSON.stringify(check) ? asking.data : null;
  return (
    <CheckTrialLine
      tried={asked ?? tried.data}
      other={other}
      asks={pair.other === null ? 1 : 2}
      onTry={() => asking.mutate({ ...pair, check, ask: true })}
      trying={asking.isPending}
    />
  );
}
