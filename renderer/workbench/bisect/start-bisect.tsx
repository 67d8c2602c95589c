import { create } from "zustand";
import { client } from "../../engine-client/index.ts";
import type { ComparisonRow, Comparison } from "../../../shared/domain/comparison.ts";
import { sideName } from "../state/choose-runs.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import type { Bisect, BisectedConversation, BisectStep } from "../../../shared/domain/analysis.ts";
import { plural } from "../../../shared/format/count.ts";
import { useCommand, useSelection } from "../../shell/index.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { Button } from "../../ui/index.ts";

/** What is asked: conversations that passed at one version and fail at another. Ends are REFs. */
export interface BisectQuestion {
  promptId: string;
  setId: string;
  conversationIds: readonly string[];
  good: string;
  bad: string;
}

interface BisectState {
  /** Whether the panel stands in the evidence's place; a search goes on without it. */
  open: boolean;
  question: BisectQuestion | null;
  /** The limit on calls as it is typed. */
  limit: string;
  /** The search that answers the question; null before one was started. */
  searchId: string | null;
  /** The conversation that is shown where several are searched; null follows the search. */
  shown: string | null;
}

export const useBisectState = create<BisectState>(() => ({
  open: false,
  question: null,
  limit: "",
  searchId: null,
  shown: null,
}));

/** Opens the panel. The same question finds its search again; another one ends the search before it. */
function openBisect(question: BisectQuestion): void {
  const { question: before, searchId } = useBisectState.getState();
  if (JSON.stringify(question) === JSON.stringify(before)) return useBisectState.setState({ open: true });
  // One that has come to its end, or that the engine forgot, has nothing to stop.
  if (searchId !== null) void client.bisect.stop({ id: searchId }).catch(() => undefined);
  useBisectState.setState({ open: true, question, searchId: null, shown: null });
}

/** Changes an end: what was found between others is no answer to it. */
export function changeBisectEnd(change: Partial<Pick<BisectQuestion, "good" | "bad">>): void {
  const { question } = useBisectState.getState();
  if (question) openBisect({ ...question, ...change });
}

export function closeBisect(): void {
  useBisectState.setState({ open: false });
}

/** Whether a conversation fails on the side that is looked at. */
function isFailing(row: ComparisonRow): boolean {
  return row.outcome === "broke" || row.outcome === "stillFailing";
}

/**
 * The ends that a search starts from: what broke passed at the baseline; what failed there as well may have passed at
 * the first version. Null where there is nothing to go back to.
 */
export function bisectQuestionFor(
  rows: readonly ComparisonRow[],
  { prompt, set, sides, versions }: Pick<WorkbenchState, "prompt" | "set" | "sides" | "versions">,
): BisectQuestion | null {
  const oldest = versions.at(-1)?.number ?? null;
  const broke = rows.every((row) => row.outcome === "broke");
  const good = broke ? (sides.baseline ?? oldest) : oldest;
  if (!prompt || !set || rows.length === 0 || good === null || good === sides.candidate) return null;
  return {
    promptId: prompt.id,
    setId: set.id,
    conversationIds: rows.map(({ id }) => id),
    good: sideName(good),
    bad: sideName(sides.candidate),
  };
}

/** Rounded down: what is not certain never reads as 100%. */
export function formatCertainty(share: number): string {
  return `${Math.floor(share * 100)}%`;
}

export function formatStepCalls(calls: number): string {
  return calls === 0 ? "known" : plural(calls, "call");
}

export function formatBisectProgress({ calls, callsAtMost, cached, cases }: Bisect): string {
  const steps = cases.reduce((sum, one) => sum + one.steps.length, 0);
  const known = cached > 0 ? `, ${plural(cached, "reply", "replies")} known` : "";
  return `${plural(steps, "step")} · ${calls} of at most ${plural(callsAtMost, "call")}${known}`;
}

export function formatBisectStep({ version, outcome }: BisectStep): string {
  return `${version} ${outcome === "pass" ? "passes" : "fails"}`;
}

/** One conversation among several, in a word. */
export function formatBisectCase({ result, steps }: BisectedConversation): string {
  if (result?.culprit) return result.culprit.undone ? `without ${result.culprit.version}` : result.culprit.version;
  if (result) return "open";
  return steps.length > 0 ? "searching" : "waiting";
}

/** Whether starting the same search once more gets any further. */
export function canResumeBisect({ cases }: Bisect): boolean {
  return cases.some(({ result }) => result?.end === "budget" || result?.end === "failed" || result?.end === "stopped");
}

/** So many conversations can be searched at once. */
const MAX_BISECT_CONVERSATIONS = 100;

/** The ways into the search: for the conversation that is looked at, and for all that broke. */
export function useBisectCommands(workbench: WorkbenchState, comparison: Comparison | null): void {
  const selectedId = useSelection((selection) => selection.conversationId);
  const canWrite = useCanWrite();
  const rows = comparison?.rows ?? [];
  const selected = rows.find((row) => row.id === selectedId);
  const one = selected && isFailing(selected) ? bisectQuestionFor([selected], workbench) : null;
  const broken = rows.filter((row) => row.outcome === "broke").slice(0, MAX_BISECT_CONVERSATIONS);
  const all = bisectQuestionFor(broken, workbench);
  useCommand({
    id: "bisect",
    title: "Which version broke it?",
    keys: "Shift+b",
    group: "Why",
    enabled: canWrite && one !== null,
    run: () => one && openBisect(one),
  });
  useCommand({
    id: "bisect-all",
    title: `Which versions broke ${plural(broken.length, "conversation")}?`,
    group: "Why",
    enabled: canWrite && all !== null && broken.length > 1,
    run: () => all && openBisect(all),
  });
}

/** Beside a conversation that fails. */
export function BisectButton({ row, workbench }: { row: ComparisonRow; workbench: WorkbenchState }) {
  const canWrite = useCanWrite();
  const question = isFailing(row) ? bisectQuestionFor([row], workbench) : null;
  if (question === null || !canWrite) return null;
  return (
    <Button look="quiet" keys="Shift+b" onClick={() => openBisect(question)}>
      Which version broke it?
    </Button>
  );
}
