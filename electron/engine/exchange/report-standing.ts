import { assertNever } from "../../../shared/assert-never.ts";
import type { Check, VerdictStatus } from "../../../shared/domain/check.ts";
import type {
  Comparison,
  ComparisonRow,
  ConversationComparison,
  TurnComparison,
} from "../../../shared/domain/comparison.ts";
import { isByOneSample, ONE_SAMPLE } from "../../../shared/rules/chance-words.ts";
import { keepsFromPassing } from "../../../shared/rules/verdicts.ts";

/** The sections of a report. */
type Group = "broke" | "fixed" | "look" | "failing" | "changed" | "same" | "pending";

/** Where a conversation stands: its section, and the sign, word and tone it carries everywhere. */
interface Standing {
  group: Group;
  sign: string;
  word: string;
  tone: "broke" | "fixed" | "failing" | "changed" | "same" | "flaky" | "undecided" | "warn";
}

const standings = {
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
} as const satisfies Record<string, Standing>;
type StandingName = keyof typeof standings;

function standing(name: StandingName): Standing {
  return standings[name];
}

/** `alone`: there is no baseline, so the candidate can only be said to pass or fail. */
function standingOf(row: ComparisonRow, alone: boolean): StandingName {
  if (alone) return standingAlone(row);
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

function standingAlone(row: ComparisonRow): StandingName {
  if (row.candidate.samples === 0) return row.outcome === null ? "pending" : "unevaluated";
  if (row.candidate.passed < row.candidate.samples) return "failing";
  return row.checks === 0 ? "unchecked" : "passing";
}

/** An entry's word, with what makes it less than sure. */
export function wordOf({ row, standing }: Pick<Entry, "row" | "standing">): string {
  return isByOneSample(row) ? `${standing.word} ${ONE_SAMPLE}` : standing.word;
}

/** One conversation of a report. `turns` is null where a report was given none of it. */
export interface Entry {
  row: ComparisonRow;
  name: StandingName;
  standing: Standing;
  detail: ConversationComparison | null;
}

export interface Section {
  group: Group;
  entries: Entry[];
}

const groupOrder: readonly Group[] = ["broke", "fixed", "look", "failing", "changed", "same", "pending"];

/** Every conversation of the comparison, in its order, by section; sections that hold nothing are left out. */
export function sectionsOf(comparison: Comparison, conversations: readonly ConversationComparison[]): Section[] {
  const details = new Map(conversations.map((one) => [one.row.id, one]));
  const alone = comparison.baseline === null;
  const sections = new Map(groupOrder.map((group) => [group, { group, entries: [] as Entry[] }]));
  for (const row of comparison.rows) {
    const name = standingOf(row, alone);
    const entry = { row, name, standing: standing(name), detail: details.get(row.id) ?? null };
    sections.get(entry.standing.group)?.entries.push(entry);
  }
  return [...sections.values()].filter(({ entries }) => entries.length > 0);
}

export interface StandingCount {
  standing: Standing;
  count: number;
}

/** How many conversations stand where, in the order of the sections. */
export function countStandings(sections: readonly Section[]): StandingCount[] {
  const counts = new Map<string, StandingCount>();
  for (const entry of sections.flatMap((section) => section.entries)) {
    const found = counts.get(entry.standing.word);
    if (found) found.count += 1;
    else counts.set(entry.standing.word, { standing: entry.standing, count: 1 });
  }
  return [...counts.values()];
}

interface Failing {
  turn: TurnComparison;
  check: Check;
  status: VerdictStatus;
  reason: string;
}

/** Verdicts of the shown sample that one side did not pass: failures, then checks in error. */
export function failingVerdicts(
  detail: ConversationComparison | null,
  side: "baseline" | "candidate" = "candidate",
): Failing[] {
  const found: Failing[] = [];
  for (const turn of detail?.turns ?? []) {
    for (const pair of turn.verdicts) {
      const verdict = pair[side];
      if (verdict && keepsFromPassing(verdict)) found.push({ turn, check: pair.check, ...verdict });
    }
  }
  return found.sort((a, b) => Number(a.status === "error") - Number(b.status === "error"));
}

/** The sample that is shown, where a conversation was replayed more than once. */
export function sampleNote({ row, detail }: Entry): string | null {
  if (!detail || detail.samples <= 1) return null;
  const shown = `Shown: sample ${detail.sample + 1} of ${detail.samples}`;
  const differs = detail.turns.some((turn) => turn.diff !== null);
  return row.changed && !differs ? `${shown}; it is the same on both sides, others differ.` : `${shown}.`;
}
