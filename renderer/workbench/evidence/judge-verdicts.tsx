import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { JudgeCall, JudgedBy as Judges, PairwisePreference } from "../../../shared/domain/judge.ts";
import { plural } from "../../../shared/format/count.ts";
import { orpc, problemOf, client } from "../../engine-client/index.ts";
import { PagedText } from "../../rendering/paged-text.tsx";
import { ErrorState, Skeleton, confirm, toast, toastProblem, Button } from "../../ui/index.ts";
import { formatCost } from "../../../shared/format/values.ts";
import styles from "./judge-verdicts.module.css";
import { useCommand } from "../../shell/index.ts";

/** Which model judged and, on demand, exactly what it was asked and answered. */
export function JudgedBy({ judge, of }: { judge: Judges; of: string }) {
  const [open, setOpen] = useState(false);
  return (
    <span className={styles.judged}>
      <span>
        {of === "" ? "" : `${of}: `}judged by {judge.model}
      </span>
      {judge.calls.length > 0 && (
        <button
          type="button"
          className={styles.show}
          aria-expanded={open}
          aria-label={`${open ? "Hide" : "Show"} what ${judge.model} was asked${of === "" ? "" : ` about ${of}`}`}
          onClick={() => setOpen(!open)}
        >
          {open ? "hide what it was asked" : "show what it was asked"}
        </button>
      )}
      {open && <JudgeCalls ids={judge.calls} />}
    </span>
  );
}

function JudgeCalls({ ids }: { ids: number[] }) {
  const calls = useQuery({
    ...orpc.judges.calls.queryOptions({ input: { ids: ids.slice(0, 200) } }),
    staleTime: Infinity,
  });
  if (calls.isError) {
    return (
      <ErrorState
        title="What the judge was asked could not be read"
        message={problemOf(calls.error).message}
        onRetry={() => void calls.refetch()}
      />
    );
  }
  if (calls.data === undefined) return <Skeleton label="Reading what the judge was asked" rows={4} />;
  return calls.data.map((call) => <JudgeCallDetail key={call.id} call={call} />);
}

function JudgeCallDetail({ call }: { call: JudgeCall }) {
  const counted = [call.inputTokens, call.outputTokens].every((count) => count !== null);
  const facts = [
    ...(counted ? [`${plural(call.inputTokens ?? 0, "token")} in, ${call.outputTokens ?? 0} out`] : []),
    formatCost(call.cost),
    ...(call.usable ? [] : ["not in the form that was asked for"]),
  ];
  return (
    <span className={styles.call}>
      <span className={styles.part}>Instructions to the judge</span>
      <pre tabIndex={0} aria-label="Instructions to the judge">
        <PagedText text={call.system} />
      </pre>
      <span className={styles.part}>What it was given to judge</span>
      <pre tabIndex={0} aria-label="What the judge was given">
        <PagedText text={call.user} />
      </pre>
      <span className={styles.part}>Its answer · {facts.join(" · ")}</span>
      <pre tabIndex={0} aria-label="The judge’s answer">
        <PagedText text={call.answer} />
      </pre>
    </span>
  );
}

/** "Judge prefers v7", or that it does not; the names of the sides stand in for their places in the reason. */
export function formatPreference(
  { winner, agreed }: PairwisePreference,
  names: { baseline: string; candidate: string },
): string {
  if (winner === "error") return "Judge could not compare the replies";
  if (winner !== "tie") return `Judge prefers ${names[winner]}`;
  return agreed ? "Judge finds neither better" : "Judge: tie, its preference for a place cancelled out";
}

export function formatPreferenceReason(
  { reason }: PairwisePreference,
  names: { baseline: string; candidate: string },
): string {
  // Both at once, and by a function: a name may hold "{candidate}" or "$&".
  return reason.replaceAll(
    /\{(?:baseline|candidate)\}/g,
    (side) => names[side === "{baseline}" ? "baseline" : "candidate"],
  );
}

interface ComparedRuns {
  baselineRunId: string;
  candidateRunId: string;
}

/** What the judge prefers, and how to have it say so; null runs are none to compare. */
function usePairwise(runs: ComparedRuns | null, conversationId: string) {
  const input = runs ?? { baselineRunId: "", candidateRunId: "" };
  const enabled = runs !== null;
  const status = useQuery(orpc.judges.pairwise.status.queryOptions({ input, enabled }));
  const preference = useQuery(orpc.judges.pairwise.of.queryOptions({ input: { ...input, conversationId }, enabled }));
  return {
    status: status.data ?? null,
    preference: preference.data ?? null,
    start: (): void => {
      if (runs) void askAndStart(runs);
    },
    stop: (): void => {
      if (runs)
        client.judges.pairwise.stop(runs).catch((error: unknown) => toastProblem("Judging did not stop", error));
    },
  };
}

/** Says beforehand how many calls it takes. */
async function askAndStart(runs: ComparedRuns): Promise<void> {
  try {
    const { pairs, calls, judge } = await client.judges.pairwise.plan(runs);
    if (judge !== null && pairs === 0) {
      toast({ title: "Every changed reply has been judged pairwise" });
      return;
    }
    const yes =
      judge === null ||
      (await confirm({
        title: `Judge ${plural(pairs, "changed reply", "changed replies")} pairwise?`,
        text: `${judge} sees both replies in both orders: up to ${plural(calls, "call")}, fewer where it was asked before. A preference for the place cancels out. You can stop it at any time.`,
        action: `Make up to ${plural(calls, "call")}`,
      }));
    if (yes) await client.judges.pairwise.start(runs);
  } catch (error) {
    toastProblem("The replies could not be judged pairwise", error);
  }
}

interface PreferenceLineProps {
  runs: ComparedRuns | null;
  names: { baseline: string; candidate: string };
  conversationId: string;
  /** Whether there is anything to prefer. */
  changed: boolean;
}

/** Which side the judge prefers in this conversation; while there is no preference, how to ask for one. */
export function PreferenceLine({ runs, names, conversationId, changed }: PreferenceLineProps) {
  const { status, preference, start, stop } = usePairwise(runs, conversationId);
  useCommand({
    id: "judge-pairwise",
    title: "Judge changed replies pairwise…",
    group: "Evidence",
    run: start,
    enabled: runs !== null && status?.running === false,
  });
  if (runs === null || status === null || (!changed && !status.running)) return null;
  return (
    <div className={styles.line}>
      {preference && changed && (
        <div className={styles.said}>
          <p className={preference.winner === "error" ? styles.error : styles.words}>
            <strong>{formatPreference(preference, names)}</strong>: {formatPreferenceReason(preference, names)}
          </p>
          <JudgedBy judge={preference} of="" />
        </div>
      )}
      {status.running ? (
        <span role="status" className={styles.progress}>
          judging pairwise, {status.done}/{status.total}
          <Button look="quiet" className={styles.button} onClick={stop}>
            Stop judging
          </Button>
        </span>
      ) : (
        (preference === null || preference.winner === "error") &&
        changed && (
          <Button
            look="quiet"
            className={styles.button}
            title="A judge model compares both replies of every changed conversation"
            onClick={start}
          >
            Judge changed replies pairwise
          </Button>
        )
      )}
      {status.problem !== null && !status.running && <p className={styles.error}>{status.problem}</p>}
    </div>
  );
}
