import { assertNever } from "../../../shared/errors.ts";
import type { Comparison, ComparisonRow, Tally } from "../../../shared/domain/comparison.ts";
import { wilsonInterval } from "../../../shared/rules/wilson-interval.ts";
import { formatPercent } from "../../../shared/format/values.ts";

/** The groups of the list, in the order in which they stand: bad news first, what is not known yet last. */
export const groupOrder = [
  "broke",
  "fixed",
  "look",
  "failing",
  "changed",
  "same",
  "passing",
  "unchecked",
  "pending",
] as const;
export type OutcomeGroup = (typeof groupOrder)[number];

export interface RowGroup {
  group: OutcomeGroup;
  rows: ComparisonRow[];
}

/**
 * What there is to compare with. `alone`: nothing, so a row can only be said to pass or fail.
 * `arriving`: a baseline run that is still under way, so what it lacks is not missing yet.
 */
export type BaselineState = "alone" | "arriving" | "there";

export function baselineState(comparison: Pick<Comparison, "baseline">): BaselineState {
  if (!comparison.baseline) return "alone";
  return comparison.baseline.progress.status === "running" ? "arriving" : "there";
}

function groupOfRow(row: ComparisonRow, baseline: BaselineState): OutcomeGroup {
  if (baseline === "alone") return groupWithoutBaseline(row);
  if (baseline === "arriving" && row.outcome === "missing" && row.baseline.samples === 0) return "pending";
  switch (row.outcome) {
    case null:
      return "pending";
    case "broke":
      return "broke";
    case "fixed":
      return "fixed";
    case "undecided":
    case "flaky":
    case "edited":
    case "missing":
      return "look";
    case "stillFailing":
      return "failing";
    case "stillPassing":
      if (row.flags > 0) return "look";
      return row.changed ? "changed" : "same";
    default:
      return assertNever(row.outcome);
  }
}

function groupWithoutBaseline(row: ComparisonRow): OutcomeGroup {
  if (row.candidate.samples === 0) return row.outcome === null ? "pending" : "look";
  if (row.candidate.passed < row.candidate.samples) return "failing";
  return row.checks === 0 ? "unchecked" : "passing";
}

/** Groups that hold something, each in the order in which its rows came; what looks bad leads what is not settled. */
export function groupRows(rows: readonly ComparisonRow[], baseline: BaselineState): RowGroup[] {
  const found = new Map<OutcomeGroup, ComparisonRow[]>();
  for (const row of rows) {
    const group = groupOfRow(row, baseline);
    const list = found.get(group);
    if (list) list.push(row);
    else found.set(group, [row]);
  }
  return groupOrder.flatMap((group) => {
    const list = found.get(group);
    if (!list) return [];
    const begun = group === "pending" && list.some((row) => row.candidate.samples > 0);
    return [{ group, rows: begun ? list.toSorted((a, b) => passRateLoss(b) - passRateLoss(a)) : list }];
  });
}

/** How far the candidate's share of passes lies below the baseline's, as far as samples are in; 0 while unknown. */
function passRateLoss({ baseline, candidate }: ComparisonRow): number {
  if (baseline.samples === 0 || candidate.samples === 0) return 0;
  return baseline.passed / baseline.samples - candidate.passed / candidate.samples;
}

/** Marks what changed and no person has judged yet; the filter finds it by these words. */
export const TO_REVIEW = "to review";

/** Every word must stand in the id, the title, a tag or the outcome's group. */
export function filterRows(
  rows: readonly ComparisonRow[],
  query: string,
  baseline: BaselineState,
): readonly ComparisonRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const said = [row.outcome ?? "", groupNames[groupOfRow(row, baseline)], row.review ? TO_REVIEW : ""];
    const text = [row.id, row.title, ...row.tags, ...said].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const groupNames: Record<OutcomeGroup, string> = {
  broke: "broke",
  fixed: "fixed",
  look: "needs a look",
  failing: "still failing",
  changed: "changed, still passing",
  same: "same",
  passing: "passing",
  unchecked: "no checks",
  pending: "not decided yet",
};

export function groupName(group: OutcomeGroup, baseline: BaselineState): string {
  return baseline === "alone" && group === "failing" ? "failing" : groupNames[group];
}

/** What starts folded: good news that nobody needs to read, unless there is nothing else. */
export function startsFolded(group: OutcomeGroup): boolean {
  return group === "same";
}

type OutcomeListItem =
  | { kind: "group"; group: OutcomeGroup; count: number; open: boolean }
  | { kind: "row"; group: OutcomeGroup; row: ComparisonRow };

/** The list as it is drawn: a line per group and, where it is open, one per conversation. */
export function outcomeListItems(
  groups: readonly RowGroup[],
  isOpen: (group: OutcomeGroup) => boolean,
): OutcomeListItem[] {
  const items: OutcomeListItem[] = [];
  for (const { group, rows } of groups) {
    const open = isOpen(group);
    items.push({ kind: "group", group, count: rows.length, open });
    if (open) for (const row of rows) items.push({ kind: "row", group, row });
  }
  return items;
}

