import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { BlameRequest } from "../../../shared/contract/analyses.ts";
import type { BlameState } from "../../../shared/domain/analysis.ts";
import type { Comparison, Outcome } from "../../../shared/domain/comparison.ts";
import { plural } from "../../../shared/format/count.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { confirm, toast, toastProblem, Button, ProgressBar } from "../../ui/index.ts";
import { useDraft } from "../state/use-draft.ts";
import { readBudget, useReplayOptions } from "../state/replay-options.ts";
import { sideName, type Side } from "../state/choose-runs.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { useSelection, useCommand } from "../../shell/index.ts";
import { formatBlamedConversation, hunkMarks, type HunkMark, hunkMarkAt, formatHunkMark } from "./blame-marks.ts";
import styles from "./blame.module.css";
import { activeCommands } from "../../shell/commands.ts";

interface BlamePair {
  promptId: string;
  setId: string;
  baseline: Side;
  candidate: Side;
}

/** What is known of an edit; null where no blame was started for it. */
function useBlameState(pair: BlamePair | null): BlameState | null {
  const input = pair ?? { promptId: "", setId: "", baseline: 1, candidate: 1 };
  const query = useQuery(orpc.blame.latest.queryOptions({ input, enabled: pair !== null }));
  return pair === null ? null : (query.data ?? null);
}

interface BlameControl {
  state: BlameState | null;
  /** Conversations that broke or were fixed. */
  changed: readonly string[];
  /** Null where it cannot be asked now. */
  start: (() => void) | null;
  stop: () => void;
}

/** Which line of the edit on screen changed what it did, and how to find that out. */
export function useBlame(workbench: WorkbenchState, comparison: Comparison | null): BlameControl {
  const { prompt, set, model, sides, baselineRun, candidateRun } = workbench;
  const canWrite = useCanWrite();
  const budget = useReplayOptions();
  const pair =
    prompt !== null && set !== null && sides.baseline !== null
      ? { promptId: prompt.id, setId: set.id, baseline: sides.baseline, candidate: sides.candidate }
      : null;
  const state = useBlameState(pair);
  const savedAt = useDraft(prompt?.id ?? null)?.state.savedAt;
  // What was found out of a draft is over with its next word, and the engine does not tell of those.
  useEffect(() => {
    if (savedAt !== undefined) void queryClient.invalidateQueries({ queryKey: orpc.blame.latest.key() });
  }, [savedAt]);
  const isOfThese = comparison?.candidate.id === candidateRun?.id && comparison?.baseline?.id === baselineRun?.id;
  const changed = useMemo(() => {
    const rows = isOfThese ? (comparison?.rows ?? []) : [];
    const ids = (outcome: Outcome): string[] => rows.filter((row) => row.outcome === outcome).map((row) => row.id);
    return [...ids("broke"), ...ids("fixed")];
  }, [isOfThese, comparison]);
  const running = [baselineRun, candidateRun].some((run) => run?.progress.status === "running");
  const can = canWrite && pair !== null && model !== null && changed.length > 0 && !running && !state?.running;
  const start = (): void => {
    if (!pair || !model) return;
    const { provider, model: name, baseUrl, settings } = model;
    const spec = { provider, model: name, baseUrl, settings };
    void askAndStart({ ...pair, model: spec, conversationIds: changed }, () => readBudget(budget));
  };
  return {
    state,
    changed,
    start: can ? start : null,
    stop: () => {
      if (state) client.blame.stop({ id: state.id }).catch((error: unknown) => toastProblem("It did not stop", error));
    },
  };
}

/** Says beforehand how many calls it takes. */
async function askAndStart(asked: BlameRequest, budgetOf: () => BlameRequest["budget"]): Promise<void> {
  try {
    const request = { ...asked, budget: budgetOf() };
    const plan = await client.blame.plan(request);
    if (plan.hunks === 0) {
      toast({ title: "There is no difference between the two versions" });
      return;
    }
    const limit = request.budget?.calls ?? null;
    const most = limit === null ? plan.calls : Math.min(limit, plan.calls);
    const likely = Math.min(plan.likelyCalls, most).toLocaleString("en");
    const versions = `${sideName(asked.baseline)} → ${sideName(asked.candidate)}`;
    const yes =
      plan.calls === 0 ||
      (await confirm({
        title: "Which line did it?",
        text: `${plural(plan.conversations.length, "conversation")} ${plan.conversations.length === 1 ? "is" : "are"} replayed with parts of ${versions}, which has ${plural(plan.hunks, "change")}: about ${likely} calls where one change did it, at most ${most.toLocaleString("en")}. You can stop at any time; what was learnt is kept.`,
        action: "Find out",
      }));
    if (yes) await client.blame.start(request);
  } catch (error) {
    toastProblem("The line could not be found out", error);
  }
}

