import { create } from "zustand";
import { persist } from "zustand/middleware";
import type {
  DiffSegment,
  TurnComparison,
  SampleGroup,
  Comparison,
  ReplyChangeCause,
  Reply,
} from "../../../shared/domain/comparison.ts";
import { humanVerdictOf, replyStatusOf } from "../../../shared/rules/sample-status.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { hasThinkingInText, THINKING_IN_TEXT_NOTE } from "../../../shared/rules/reasoning.ts";
import { plural } from "../../../shared/format/count.ts";
import { formatDuration, formatCost } from "../../../shared/format/values.ts";

export type ReplyView = "diff" | "rendered" | "raw";

/** How replies are shown; remembered by the window. */
export const useReplyView = create<{ view: ReplyView }>()(
  persist(() => ({ view: "diff" as ReplyView }), { name: "counterproof-reply-view" }),
);

/** How one turn is drawn. `alone`: only one side has a reply. */
type TurnShape = "fixed" | "same" | "differs" | "alone" | "empty";

export function turnShape(turn: TurnComparison): TurnShape {
  if (turn.fixed !== null) return "fixed";
  if (turn.baseline && turn.candidate) return turn.baseline.text === turn.candidate.text ? "same" : "differs";
  return turn.baseline || turn.candidate ? "alone" : "empty";
}

export function turnFails(turn: TurnComparison): boolean {
  const verdicts = turn.verdicts.flatMap(({ check, candidate }) => (candidate ? [{ check, ...candidate }] : []));
  return (
    turn.baselineError !== null ||
    turn.candidateError !== null ||
    replyStatusOf(verdicts, turn.candidate ? humanVerdictOf(turn.candidate) : null) !== "passed"
  );
}

/** Turns worth stopping at when jumping through a conversation: they differ, fail or have no reply to show. */
export function turnsToStopAt(turns: readonly TurnComparison[]): number[] {
  return turns
    .filter((turn) => {
      const shape = turnShape(turn);
      return shape === "differs" || shape === "empty" || turnFails(turn);
    })
    .map((turn) => turn.index);
}

/** The stop after (or before) `current`; wraps round at the ends. Null when there is none at all. */
export function nextTurnToStopAt(all: readonly number[], current: number | null, step: 1 | -1): number | null {
  if (all.length === 0) return null;
  if (current === null) return (step === 1 ? all[0] : all.at(-1)) ?? null;
  const beyond = step === 1 ? all.find((stop) => stop > current) : all.findLast((stop) => stop < current);
  return beyond ?? (step === 1 ? all[0] : all.at(-1)) ?? null;
}

/** The baseline's text is what stayed and what went; the candidate's is what stayed and what came. */
export function segmentsOfSide(segments: readonly DiffSegment[], side: "baseline" | "candidate"): DiffSegment[] {
  const other = side === "baseline" ? "added" : "removed";
  return segments.filter((segment) => segment.kind !== other);
}

/** A stretch of a reply that is underlined, in offsets into the whole reply. */
export interface TextMark {
  start: number;
  end: number;
}

export interface MarkedPiece {
  text: string;
  marked: boolean;
}

/** `text` cut where marks begin and end; it stands at `from` in the reply that the marks are of. */
export function splitAtMarks(text: string, from: number, marks: readonly TextMark[]): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let at = 0;
  for (const { start, end } of marks.toSorted((a, b) => a.start - b.start)) {
    const low = Math.max(at, start - from);
    const high = Math.min(text.length, end - from);
    if (high <= low) continue;
    if (low > at) pieces.push({ text: text.slice(at, low), marked: false });
    pieces.push({ text: text.slice(low, high), marked: true });
    at = high;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}

/** Texts that follow one another, each with where it begins. */
export function withOffsets<T extends { text: string }>(texts: readonly T[]): (T & { from: number })[] {
  let end = 0;
  return texts.map((one) => {
    const from = end;
    end += one.text.length;
    return { ...one, from };
  });
}

export type SampleChip = Pick<SampleGroup, "samples" | "candidate">;

/** More chips than this are for a number field. */
const MAX_SAMPLE_CHIPS = 10;

/**
 * One chip for each different pair of replies, the commonest first, then those samples that are not finished.
 * `more`: a field for a number is needed to reach every sample.
 */
