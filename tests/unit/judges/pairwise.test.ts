import { describe, expect, it } from "vitest";
import { pairQuestion, preferenceOf, type PairAnswer } from "../../../electron/engine/judges/pairwise.ts";

const says = (winner: PairAnswer["winner"]): PairAnswer => ({ winner, reason: "REPLY_A is shorter than REPLY_B." });

describe("preferenceOf", () => {
  it.each([
    ["A", "B", "baseline", true],
    ["B", "A", "candidate", true],
    ["tie", "tie", "tie", true],
    ["A", "A", "tie", false],
    ["B", "B", "tie", false],
    ["A", "tie", "tie", false],
    ["tie", "A", "tie", false],
  ] as const)("%s forward and %s backward is %s", (forward, backward, winner, agreed) => {
    expect(preferenceOf(says(forward), says(backward))).toMatchObject({ winner, agreed });
  });

  it("names the sides in the reasons, whichever place they stood in", () => {
    expect(preferenceOf(says("A"), says("B")).reason).toBe("{baseline} is shorter than {candidate}.");
    expect(preferenceOf(says("A"), says("A")).reason).toBe(
      "{baseline} is shorter than {candidate}. / {candidate} is shorter than {baseline}.",
    );
  });

  it("asks with the first reply as A", () => {
    const { user } = pairQuestion([{ role: "user", content: "When?" }], "Monday", "Tuesday");
    expect(user).toMatch(/<reply-A [0-9a-f]+>\nMonday[\s\S]*<reply-B [0-9a-f]+>\nTuesday/);
  });
});
