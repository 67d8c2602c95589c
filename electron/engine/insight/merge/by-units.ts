import type { Told } from "./behave.ts";
import type { Seen, Taken } from "./taken.ts";

/** Worst first: what one of its checks shows is what the conversation shows. */
const severity = ["unlikeBoth", "lostFix", "carriedBreak", "asWorse"] as const;

/**
 * The finding where a sample of each side tells all: of the conversation as a whole and of each of its checks, so that a
 * check that fails anew is seen also where another one fails all along.
 */
export async function byUnits(taken: Taken, hasBase: boolean, samples = 1): Promise<Told> {
  const [[ours], [theirs], [merged]] = await Promise.all([
    taken.upTo("ours", samples),
    taken.upTo("theirs", samples),
    taken.upTo("merged", samples),
  ]);
  if (!ours || !theirs || !merged) throw new Error("nothing was sampled");
  const units = [null, ...merged.failing];
  const base =
    hasBase && units.some((unit) => needsBase(unit, ours, theirs, merged)) ? await baseOf(taken, samples) : null;
  const told = units.map((unit) => findingOf(unit, base, ours, theirs, merged));
  const newFailures = merged.failing.filter((key) => !ours.failing.includes(key) && !theirs.failing.includes(key));
  const worst = severity.find((one) => told.includes(one));
  return { finding: worst ?? told[0] ?? "undecided", certainty: 1, newFailures };
}

/** Null where it answers alike requests differently, which none of the others does. */
async function baseOf(taken: Taken, samples: number): Promise<Seen | null> {
  const [base] = await taken.upTo("base", samples);
  return base && (samples === 1 || taken.isSteady("base")) ? base : null;
}

/** A check by its key, or the conversation as a whole. */
type Unit = string | null;

function fails(unit: Unit, { pass, failing }: Seen): boolean {
  return unit === null ? !pass : failing.includes(unit);
}

function needsBase(unit: Unit, ours: Seen, theirs: Seen, merged: Seen): boolean {
  return fails(unit, merged) && fails(unit, ours) !== fails(unit, theirs);
}

function findingOf(unit: Unit, base: Seen | null, ours: Seen, theirs: Seen, merged: Seen): Told["finding"] {
  const [a, b, m] = [fails(unit, ours), fails(unit, theirs), fails(unit, merged)];
  if (a === b) {
    if (m === a) return "asParents";
    return m ? "unlikeBoth" : "betterThanBoth";
  }
  if (!m) return "asBetter";
  if (base === null) return "asWorse";
  return fails(unit, base) ? "lostFix" : "carriedBreak";
}
