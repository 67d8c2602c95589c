import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bleu, gleu, meteor, rougeN } from "../../../electron/engine/checks/similarity/text-scores.ts";
import { bothWays, judge } from "./judge.ts";

// The sentences of Papineni et al. (2002), with the values that NLTK's documentation works out for them.
const guide = "It is a guide to action which ensures that the military always obeys the commands of the party";
const troops = "It is to insure the troops forever hearing the activity guidebook that party direct";
const references = [
  "It is a guide to action that ensures that the military will forever heed Party commands",
  "It is the guiding principle which guarantees the military forces always being under the command of the Party",
  "It is the practical guide for the army always to heed the directions of the party",
];
const one = references.slice(0, 1);

describe("bleu", () => {
  it("agrees with NLTK's worked example", () => {
    expect(bleu(guide, references)).toBeCloseTo(0.5045666840058485, 12);
  });

  it("clips repeated words and gives the geometric mean, by hand", () => {
    // Papineni's “the the the”: 2 of 7 words, and no longer run of words at all.
    const expected = Math.exp((Math.log(2 / 7) + 3 * Math.log(1e-7)) / 4);
    expect(bleu("the the the the the the the", ["the cat is on the mat"])).toBeCloseTo(expected, 15);
  });

  it("punishes brevity against the nearest reference, by hand: every run stands there, 3 words for 6", () => {
    expect(bleu("the cat sat", ["the cat sat on the mat"])).toBeCloseTo(Math.exp(1 - 6 / 3), 15);
    expect(bleu("the cat sat", ["the cat sat on the mat", "the cat sat"])).toBe(1);
  });
});

describe("gleu", () => {
  it("agrees with NLTK's worked examples", () => {
    expect(gleu("the the the the the the the", ["the cat is on the mat"])).toBeCloseTo(2 / 22, 12);
  });

  it("counts runs both ways, by hand", () => {
    // a b c: 3 + 2 + 1 runs; a b d: as many; a, b and “a b” are in both.
    expect(gleu("a b c", ["a b d"])).toBeCloseTo(3 / 6, 15);
    // NLTK has 0.4393 and 0.1206, 29 runs of 66 and 7 of 58, with cases told apart: in lower case “party” is one more.
    expect(gleu(guide, one)).toBeCloseTo(30 / 66, 12);
    expect(gleu(troops, one)).toBeCloseTo(8 / 58, 12);
  });
});

describe("meteor", () => {
  it("agrees with NLTK's worked examples that need no synonyms, “Sample usage for meteor”", () => {
    const cat = ["The cat sat on the mat"];
    expect(meteor("The cat sat on the mat", cat)).toBeCloseTo(0.9977, 4);
    expect(meteor("on the mat sat the cat", cat)).toBeCloseTo(0.5, 12);
    expect(meteor("The cat was sat on the mat", cat)).toBeCloseTo(0.9654, 4);
    expect(meteor("John loves Mary", ["The candidate has no alignment to any of the references"])).toBe(0);
  });

  it("follows the formula, by hand", () => {
    // Four matches in one chunk, all words of both: 1 − 0.5 · (1/4)³.
    expect(meteor("the cats are here", ["the cat are here"])).toBeCloseTo(1 - 0.5 / 64, 15);
    // P = 2/3, R = 2/2, one chunk of two: F = PR / (0.9 P + 0.1 R), penalty 0.5 · (1/2)³.
    const mean = 2 / 3 / (0.9 * (2 / 3) + 0.1);
    expect(meteor("good morning all", ["good morning"])).toBeCloseTo(mean * (1 - 0.5 / 8), 15);
    // Two chunks of one: all the penalty there is.
    expect(meteor("morning good", ["good morning"])).toBeCloseTo(0.5, 15);
    // 12 matches of 18 and 16 words in 6 chunks: PR / (0.9 P + 0.1 R) = 20 / 27, less 0.5 · (6/12)³ of it.
    expect(meteor(guide, one)).toBeCloseTo((20 / 27) * (1 - 0.5 / 8), 12);
  });
});

