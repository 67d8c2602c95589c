import { assertNever } from "../../../shared/errors.ts";
import type { Check, VerdictStatus } from "../../../shared/domain/check.ts";
import type {
  Comparison,
  ComparisonRow,
  ConversationComparison,
  TurnComparison,
  Reply,
  ReplyMarks,
} from "../../../shared/domain/comparison.ts";
import {
  restsOnOneSample,
  ON_ONE_SAMPLE,
  formatChance,
  formatStaleVerdicts,
  formatReplyMarksOfSides,
  formatCutRepliesOfSides,
  END_UNSAID_WARNING,
  KEY_IN_REPLY_WARNING,
  formatReplyMarks,
} from "../../../shared/format/comparison-notes.ts";
import { verdictPreventsPassing } from "../../../shared/rules/sample-status.ts";
import { formatCost, formatDuration } from "../../../shared/format/values.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { hasThinkingInText, THINKING_IN_TEXT_NOTE } from "../../../shared/rules/reasoning.ts";
import { plural } from "../../../shared/format/count.ts";
import { factIdentity, unsupportedFactReason } from "../../../shared/domain/fact.ts";

/** What a report is made of. `before` and `after` are the texts of the two prompts. */
export interface ReportData {
  projectName: string;
  promptName: string;
  setName: string;
  comparison: Comparison;
  conversations: readonly ConversationComparison[];
  before: string;
  after: string;
}

/** The sections of a report. */
type ReportSectionName = "broke" | "fixed" | "look" | "failing" | "changed" | "same" | "pending";

/** Where a conversation stands: its section, and the sign, word and tone it carries everywhere. */
interface OutcomeLabel {
  group: ReportSectionName;
  sign: string;
  word: string;
  tone: "broke" | "fixed" | "failing" | "changed" | "same" | "flaky" | "undecided" | "warn";
}

const outcomeLabels = {
  broke: { group: "broke", sign: "▼", word: "broke", tone: "broke" },
  fixed: { group: "fixed", sign: "▲", word: "fixed", tone: "fixed" },
  undecided: { group: "look", sign: "?", word: "undecided", tone: "undecided" },
  flaky: { group: "look", sign: "≈", word: "flaky", tone: "flaky" },
  edited: { group: "look", sign: "↻", word: "edited", tone: "warn" },
  missing: { group: "look", sign: "–", word: "missing", tone: "warn" },
  flagged: { group: "look", sign: "⚑", word: "new facts", tone: "warn" },
  unevaluated: { group: "look", sign: "!", word: "error", tone: "warn" },
  stillFailing: { group: "failing", sign: "✗", word: "still failing", tone: "failing" },
  failing: { group: "failing", sign: "✗", word: "failing", tone: "failing" },
  changed: { group: "changed", sign: "◆", word: "changed, still passing", tone: "changed" },
  changedUnchecked: { group: "changed", sign: "◆", word: "changed, no checks", tone: "changed" },
  same: { group: "same", sign: "○", word: "same", tone: "same" },
  sameUnchecked: { group: "same", sign: "○", word: "same, no checks", tone: "same" },
  passing: { group: "same", sign: "○", word: "passing", tone: "same" },
  unchecked: { group: "same", sign: "○", word: "no checks", tone: "same" },
  pending: { group: "pending", sign: "…", word: "not replayed yet", tone: "undecided" },
} as const satisfies Record<string, OutcomeLabel>;
type OutcomeLabelName = keyof typeof outcomeLabels;

function outcomeLabel(name: OutcomeLabelName): OutcomeLabel {
  return outcomeLabels[name];
}

/** `alone`: there is no baseline, so the candidate can only be said to pass or fail. */
function outcomeLabelName(row: ComparisonRow, alone: boolean): OutcomeLabelName {
  if (alone) return outcomeLabelWithoutBaseline(row);
  switch (row.outcome) {
    case null:
      return "pending";
    case "undecided":
      return row.baseline.samples === 0 || row.candidate.samples === 0 ? "unevaluated" : "undecided";
    case "stillPassing":
      if (row.flags > 0) return "flagged";
      if (row.checks === 0) return row.changed ? "changedUnchecked" : "sameUnchecked";
      return row.changed ? "changed" : "same";
    case "broke":
    case "fixed":
    case "stillFailing":
    case "flaky":
    case "edited":
    case "missing":
      return row.outcome;
    default:
      return assertNever(row.outcome);
  }
}

