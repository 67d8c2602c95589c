import type { Preference } from "../../../shared/domain/judge.ts";

/** "Judge prefers v7", or that it does not; the names of the sides stand in for their places in the reason. */
export function preferenceInWords(
  { winner, agreed }: Preference,
  names: { baseline: string; candidate: string },
): string {
  if (winner === "error") return "Judge could not compare the replies";
  if (winner !== "tie") return `Judge prefers ${names[winner]}`;
  return agreed ? "Judge finds neither better" : "Judge: tie, its preference for a place cancelled out";
}

export function reasonInWords({ reason }: Preference, names: { baseline: string; candidate: string }): string {
  // Both at once, and by a function: a name may hold "{candidate}" or "$&".
  return reason.replaceAll(
    /\{(?:baseline|candidate)\}/g,
    (side) => names[side === "{baseline}" ? "baseline" : "candidate"],
  );
}