export function sampleChips(groups: readonly SampleGroup[], samples: number): { chips: SampleChip[]; more: boolean } {
  const grouped = new Set(groups.flatMap((group) => group.samples));
  const open = Array.from({ length: samples }, (_, at) => at).filter((at) => !grouped.has(at));
  // Where no two are the same, they stand by number, as people count them.
  const alone = groups.every((group) => group.samples.length === 1);
  const sorted = alone ? groups.toSorted((a, b) => firstSample(a) - firstSample(b)) : groups;
  const all: SampleChip[] = [...sorted, ...open.map((sample) => ({ samples: [sample], candidate: null }))];
  return { chips: all.slice(0, MAX_SAMPLE_CHIPS), more: all.length > MAX_SAMPLE_CHIPS };
}

/** The group's first sample, or, from within the group, the one after; round at the end. */
export function nextSampleInGroup(samples: readonly number[], current: number): number {
  const at = samples.indexOf(current);
  return samples[(at + 1) % samples.length] ?? current;
}

export function sampleGroupAloud({ samples, candidate }: SampleChip): string {
  const name =
    samples.length === 1 ? `Sample ${firstSample({ samples }) + 1}` : `${samples.length} samples with the same replies`;
  return candidate === null ? name : `${name}, ${sampleGroupTexts[candidate]}`;
}

const sampleGroupTexts: Record<NonNullable<SampleGroup["candidate"]>, string> = {
  passed: "passed",
  failed: "failed",
  unevaluated: "could not be evaluated",
  mixed: "judged differently each time",
};

function firstSample({ samples }: { samples: readonly number[] }): number {
  return samples[0] ?? 0;
}

/** The newest run of the candidate's text in which the baseline's replies stood before each turn. */
export function findPinnedRun(runs: readonly Run[], baseline: Run | null, candidate: Run | null): Run | null {
  if (baseline === null || candidate === null) return null;
  const found = runs.find(
    (run) => run.history === "pinned" && run.baselineRunId === baseline.id && run.textSha256 === candidate.textSha256,
  );
  return found ?? null;
}

/** Conversations whose change could be explained and is not yet: of one turn there is nothing to explain. */
export function conversationsToPin({ baseline, candidate, rows }: Comparison): string[] {
  const done = baseline?.progress.status === "complete" && candidate.progress.status === "complete";
  if (!done || candidate.history === "pinned") return [];
  return rows.filter((row) => row.changed && row.turns > 1 && row.cause == null).map((row) => row.id);
}

/** Why an answer is another one. */
export function formatCause(cause: ReplyChangeCause): string {
  return cause === "edit" ? "the edit itself changed this answer" : "an earlier turn drifted, not this answer";
}

/** The same of one turn's reply, beside its number. */
export function formatTurnCause(cause: ReplyChangeCause): string {
  return cause === "edit" ? "changed by the edit itself" : "drifted after an earlier turn";
}

interface ReplyMetadata {
  text: string;
  /** More of it, for the hover. */
  more: string | null;
  tone: "plain" | "warn";
}

/** Finish reasons that mean: the model had said what it wanted to say. */
const normalFinishReasons = new Set(["stop", "end_turn", "STOP"]);

/** What is known of one reply in addition to its text. */
export function replyMetadata(reply: Reply): ReplyMetadata[] {
  const facts: ReplyMetadata[] = [];
  const add = (text: string, more: string | null = null, tone: ReplyMetadata["tone"] = "plain"): void => {
    facts.push({ text, more, tone });
  };
  add(formatDuration(reply.latencyMs), "time until the whole reply was there");
  if (reply.inputTokens !== null || reply.outputTokens !== null) {
    add(`${reply.inputTokens ?? "?"} → ${reply.outputTokens ?? "?"} tokens`, "tokens in → tokens out");
  }
  if (reply.cost !== null && reply.cost > 0) add(formatCost(reply.cost));
  if (reply.cached) add("cached", "taken from the cache: the same request was answered before");
  if (!normalFinishReasons.has(reply.finishReason))
    add(`ended by ${reply.finishReason}`, finishReasonTexts.get(reply.finishReason) ?? null, "warn");
  const retries = reply.attempts.length;
  if (retries > 0) {
    const reasons = reply.attempts.map((attempt) => `${attempt.message} (waited ${formatDuration(attempt.waitedMs)})`);
    add(`retried ${plural(retries, "time")}`, reasons.join("\n"), "warn");
  }
  for (const warning of reply.warnings) add(warning, null, "warn");
  if (hasThinkingInText(reply)) add(THINKING_IN_TEXT_NOTE, null, "warn");
  return facts;
}

/** A provider names these: "constructor" would be known to an object. */
const finishReasonTexts: ReadonlyMap<string, string> = new Map([
  ["length", "The reply was cut off at the limit of output tokens."],
  ["content-filter", "The provider's content filter ended the reply."],
  ["tool-calls", "The model wanted to call a tool; there is none here."],
]);
