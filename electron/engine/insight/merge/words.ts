import type { Tally } from "../../../../shared/domain/comparison.ts";
import type { Behaviour } from "./behave.ts";

/** What a conversation does with the merge, as a sentence. Branches are called by their names. */
export function inWords(behaviour: Behaviour, { ours, theirs }: { ours: string; theirs: string }): string {
  const { finding, tallies } = behaviour;
  const [mine, other] = [rateOf(tallies.ours), rateOf(tallies.theirs)];
  // Where only one of its checks says so, the conversation as a whole does not tell which parent is the better one.
  const better = mine === other ? null : mine > other ? ours : theirs;
  const worse = better === ours ? theirs : ours;
  switch (finding) {
    case "unlikeBoth":
      return worseInWords(behaviour, ours, theirs);
    case "lostFix":
      if (better === null) return "One branch fixed a check of it; with the merge that fails again.";
      return `${better} fixed it; with the merge it fails again, as it does with ${worse}.`;
    case "carriedBreak":
      if (better === null) return "One branch broke a check of it, and the merge takes that over.";
      return `${worse} broke it, and the merge takes that over; it passes with ${better}.`;
    case "asWorse":
      if (better === null) return "A check of it fails with the merge, as with one branch, and passes with the other.";
      return `Fails with the merge as it does with ${worse}; it passes with ${better}. What it did before them is not known.`;
    case "betterThanBoth":
      return `Fails with ${ours} and with ${theirs}, and passes with the merge.`;
    case "asBetter":
      if (better === null) return "Passes more often with the merge than with one of the branches.";
      return `Passes with the merge as it does with ${better}; it fails with ${worse}.`;
    case "asParents":
      return tallies.merged.passed > 0 ? "Passes with all three." : "Fails with all three.";
    case "flaky":
      return "Passes at times and fails at times, with the branches and with the merge: none does so half as often as another.";
    case "undecided":
      return "Undetermined: as far as it was sampled, it cannot be told which of the branches the merge is like.";
  }
}

function worseInWords({ newFailures, tallies }: Behaviour, ours: string, theirs: string): string {
  const [mine, other, merged] = [tallies.ours, tallies.theirs, tallies.merged];
  if (mine.passed === mine.samples && other.passed === other.samples && merged.passed === 0)
    return `Passes with ${ours} and with ${theirs}, and fails with the merge.`;
  if (rateOf(merged) < Math.min(rateOf(mine), rateOf(other)))
    return `Passes ${times(mine)} with ${ours}, ${times(other)} with ${theirs}, and only ${times(merged)} with the merge.`;
  const checks = newFailures.length === 1 ? "a check" : `${newFailures.length} checks`;
  return `Fails ${checks} with the merge that it fails with neither ${ours} nor ${theirs}.`;
}

function times({ passed, samples }: Tally): string {
  return `${passed} of ${samples} times`;
}

function rateOf({ passed, samples }: Tally): number {
  return samples === 0 ? 0 : passed / samples;
}
