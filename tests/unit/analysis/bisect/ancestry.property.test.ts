import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathBetweenVersions, type VersionAncestry } from "../../../../electron/engine/analysis/bisect/version-path.ts";
import { versionAncestors } from "../../../../shared/domain/prompt.ts";

/** Histories of up to 14 versions: most on one before them, some first ones of their own, some merges. */
const histories = fc
  .array(fc.record({ parent: fc.nat({ max: 15 }), merged: fc.nat({ max: 30 }) }), { minLength: 2, maxLength: 14 })
  .map((drawn) =>
    drawn.map(({ parent, merged }, at) => {
      const number = at + 1;
      const first = at === 0 || parent === 15 ? null : (parent % at) + 1;
      const second = first !== null && merged < at && merged + 1 !== first ? merged + 1 : null;
      return { number, parent: first, merged: second };
    }),
  );
const cases = histories.chain((history) =>
  fc.record({
    history: fc.constant(history),
    from: fc.integer({ min: 1, max: history.length }),
    to: fc.integer({ min: 1, max: history.length }),
  }),
);

const isParent = (history: readonly VersionAncestry[], child: number | null, parent: number | null): boolean => {
  const made = history.find((one) => one.number === child);
  return made !== undefined && parent !== null && (made.parent === parent || made.merged === parent);
};

describe("the way between two versions of any history", () => {
  it("goes by parents up to an ancestor of both and down again, and meets no version twice", () => {
    fc.assert(
      fc.property(cases, ({ history, from, to }) => {
        const found = pathBetweenVersions(history, from, to);
        const others = versionAncestors(history, to);
        const common = [...versionAncestors(history, from)].filter((one) => others.has(one));
        expect(found === null).toBe(common.length === 0);
        if (!found) return;
        const { versions, topIndex } = found;
        expect([versions[0], versions.at(-1)]).toEqual([from, to]);
        expect(versions[topIndex]).toBe(Math.max(...common));
        expect(new Set(versions).size).toBe(versions.length);
        for (const [at, one] of versions.entries()) {
          const next = versions[at + 1];
          if (next === undefined) continue;
          expect(at < topIndex ? isParent(history, one, next) : isParent(history, next, one)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("only goes down where good is an ancestor of bad, past versions that all come from good", () => {
    fc.assert(
      fc.property(cases, ({ history, from, to }) => {
        fc.pre(versionAncestors(history, to).has(from));
        const found = pathBetweenVersions(history, from, to);
        expect(found?.topIndex).toBe(0);
        for (const one of found?.versions ?? []) expect(versionAncestors(history, one ?? 0).has(from)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves the first parent of a merge only where that one does not come from the ancestor, and names every choice", () => {
    fc.assert(
      fc.property(cases, ({ history, from, to }) => {
        const found = pathBetweenVersions(history, from, to);
        if (!found) return;
        const { versions, topIndex, mergesPassed } = found;
        const ancestor = versions[topIndex] ?? 0;
        const steps = versions.flatMap((one, at) => {
          const next = versions[at + 1];
          return next === undefined ? [] : [at < topIndex ? { child: one, taken: next } : { child: next, taken: one }];
        });
        const chosen = steps.flatMap(({ child, taken }) => {
          const { parent, merged } = history.find((one) => one.number === child) ?? { parent: null, merged: null };
          if (parent === null || merged === null) return [];
          const comes = [parent, merged].filter((one) => versionAncestors(history, one).has(ancestor));
          expect(taken).toBe(comes[0]);
          return comes.length === 2 ? [{ merge: child, left: merged }] : [];
        });
        expect(mergesPassed).toEqual(chosen);
      }),
      { numRuns: 500 },
    );
  });

  it("is the same way back", () => {
    fc.assert(
      fc.property(cases, ({ history, from, to }) => {
        const there = pathBetweenVersions(history, from, to);
        const back = pathBetweenVersions(history, to, from);
        expect(back?.versions.reverse()).toEqual(there?.versions);
      }),
      { numRuns: 300 },
    );
  });
});