export const listItemId = (item: OutcomeListItem): string => (item.kind === "row" ? item.row.id : item.group);
export const isGroupHeading = (item: OutcomeListItem): boolean => item.kind === "group";

/** The conversation `step` places on from the selected one, across groups; stops at the ends. */
export function neighbourConversation(
  items: readonly OutcomeListItem[],
  selectedId: string | null,
  step: 1 | -1,
): string | null {
  const ids = items.flatMap((item) => (item.kind === "row" ? [item.row.id] : []));
  const at = selectedId === null ? -1 : ids.indexOf(selectedId);
  if (at < 0) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null;
}

/**
 * The next of the conversations to review after the selected one, in this order and round its end. The order is the
 * list's before any was judged: a verdict moves its row, and the rows between must not be passed over.
 */
export function nextToReview(
  order: readonly string[],
  open: ReadonlySet<string>,
  selectedId: string | null,
): string | null {
  const at = selectedId === null ? -1 : order.indexOf(selectedId);
  return order.find((id, index) => index > at && open.has(id)) ?? order.find((id) => open.has(id)) ?? null;
}

/** What to show first when nobody chose: something broken, else the first row that has an outcome. */
export function firstConversationToShow(groups: readonly RowGroup[]): string | null {
  const settled = groups.filter(({ group }) => group !== "pending");
  return settled[0]?.rows[0]?.id ?? null;
}

/** What is known of how the selected conversation came to be selected. */
export interface SelectionHistory {
  /** The conversation that was selected by itself last; any other was picked by hand. */
  auto: string | null;
  /** The comparison in which the last pick by hand was made. */
  handIn: string | null;
}

export const noSelectionHistory: SelectionHistory = { auto: null, handIn: null };

/**
 * The conversation to select, or null to leave the selection alone. A pick by hand holds for its comparison;
 * in the next one it holds as long as the conversation has news. Else the first bad news is shown.
 */
export function conversationToSelect(
  groups: readonly RowGroup[],
  selected: string | null,
  picked: SelectionHistory,
  comparison: string,
): string | null {
  const first = firstConversationToShow(groups);
  if (first === null || first === selected) return null;
  const holder = groups.find(({ rows }) => rows.some((row) => row.id === selected))?.group;
  if (selected === null || holder === undefined || holder === "same") {
    return selected !== null && holder === "same" && picked.handIn === comparison ? null : first;
  }
  if (selected !== picked.auto) return null;
  const better = groups[0]?.group === "broke" && holder !== "broke";
  return better || holder === "pending" ? first : null;
}

/** The counts and bars of a row for those who do not see them, and on hover: what passed, and how sure that is. */
export function passCountsAloud(
  { baseline, candidate }: Pick<ComparisonRow, "baseline" | "candidate">,
  alone: boolean,
) {
  return alone ? passCountAloud(candidate) : `before: ${passCountAloud(baseline)}; now: ${passCountAloud(candidate)}`;
}

function passCountAloud({ passed, samples }: Tally): string {
  if (samples === 0) return "no sample could be judged";
  const [low, high] = wilsonInterval(passed, samples);
  return `${passed} of ${samples} pass, 95% from ${formatPercent(low)} to ${formatPercent(high)}`;
}

/** The least limit of samples a side: the engine's own limit is near it. */
const DEFAULT_SAMPLE_LIMIT = 60;
const MAX_SAMPLE_LIMIT = 1_000;

/** Conversations that further samples would decide, in the order of the comparison. */
export function rowsForMoreSamples({ rows }: Pick<Comparison, "rows">): ComparisonRow[] {
  return rows.filter((row) => row.outcome === "undecided" && (row.more ?? 0) > 0);
}

/** The limit of samples a side that is high enough for each of the rows. */
export function sampleLimitFor(rows: readonly ComparisonRow[]): number {
  const needed = rows.map((row) => Math.max(row.baseline.samples, row.candidate.samples) + (row.more ?? 0));
  return Math.min(MAX_SAMPLE_LIMIT, Math.max(DEFAULT_SAMPLE_LIMIT, ...needed));
}

/** Short enough for a narrow list: "2 undecided: up to 14 more". `whole` is the sentence. */
export function formatMoreSamples(rows: readonly ComparisonRow[]): { short: string; whole: string } {
  const most = Math.max(0, ...rows.map((row) => row.more ?? 0)).toLocaleString("en");
  const count = rows.length.toLocaleString("en");
  const short = rows.length === 1 ? `1 undecided: ${most} more` : `${count} undecided: up to ${most} more`;
  return { short, whole: `${short} samples a side would decide ${rows.length === 1 ? "it" : "them"}` };
}