describe("rouge-n", () => {
  it("agrees with the example of Lin (2004), “police killed the gunman”: three of four words", () => {
    expect(rougeN("police kill the gunman", ["police killed the gunman"])).toBeCloseTo(0.75, 12);
  });

  it("is a balanced F-measure, by hand, and counts a repeated word as often as it stands there", () => {
    // Recall 2/2, precision 2/4.
    expect(rougeN("good morning to you", ["good morning"])).toBeCloseTo((2 * 0.5) / 1.5, 12);
    expect(rougeN("The cat sat on the mat", ["the cat sat on the mat"])).toBe(1);
  });
});

const scores = { bleu, gleu, meteor, "rouge-n": rougeN };

describe.each(Object.entries(scores))("%s", (type, score) => {
  const words = fc
    .array(fc.constantFrom("a", "b", "cats", "cat", "Dog.", "x-1"), { maxLength: 30 })
    .map((all) => all.join(" "));

  it("lies between 0 and 1, and more references never lower it", () => {
    fc.assert(
      fc.property(words, words, words, (text, first, other) => {
        const alone = score(text, [first]);
        expect(alone).toBeGreaterThanOrEqual(0);
        expect(alone).toBeLessThanOrEqual(1 + 1e-12);
        // BLEU takes its length from the nearest reference, so only the others only grow.
        if (type !== "bleu") expect(score(text, [first, other])).toBeGreaterThanOrEqual(alone);
      }),
    );
  });

  it("is 0 without words, and near 1 for the very text", () => {
    for (const empty of ["", "  \n"]) expect(score(empty, ["a text"])).toBe(0);
    expect(score("The cat sat on the mat today.", ["the cat sat on the mat today."])).toBeGreaterThan(0.99);
  });

  it("passes, fails, and turns round with not-, with a score each way", async () => {
    const value = "the cat sat on the mat today";
    expect(await bothWays(type, value, value)).toEqual(["pass", "fail"]);
    expect(await bothWays(type, value, "something else")).toEqual(["fail", "pass"]);
    expect(await bothWays(type, ["another one", value], value)).toEqual(["pass", "fail"]);
    expect(await bothWays(type, 5, "something else")).toEqual(["fail", "pass"]);
    expect(await bothWays(type, {}, value)).toEqual(["error", "error"]);
    const plain = await judge({ type, value, threshold: 0 }, "the cat");
    const negated = await judge({ type: `not-${type}`, value, threshold: 0 }, "the cat");
    expect([plain.status, negated.status]).toEqual(["pass", "fail"]);
    expect((plain.score ?? 0) + (negated.score ?? 0)).toBeCloseTo(1, 12);
  });
});

describe("meteor's parameters", () => {
  it("are promptfoo's, beside the value", async () => {
    const check = { type: "meteor", value: "good morning", gamma: 0 };
    expect((await judge(check, "morning good")).score).toBe(1);
    expect((await judge({ ...check, gamma: "0" }, "morning good")).status).toBe("error");
  });
});

describe("levenshtein", () => {
  it.each([
    ["sitting", "kitten", 3, "pass", "3 edits away"],
    ["sitting", "kitten", 2, "fail", "3 edits away, wanted at most 2"],
    ["yes", "yes", 0, "pass", "0 edits away"],
    ["a much longer reply", "yes", undefined, "fail", "at least 16 edits away, wanted at most 5"],
  ])("%j for %j within %s", async (text, value, threshold, status, reason) => {
    const check = { type: "levenshtein", value, ...(threshold !== undefined && { threshold }) };
    expect(await judge(check, text)).toMatchObject({ status, reason });
    const negated = await judge({ ...check, type: "not-levenshtein" }, text);
    expect(negated.status).toBe(status === "pass" ? "fail" : "pass");
  });

  it("cannot be told with a threshold that is no number", async () => {
    expect(await judge({ type: "not-levenshtein", value: "a", threshold: "few" }, "a")).toMatchObject({
      status: "error",
    });
  });
});
