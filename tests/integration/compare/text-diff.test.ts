import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTextDiff } from "../../../electron/engine/compare/text-diff.ts";
import type { TextDiff } from "../../../shared/domain/comparison.ts";

function differ() {
  const made = createTextDiff();
  onTestFinished(() => made.close());
  return made;
}

/** The two texts that a diff was made of. */
function rebuilt(diff: TextDiff | null): { before: string; after: string } {
  const without = (kind: string) =>
    (diff?.segments ?? [])
      .filter((one) => one.kind !== kind)
      .map((one) => one.text)
      .join("");
  return { before: without("added"), after: without("removed") };
}

/** Words that share nothing but their spaces, so that no diff finds a short way. */
function words(seed: string, count: number): string {
  return Array.from({ length: count }, (_, at) => `${seed}${((at * 7919) % 10_007).toString(36)}`).join(" ");
}

describe("a text diff", () => {
  it("marks words, not letters and not lines", async () => {
    expect(await differ().diff("You may call us today.", "You can call us today.")).toEqual({
      by: "word",
      segments: [
        { kind: "same", text: "You " },
        { kind: "removed", text: "may" },
        { kind: "added", text: "can" },
        { kind: "same", text: " call us today." },
      ],
    });
  });

  it("always gives back both texts, whatever they hold", async () => {
    const made = differ();
    const piece = fc.constantFrom(
      "one",
      "two",
      ". ",
      " ",
      "\n",
      "\t",
      "é",
      "語",
      "🙂",
      "…",
      "A sentence. ",
      "\r\n",
      "don't",
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
      fc.string({ unit: "binary", maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        expect(rebuilt(await made.diff(before, after))).toEqual({ before, after });
      }),
      { numRuns: 200 },
    );
  });

  it("of two unrelated texts of 2,000 words falls back to sentences, and the engine goes on meanwhile", async () => {
    const [before, after] = [words("a", 2_000), words("b", 2_000)];
    let turns = 0;
    const beat = setInterval(() => (turns += 1), 1);
    const diff = await differ().diff(before, after);
    clearInterval(beat);
    expect(diff?.by).toBe("sentence");
    expect(rebuilt(diff)).toEqual({ before, after });
    expect(turns).toBeGreaterThan(3);
  });

  it("of many long texts asked for at once gives every one of them, however long the queue", async () => {
    const made = differ();
    const asked = Array.from({ length: 12 }, (_, at) => made.diff(words(`a${at}`, 2_000), words(`b${at}`, 2_000)));
    expect((await Promise.all(asked)).filter((diff) => diff === null)).toEqual([]);
  }, 30_000);

  it("is null when the worker dies, and the next one gets a new worker", async () => {
    const made = differ();
    const dying = made.diff(words("a", 2_000), words("b", 2_000));
    await new Promise((resolve) => setImmediate(resolve));
    made.close();
    expect(await dying).toBeNull();
    expect(rebuilt(await made.diff("a b", "a c"))).toEqual({ before: "a b", after: "a c" });
  });
});
