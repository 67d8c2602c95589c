import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findCauses, findOneCause, type RankedHunk } from "../../../../electron/engine/analysis/blame/find-causes.ts";

const ranked = (count: number, weightOf: (id: number) => number = () => 1): RankedHunk[] =>
  Array.from({ length: count }, (_, id) => ({ id, weight: weightOf(id) }));

function counting(isLike: (on: ReadonlySet<number>) => boolean | null) {
  const asked: number[][] = [];
  return {
    asked,
    ask: (on: ReadonlySet<number>) => {
      asked.push([...on].sort((a, b) => a - b));
      return Promise.resolve(isLike(on));
    },
  };
}
const sorted = (sets: readonly (readonly number[])[] | undefined): number[][] =>
  (sets ?? []).map((set) => [...set].sort((a, b) => a - b)).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));

describe("findCauses", () => {
  it("finds the one hunk of 16 within 14 questions, wherever it stands", async () => {
    for (let culprit = 0; culprit < 16; culprit += 1) {
      const { ask, asked } = counting((on) => on.has(culprit));
      expect(await findCauses(ranked(16), ask)).toEqual({ sets: [[culprit]], rest: "alike" });
      expect(asked.length).toBeLessThanOrEqual(14);
    }
  });

  it("finds two that do it only together within 40 questions", async () => {
    for (let a = 0; a < 16; a += 1) {
      for (let b = a + 1; b < 16; b += 1) {
        const { ask, asked } = counting((on) => on.has(a) && on.has(b));
        expect(sorted((await findCauses(ranked(16), ask))?.sets)).toEqual([[a, b]]);
        expect(asked.length).toBeLessThanOrEqual(40);
      }
    }
  });

  it("finds those that do it each without the other", async () => {
    const { ask } = counting((on) => on.has(3) || (on.has(9) && on.has(11)));
    const found = await findCauses(ranked(16), ask);
    expect(sorted(found?.sets)).toEqual([[3], [9, 11]]);
    expect(found?.rest).toBe("alike");
  });

  it("asks about the likeliest hunk first, and never the same twice", async () => {
    const { ask, asked } = counting((on) => on.has(12));
    await findCauses(
      ranked(16, (id) => (id === 12 ? 40 : 1)),
      ask,
    );
    expect(asked[0]).toEqual([12]);
    expect(asked).toHaveLength(2);
    expect(new Set(asked.map(String)).size).toBe(asked.length);
  });

  it("gives sets that make the difference and hold no hunk too many, however the model behaves", async () => {
    const world = fc.record({ count: fc.integer({ min: 1, max: 7 }), behaviour: fc.infiniteStream(fc.boolean()) });
    await fc.assert(
      fc.asyncProperty(world, async ({ count, behaviour }) => {
        const answers = new Map<string, boolean>();
        const like = (on: ReadonlySet<number>): boolean => {
          if (on.size === 0) return false;
          if (on.size === count) return true;
          const key = [...on].sort((a, b) => a - b).join();
          const known = answers.get(key) ?? [...behaviour.take(1)][0] === true;
          answers.set(key, known);
          return known;
        };
        const { ask } = counting(like);
        const found = await findCauses(ranked(count), ask);
        for (const set of found?.sets ?? []) {
          expect(like(new Set(set))).toBe(true);
        }
        const [first = []] = found?.sets ?? [];
        for (const id of first)
          if (first.length > 1) expect(like(new Set(first.filter((one) => one !== id)))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("says nothing where a question has no answer, and keeps what it knew before", async () => {
    const never = counting(() => null);
    expect(await findCauses(ranked(4), never.ask)).toBeNull();
    expect(await findOneCause(ranked(4), never.ask)).toBeNull();
    const later = counting((on) => (on.has(0) ? true : null));
    expect(
      await findCauses(
        ranked(4, (id) => (id === 0 ? 9 : 1)),
        later.ask,
      ),
    ).toEqual({ sets: [[0]], rest: null });
  });
});