/** What is known of the changes of an edit, and of the selected conversation, for the diff; null shows none. */
export function useBlameMarks(pair: BlamePair | null): { marks: readonly HunkMark[]; told: string | null } {
  const state = useBlameState(pair);
  const selectedId = useSelection((selection) => selection.conversationId);
  return useMemo(
    () =>
      state === null
        ? { marks: [], told: null }
        : { marks: hunkMarks(state, selectedId), told: formatBlamedConversation(state, selectedId) },
    [state, selectedId],
  );
}

interface BlameLineProps {
  marks: readonly HunkMark[];
  /** Where the cursor stands. */
  line: number | null;
  /** What is known of the selected conversation. */
  told: string | null;
  /** Null where the text cannot be changed. */
  onRevert: (() => void) | null;
}

/** Below the diff: what the change at the cursor did, else what is known of the selected conversation. */
export function BlameLine({ marks, line, told, onRevert }: BlameLineProps) {
  const mark = hunkMarkAt(marks, line);
  if (mark === null && told === null) return null;
  return (
    <div className={styles.line} role="group" aria-label="What the change did">
      <span role="status">{mark === null ? told : formatHunkMark(mark)}</span>
      {mark !== null && onRevert !== null && (
        <Button look="quiet" keys="Alt+z" onClick={onRevert}>
          Revert
        </Button>
      )}
    </div>
  );
}

/** Asks which line of the edit did it, shows how far that is, and what came out. */
export function BlameBar({ blaming }: { blaming: BlameControl }) {
  const { state, changed, start, stop } = blaming;
  const running = state?.running === true;
  useCommand({
    id: "blame",
    title: "Which line did it?",
    keys: "l",
    group: "Outcomes",
    run: () => start?.(),
    enabled: start !== null,
  });
  useCommand({ id: "blame-stop", title: "Stop looking for the line", group: "Outcomes", run: stop, enabled: running });
  if (state === null && start === null) return null;
  if (running) {
    const { conversations, total, calls, callsAtMost } = state;
    const text = `${conversations.length} of ${plural(total, "conversation")} · ${plural(calls, "call")}`;
    return (
      <div className={styles.bar} role="group" aria-label="Which line did it">
        <ProgressBar
          label="Looking for the line"
          value={conversations.length}
          max={total}
          text={text}
          className={styles.progress}
        />
        <span className={styles.words} title={`At most ${callsAtMost.toLocaleString("en")} calls`}>
          {text}
        </span>
        <Button look="quiet" onClick={stop}>
          Stop
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.bar} role="group" aria-label="Which line did it">
      <span className={styles.words} role="status">
        {state === null ? `${changed.length.toLocaleString("en")} changed` : formatBlameResult(state)}
      </span>
      {state !== null && hunkMarks(state, null).length > 0 && (
        <Button look="quiet" onClick={showDiff}>
          Show it
        </Button>
      )}
      {start !== null && (state === null || isResumable(state)) && (
        <Button look="quiet" keys="l" onClick={start}>
          {state === null ? "Which line did it?" : "Resume"}
        </Button>
      )}
    </div>
  );
}

type BlameStateShown = NonNullable<BlameControl["state"]>;

const isResumable = ({ conversations }: BlameStateShown): boolean =>
  conversations.some(({ answer }) => answer === "stopped" || answer === "failed");

function formatBlameResult(state: BlameStateShown): string {
  const { conversations, problem, calls } = state;
  const found = conversations.filter(({ answer }) => answer === "found").length;
  const marks = hunkMarks(state, null).length;
  const open = conversations.filter(({ answer }) => answer === "undetermined").length;
  const parts = [
    found > 0
      ? `${plural(marks, "change")} explain ${found} of ${conversations.length}`
      : "No change was found to explain it",
    open > 0 ? `${open} undetermined` : "",
    plural(calls, "call"),
    problem ?? "",
  ].filter((part) => part !== "");
  return parts.join(" · ").replace(/^1 change explain /, "1 change explains ");
}

function showDiff(): void {
  activeCommands()
    .find(({ id, title }) => id === "diff" && title === "Show the diff")
    ?.run();
}