function outcomeLabelWithoutBaseline(row: ComparisonRow): OutcomeLabelName {
  if (row.candidate.samples === 0) return row.outcome === null ? "pending" : "unevaluated";
  if (row.candidate.passed < row.candidate.samples) return "failing";
  return row.checks === 0 ? "unchecked" : "passing";
}

/** An entry's word, with what makes it less than sure. */
export function outcomeWord({ row, label }: Pick<ReportEntry, "row" | "label">): string {
  return restsOnOneSample(row) ? `${label.word} ${ON_ONE_SAMPLE}` : label.word;
}

/** One conversation of a report. `turns` is null where a report was given none of it. */
export interface ReportEntry {
  row: ComparisonRow;
  name: OutcomeLabelName;
  label: OutcomeLabel;
  detail: ConversationComparison | null;
}

export interface ReportSection {
  group: ReportSectionName;
  entries: ReportEntry[];
}

const sectionOrder: readonly ReportSectionName[] = ["broke", "fixed", "look", "failing", "changed", "same", "pending"];

/** Every conversation of the comparison, in its order, by section; sections that hold nothing are left out. */
export function sectionsOf(comparison: Comparison, conversations: readonly ConversationComparison[]): ReportSection[] {
  const details = new Map(conversations.map((one) => [one.row.id, one]));
  const alone = comparison.baseline === null;
  const sections = new Map(sectionOrder.map((group) => [group, { group, entries: [] as ReportEntry[] }]));
  for (const row of comparison.rows) {
    const name = outcomeLabelName(row, alone);
    const entry = { row, name, label: outcomeLabel(name), detail: details.get(row.id) ?? null };
    sections.get(entry.label.group)?.entries.push(entry);
  }
  return [...sections.values()].filter(({ entries }) => entries.length > 0);
}

export interface OutcomeLabelCount {
  label: OutcomeLabel;
  count: number;
}

/** How many conversations stand where, in the order of the sections. */
export function countOutcomeLabels(sections: readonly ReportSection[]): OutcomeLabelCount[] {
  const counts = new Map<string, OutcomeLabelCount>();
  for (const entry of sections.flatMap((section) => section.entries)) {
    const found = counts.get(entry.label.word);
    if (found) found.count += 1;
    else counts.set(entry.label.word, { label: entry.label, count: 1 });
  }
  return [...counts.values()];
}

interface FailingVerdict {
  turn: TurnComparison;
  check: Check;
  status: VerdictStatus;
  reason: string;
}

/** Verdicts of the shown sample that one side did not pass: failures, then checks in error. */
export function failingVerdicts(
  detail: ConversationComparison | null,
  side: "baseline" | "candidate" = "candidate",
): FailingVerdict[] {
  const found: FailingVerdict[] = [];
  for (const turn of detail?.turns ?? []) {
    for (const pair of turn.verdicts) {
      const verdict = pair[side];
      if (verdict && verdictPreventsPassing(verdict)) found.push({ turn, check: pair.check, ...verdict });
    }
  }
  return found.sort((a, b) => Number(a.status === "error") - Number(b.status === "error"));
}

/** The sample that is shown, where a conversation was replayed more than once. */
export function sampleNote({ row, detail }: ReportEntry): string | null {
  if (!detail || detail.samples <= 1) return null;
  const shown = `Shown: sample ${detail.sample + 1} of ${detail.samples}`;
  const differs = detail.turns.some((turn) => turn.diff !== null);
  return row.changed && !differs ? `${shown}; it is the same on both sides, others differ.` : `${shown}.`;
}

export function formatNumber(count: number): string {
  return count.toLocaleString("en");
}

/** How many samples a run took of each conversation. */
export function formatSampleCount({ samples, sampling }: Pick<Run, "samples" | "sampling">): string {
  return sampling === null ? String(samples) : `auto, at most ${sampling.limit}`;
}

/** What the two sides are called: their versions, told apart by run where both have the same. */
export function sideNames({ baseline, candidate }: Comparison): { baseline: string; candidate: string } {
  const after = versionName(candidate);
  if (!baseline) return { baseline: "–", candidate: after };
  const before = versionName(baseline);
  if (before !== after) return { baseline: before, candidate: after };
  return { baseline: `${before}, run ${baseline.id}`, candidate: `${after}, run ${candidate.id}` };
}

function versionName(run: Run): string {
  return run.versionNumber === null ? "draft" : `v${run.versionNumber}`;
}

