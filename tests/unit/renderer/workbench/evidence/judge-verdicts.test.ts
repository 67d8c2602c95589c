import { describe, expect, it } from "vitest";
import {
  formatPreference,
  formatPreferenceReason,
} from "../../../../../renderer/workbench/evidence/judge-verdicts.tsx";
import type { PairwisePreference } from "../../../../../shared/domain/judge.ts";

const names = { baseline: "v6", candidate: "v7" };
const preference = (winner: PairwisePreference["winner"], agreed = true): PairwisePreference => ({
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
    expect(formatPreference(preference("baseline"), names)).toBe("Judge prefers v6");
    expect(formatPreference(preference("candidate"), names)).toBe("Judge prefers v7");
    expect(formatPreference(preference("tie"), names)).toBe("Judge finds neither better");
    expect(formatPreference(preference("tie", false), names)).toMatch(/cancelled out/);
    expect(formatPreference(preference("error", false), names)).toBe("Judge could not compare the replies");
  });

  it("puts the sides' names into the reason", () => {
    expect(formatPreferenceReason(preference("baseline"), names)).toBe("v7 makes up what v6 does not.");
    const odd = { baseline: "$& of {candidate}", candidate: "$1$$" };
    expect(formatPreferenceReason(preference("baseline"), odd)).toBe("$1$$ makes up what $& of {candidate} does not.");
  });
});
