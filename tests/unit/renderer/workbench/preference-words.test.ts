import { describe, expect, it } from "vitest";
import { preferenceInWords, reasonInWords } from "../../../../renderer/workbench/pairwise/preference-words.ts";
import type { Preference } from "../../../../shared/domain/judge.ts";

const names = { baseline: "v6", candidate: "v7" };
const preference = (winner: Preference["winner"], agreed = true): Preference => ({
  conversationId: "a",
  sample: 0,
  turn: 0,
  winner,
  agreed,
  reason: "{candidate} makes up what {baseline} does not.",
  model: "openai/gpt",
  calls: [1, 2],
  at: "2026-11-21T12:00:00.000Z",
});

describe("preferenceInWords", () => {
  it("names the side, or says why there is none", () => {
    expect(preferenceInWords(preference("baseline"), names)).toBe("Judge prefers v6");
    expect(preferenceInWords(preference("candidate"), names)).toBe("Judge prefers v7");
    expect(preferenceInWords(preference("tie"), names)).toBe("Judge finds neither better");
    expect(preferenceInWords(preference("tie", false), names)).toMatch(/cancelled out/);
    expect(preferenceInWords(preference("error", false), names)).toBe("Judge could not compare the replies");
  });

  it("puts the sides' names into the reason", () => {
    expect(reasonInWords(preference("baseline"), names)).toBe("v7 makes up what v6 does not.");
    const odd = { baseline: "$& of {candidate}", candidate: "$1$$" };
    expect(reasonInWords(preference("baseline"), odd)).toBe("$1$$ makes up what $& of {candidate} does not.");
  });
});
