import { create } from "zustand";
import type { ReplyPair } from "../../../shared/contract/analyses.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import { type Side, sideName, type ComparedSides } from "../state/choose-runs.ts";
import type { Check } from "../../../shared/domain/check.ts";
import { conversationSchema, type Conversation, type Turn } from "../../../shared/domain/conversation.ts";
import type { RegressionTestDraft } from "../../../shared/domain/test-generation.ts";
import { readCheckForm, type CheckForm } from "../../conversations/check-form.ts";
import type { ConversationComparison, TurnComparison, Reply } from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { type JudgedReply, replyAt } from "../annotations/reply-annotations.ts";
import { humanVerdictOf, replyStatusOf } from "../../../shared/rules/sample-status.ts";

/** One side of the comparison that the reply stands in. */
interface TestSide {
  name: string;
  version: Side;
}

/** The reply that is to become a conversation, and how the two sides are called. */
export interface RegressionTestRequest {
  pair: ReplyPair;
  promptId: string;
  /** The model that the reply is of. */
  model: ModelSpec;
  side: TestSide;
  /** Null where there is nothing to compare with. */
  other: TestSide | null;
}

/** A conversation that was made, so that it can be replayed at once. */
export interface CreatedTest {
  setId: string;
  conversationId: string;
  title: string;
}

interface RegressionTestState {
  question: RegressionTestRequest | null;
  made: CreatedTest | null;
  /** The reply that siblings are asked for; the dialog of proposals is open while it is set. */
  probing: RegressionTestRequest | null;
}

export const useRegressionTestState = create<RegressionTestState>(() => ({
  question: null,
  made: null,
  probing: null,
}));

export function openRegressionTest(question: RegressionTestRequest): void {
  useRegressionTestState.setState({ question, made: null });
}

export function closeRegressionTest(): void {
  useRegressionTestState.setState({ question: null, made: null });
}

export function openProposals(question: RegressionTestRequest): void {
  useRegressionTestState.setState({ question: null, made: null, probing: question });
}

export function closeProposals(): void {
  useRegressionTestState.setState({ probing: null });
}

/** A conversation that a reply becomes, as it is put together. */
export interface RegressionTestForm {
  title: string;
  /** With commas between them. */
  tags: string;
  setId: string | null;
  /** Earlier replies are fixed; otherwise the model replies again. */
  fixed: boolean;
  /** By their place, the suggestions that are taken. */
  taken: readonly number[];
  /** Suggestions that are edited below instead. */
  moved: readonly number[];
  own: CheckForm[];
}

const MAX_TITLE_LENGTH = 500;

export function initialTestForm({ title, tags, setId, history, suggestions }: RegressionTestDraft): RegressionTestForm {
  return {
    title: `Guard: ${title}`.slice(0, MAX_TITLE_LENGTH),
    tags: [...tags.filter((tag) => tag !== "guard"), "guard"].join(", "),
    setId,
    // With live history a version answers for all of its own replies.
    fixed: history === "pinned",
    taken: suggestions.flatMap(({ ticked }, at) => (ticked ? [at] : [])),
    moved: [],
    own: [],
  };
}

/** Whether there is an earlier reply of the model that could be fixed. */
export function hasEarlierReplies({ turns }: RegressionTestDraft): boolean {
  return turns.some(({ replied }) => replied !== null);
}

/** The conversation that the form describes, or what keeps it from being added, in words. */
export function readRegressionTestForm(
  form: RegressionTestForm,
  draft: RegressionTestDraft,
  id: string,
): { conversation: Conversation } | { problems: string[] } {
  const problems: string[] = [];
  const own = form.own.flatMap((check, at): Check[] => {
    const read = readCheckForm(check);
    if ("check" in read) return [read.check];
    problems.push(`Check ${at + 1}: ${read.problem}.`);
    return [];
  });
  const taken = draft.suggestions.filter((_, at) => form.taken.includes(at)).map(({ check }) => check);
  const checks = [...taken, ...own];
  const last = draft.turns.length - 1;
  const turns = draft.turns.flatMap(({ user, fixed, replied }, at): Turn[] => {
    const asked: Turn = { role: "user", content: user, ...(at === last && checks.length > 0 && { checks }) };
    const reply = fixed ?? (form.fixed ? replied : null);
    return reply === null || at === last ? [asked] : [asked, { role: "assistant", content: reply }];
  });
  if (form.setId === null) problems.push("Choose the set that it goes to.");
  if (problems.length > 0) return { problems };
  const notes = `Made of a reply in “${draft.from}”.`;
  const read = conversationSchema.safeParse({ id, title: form.title.trim(), tags: splitTags(form.tags), turns, notes });
  if (read.success) return { conversation: read.data };
  return { problems: read.error.issues.map(({ message }) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`) };
}

function splitTags(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");
}

/** What the evidence shows: the conversation, and which versions and run it is of. */
interface ShownEvidence {
  evidence: ConversationComparison;
  sides: ComparedSides;
  candidateRun: Run;
}

/** What to ask of a reply that is on screen, with the other side's reply to the same turn where it has one. */
export function regressionTestRequest(
  judged: JudgedReply,
  { evidence, sides, candidateRun }: ShownEvidence,
): RegressionTestRequest | null {
  const { row, runs, sample, turns } = evidence;
  const turn = turns.find(({ index }) => index === judged.at.turn);
  const own = turn && sideOfReply(judged, evidence);
  if (!turn || !own) return null;
  const otherSide = own === "candidate" ? "baseline" : "candidate";
  const version = sides[own];
  const otherVersion = sides[otherSide];
  if (version === null) return null;
  const other = replyAt(turn, otherSide, { conversationId: row.id, sample, runs });
  return {
    pair: { reply: judged.at, other: otherVersion === null ? null : (other?.at ?? null) },
    promptId: candidateRun.promptId,
    model: candidateRun.model,
    side: { name: sideName(version), version },
    other: otherVersion === null ? null : { name: sideName(otherVersion), version: otherVersion },
  };
}

function sideOfReply(
  { at }: JudgedReply,
  { runs }: ConversationComparison,
): keyof Pick<TurnComparison, "baseline" | "candidate"> | null {
  if (at.runId === runs.candidate) return "candidate";
  return at.runId === runs.baseline ? "baseline" : null;
}

interface ReplayedSide {
  name: string;
  /** Null where it could not be told. */
  passed: boolean | null;
  /** The last reply. */
  reply: string;
  /** Why it fails or could not be told. */
  reason: string | null;
}

/** How either side came out of a replay of one conversation, the other side first, as it stands in the evidence. */
export function replayedSides(
  { turns, row }: ConversationComparison,
  { side, other }: RegressionTestRequest,
): ReplayedSide[] {
  const after = (name: string, of: "baseline" | "candidate"): ReplayedSide => {
    const replies = turns.flatMap((turn) => turn[of] ?? []);
    const error = turns.map((turn) => (of === "baseline" ? turn.baselineError : turn.candidateError)).find(Boolean);
    const { passed, samples } = row[of];
    const bad = replies.find((reply) => replyStatus(reply) !== "passed");
    const reason = bad?.verdicts.find(({ status, counts }) => status !== "pass" && counts !== false)?.reason ?? null;
    return {
      name,
      passed: samples === 0 ? null : passed === samples,
      reply: (bad ?? replies.at(-1))?.text ?? "",
      reason: error ?? reason,
    };
  };
  return [...(other ? [after(other.name, "baseline")] : []), after(side.name, "candidate")];
}

function replyStatus(reply: Reply) {
  return replyStatusOf(reply.verdicts, humanVerdictOf(reply));
}