export function formatModel({ provider, model, baseUrl, settings }: ModelSpec): string {
  const extras = Object.entries(settings).map(([name, value]) => `${settingNames[name] ?? name} ${value}`);
  if (baseUrl !== null) extras.unshift(`at ${baseUrl}`);
  return [`${provider}/${model}`, ...extras].join(", ");
}

const settingNames: Readonly<Record<string, string>> = { topP: "top-p", maxOutputTokens: "max output tokens" };

/** What has to be known to read the comparison rightly. */
export function comparisonCaveats(comparison: Comparison): string[] {
  const { baseline, candidate, rows, pending, chance, staleChecks } = comparison;
  const found: string[] = [];
  if (staleChecks) found.push(formatStaleVerdicts(staleChecks));
  const byChance = formatChance({ rows, chance });
  if (byChance !== null) found.push(byChance);
  found.push(...formatReplyMarksOfSides(comparison.marks));
  const unchecked = rows.filter((row) => row.checks === 0).length;
  if (unchecked > 0) {
    found.push(`${plural(unchecked, "conversation has", "conversations have")} no checks: nothing there can break.`);
  }
  if (pending > 0) found.push(`${plural(pending, "conversation is", "conversations are")} not replayed yet.`);
  if (!baseline) return [...found, "There is no baseline: what is shown is the candidate alone."];
  if (formatModel(baseline.model) !== formatModel(candidate.model)) {
    found.push("The two runs used different models or settings, so not every difference comes from the prompt.");
  }
  if (baseline.history !== candidate.history) {
    found.push(`The baseline's history was ${baseline.history}, the candidate's ${candidate.history}.`);
  }
  return found;
}

/** What is known of one reply beside its text. `warn` marks what a reader should not pass over. */
export function replyDetails(reply: Reply): { text: string; warn: boolean }[] {
  const facts = [{ text: formatDuration(reply.latencyMs), warn: false }];
  const add = (text: string, warn = false): number => facts.push({ text, warn });
  if (reply.inputTokens !== null || reply.outputTokens !== null) {
    add(`${reply.inputTokens ?? "?"} → ${reply.outputTokens ?? "?"} tokens`);
  }
  if (reply.cost !== null) add(formatCost(reply.cost));
  if (reply.cached) add("cached");
  if (!["stop", "end_turn", "STOP"].includes(reply.finishReason)) add(`ended by ${reply.finishReason}`, true);
  if (reply.attempts.length > 0) {
    add(
      `retried ${plural(reply.attempts.length, "time")}: ${reply.attempts.map((one) => one.message).join("; ")}`,
      true,
    );
  }
  for (const warning of reply.warnings) add(warning, true);
  if (hasThinkingInText(reply)) add(THINKING_IN_TEXT_NOTE, true);
  return facts;
}

/** Whitespace as single spaces, cut off at `most` characters. */
export function clipToLine(text: string, most: number): string {
  return clipText(text.replace(/\s+/g, " ").trim(), most);
}

/** At most so many characters, never half of one, with a sign where something was cut off. */
export function clipText(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Why a conversation stands where it does, which replies were cut off, and the new facts of its replies in the shown sample by name. */
export function entryNotes({ row, detail }: Pick<ReportEntry, "row" | "detail">): string[] {
  const named = row.flags > 0 ? namedFlags(detail) : [];
  // The row's own words name the first of them already.
  const own = row.detail !== null && !named.some((note) => row.detail?.startsWith(note)) ? [row.detail] : [];
  const cut = formatCutRepliesOfSides(row.cut);
  return [...own, ...(cut === null ? [] : [cut]), ...marked(detail), ...named];
}

/** Which side's shown replies are not kept as they came, or may not be whole. */
function marked(detail: ConversationComparison | null): string[] {
  const marksOf = (side: "baseline" | "candidate"): ReplyMarks => {
    const warnings = (detail?.turns ?? []).map((turn) => turn[side]?.warnings ?? []);
    const count = (warning: string): number => warnings.filter((said) => said.includes(warning)).length;
    return { redacted: count(KEY_IN_REPLY_WARNING), endUnsaid: count(END_UNSAID_WARNING) };
  };
  return [
    ...formatReplyMarks(marksOf("candidate")),
    ...formatReplyMarks(marksOf("baseline")).map((said) => `baseline: ${said}`),
  ];
}

function namedFlags(detail: ConversationComparison | null): string[] {
  const facts = (detail?.turns ?? []).flatMap((turn) => turn.facts ?? []).filter(({ standing }) => standing === "new");
  const once = new Map(facts.map((fact) => [factIdentity(fact), fact]));
  return [...once.values()].map(unsupportedFactReason);
}
