import type { ChanceEstimate, Comparison, ComparisonRow, CutReplies, ReplyMarks, Reply } from "../domain/comparison.ts";
import { plural } from "./count.ts";
import { formatCertainty, formatPercent } from "./values.ts";
import type { ApprovedReplyMatch } from "../domain/annotation.ts";

/** Stands behind a word such as "broke" where chance alone may have made it. */
export const ON_ONE_SAMPLE = "on one sample";

/** Whether a row's change may be chance alone. */
export function restsOnOneSample({ outcome, confirmed }: Pick<ComparisonRow, "outcome" | "confirmed">): boolean {
  return confirmed === false && (outcome === "broke" || outcome === "fixed");
}

/**
 * How much of what broke or was fixed may be chance, in sentences: what rests on one sample, how many break by chance
 * with the source of the estimate, and what to do. Null where nothing broke or was fixed on one sample.
 */
export function formatChance({ rows, chance }: Pick<Comparison, "rows" | "chance">): string | null {
  const { broke, fixed } = countOnOneSample(rows);
  if (broke + fixed === 0) return null;
  const head = `${broke} broke and ${fixed} fixed ${ON_ONE_SAMPLE} of a model that answers differently each time.`;
  return [head, chance && formatExpectedBreaks(chance), "Replay with auto-samples to be sure."]
    .filter(Boolean)
    .join(" ");
}

/** The same in one line, for a narrow place: how many rest on one sample, and how many would by chance. */
export function formatChanceShort({ rows, chance }: Pick<Comparison, "rows" | "chance">): string | null {
  const { broke, fixed } = countOnOneSample(rows);
  if (broke + fixed === 0) return null;
  const breaks = chance?.breaks ?? null;
  const byChance = breaks === null ? "by chance: unknown" : `by chance: about ${Math.round(breaks)}`;
  return `${broke} broke, ${fixed} fixed ${ON_ONE_SAMPLE} · ${byChance}`;
}

function countOnOneSample(rows: readonly ComparisonRow[]): { broke: number; fixed: number } {
  const count = (outcome: "broke" | "fixed"): number =>
    rows.filter((row) => row.outcome === outcome && restsOnOneSample(row)).length;
  return { broke: count("broke"), fixed: count("fixed") };
}

/** A model at its usual temperature, replayed against itself: what this project's makers saw (docs/statistics.md). */
const MEASURED_ELSEWHERE = "Measured elsewhere, with nothing changed: 5 to 6 of 40";

function formatExpectedBreaks({ rows, breaks, noiseFloor, runId }: ChanceEstimate): string {
  if (breaks === null || noiseFloor === null) {
    return `How many break by chance is unknown here: no run of this model has several samples. ${MEASURED_ELSEWHERE}.`;
  }
  const about = breaks > 0 && breaks < 1 ? "fewer than 1" : `about ${Math.round(breaks)}`;
  const percent = formatPercent(noiseFloor, "tenth");
  return `With nothing changed, ${about} of ${plural(rows, "conversation")} would break by chance (noise floor ${percent}, run ${runId ?? "?"}).`;
}

/** That verdicts are older than the checks, in a sentence. */
export function formatStaleVerdicts(conversations: number): string {
  const many = plural(conversations, "conversation has", "conversations have");
  return `${many} other checks now than when this was replayed: the verdicts are those of the old ones.`;
}

/** Which replies of a run were cut off, and by what; null where none was. */
export function formatCutReplies({ limit, filter }: CutReplies): string | null {
  const parts = [
    limit > 0 ? `${plural(limit, "reply", "replies")} cut off at the limit of output tokens` : null,
    filter > 0 ? `${plural(filter, "reply", "replies")} cut off by the provider's filter` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}

/** The same for the candidate's replies in all conversations. */
export function formatCandidateCutReplies(rows: readonly ComparisonRow[]): string | null {
  const cuts = rows.flatMap(({ cut }) => cut?.candidate ?? []);
  const sum = (by: keyof CutReplies): number => cuts.reduce((all, cut) => all + cut[by], 0);
  return formatCutReplies({ limit: sum("limit"), filter: sum("filter") });
}

/** The same for both sides of a conversation; null where no reply of either was cut off. */
export function formatCutRepliesOfSides(
  cut: { baseline: CutReplies; candidate: CutReplies } | undefined,
): string | null {
  if (!cut) return null;
  const [before, after] = [formatCutReplies(cut.baseline), formatCutReplies(cut.candidate)];
  if (before === null) return after;
  return after === null ? `baseline: ${before}` : `${after}; baseline: ${before}`;
}

/** The warning of a reply that a key was taken out of: shown with the reply in the window and in reports. */
export const KEY_IN_REPLY_WARNING = "The reply held one of your keys, which was replaced by [key].";
/** The warning of a reply for whose end the provider has no word. */
export const END_UNSAID_WARNING = "The provider does not say why this reply ended: it may be cut off.";

/** Whether a reply is kept otherwise than it came, for a key stood in it. */
export function isKeyRedacted(warnings: readonly string[]): boolean {
  return warnings.includes(KEY_IN_REPLY_WARNING);
}

/** What a reader of a run's replies has to know of some of them; a sentence without its full stop each. */
export function formatReplyMarks({ redacted, endUnsaid }: ReplyMarks): string[] {
  return [
    ...(redacted > 0
      ? [`${plural(redacted, "reply", "replies")} held one of your keys, which was replaced by [key]`]
      : []),
    ...(endUnsaid > 0
      ? [`${plural(endUnsaid, "reply", "replies")} without the provider's word for the end, which may be cut off`]
      : []),
  ];
}

/** The same for both sides of a comparison. */
export function formatReplyMarksOfSides(marks: { baseline: ReplyMarks; candidate: ReplyMarks } | undefined): string[] {
  if (!marks) return [];
  const { baseline, candidate } = marks;
  return [
    ...formatReplyMarks(candidate).map((words) => `Candidate: ${words}.`),
    ...formatReplyMarks(baseline).map((words) => `Baseline: ${words}.`),
  ];
}

/** Why a reply passes by itself, as the screen and the reports say it. */
export function formatApprovedMatch({ own, rule, similarity }: ApprovedReplyMatch): string {
  if (own) return "approved as the expected reply";
  if (rule.match === "exact" || similarity === 1) return "matches the approved reply";
  // Rounded down as a certainty is: 100% would say that nothing differs.
  return `matches the approved reply, ${formatCertainty(similarity)} by ${rule.method}`;
}

/** What people say of a reply, a line each, with its sign; none where nobody said anything. */
export function formatHumanVerdicts({ person, expected }: Reply): { sign: "✓" | "✗"; text: string }[] {
  const lines: { sign: "✓" | "✗"; text: string }[] = [];
  if (person) {
    const note = person.note === "" ? "" : `: ${person.note}`;
    lines.push({ sign: person.verdict === "good" ? "✓" : "✗", text: `${person.author} says ${person.verdict}${note}` });
  }
  if (expected) lines.push({ sign: "✓", text: `${formatApprovedMatch(expected)} (${expected.author})` });
  return lines;
}
