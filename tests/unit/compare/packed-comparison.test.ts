import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  comparisonRowSchema,
  outcomeSchema,
  type ComparisonRow,
  packComparison,
  packedComparisonSchema,
  unpackComparison,
} from "../../../shared/domain/comparison.ts";
import { makeRow, makeRun } from "../renderer/workbench/make.ts";

const comparisonOf = (rows: ComparisonRow[]) => ({
  baseline: null,
  candidate: makeRun("1", 1),
  counts: { broke: 0, fixed: 0, stillFailing: 0, stillPassing: 0, flaky: 0, undecided: 0, edited: 0, missing: 0 },
  pending: 0,
  changed: 0,
  noiseFloor: null,
  passRate: { baseline: null, candidate: null, difference: null, interval: null, p: null },
  rows,
});

const count = fc.nat(500);
const cut = fc.record({ limit: fc.nat(), filter: fc.nat() });
const tally = fc.record({ passed: count, samples: count });
const anyRow: fc.Arbitrary<ComparisonRow> = fc.record(
  {
    id: fc.string({ unit: "binary" }),
    title: fc.string({ unit: "binary" }),
    tags: fc.array(fc.string(), { maxLength: 3 }),
    outcome: fc.option(fc.constantFrom(...outcomeSchema.options)),
    detail: fc.option(fc.string()),
    more: fc.option(count),
    confirmed: fc.boolean(),
    changed: fc.boolean(),
    firstDivergentTurn: fc.option(count),
    cause: fc.option(fc.constantFrom("edit" as const, "drift" as const)),
    cut: fc.option(fc.record({ baseline: cut, candidate: cut }), { nil: undefined }),
    review: fc.boolean(),
    flags: count,
    baseline: tally,
    candidate: tally,
    turns: count,
    checks: count,
  },
  {
    requiredKeys: [
      "id",
      "title",
      "tags",
      "outcome",
      "detail",
      "changed",
      "firstDivergentTurn",
      "review",
      "flags",
      "baseline",
      "candidate",
      "turns",
      "checks",
    ],
  },
);

describe("a comparison as it travels", () => {
  it("brings every row as it was, with all that the contract knows of one", () => {
    const known = Object.keys(comparisonRowSchema.shape);
    const drawn = new Set<string>();
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 6 }), (rows) => {
        for (const row of rows) for (const name of Object.keys(row)) drawn.add(name);
        const sent = packedComparisonSchema.parse(packComparison(comparisonOf(rows)));
        expect(unpackComparison(sent)).toEqual(comparisonOf(rows));
      }),
    );
    // A field that a row gets one day has to be drawn here too, and so to travel.
    expect([...drawn].sort()).toEqual(known.toSorted());
  });

  it("is small: tens of thousands of rows go at once", () => {
    const rows = Array.from({ length: 100 }, (_, at) => makeRow(`case-${at}`));
    const { rows: text } = packComparison(comparisonOf(rows));
    expect(text.length).toBeLessThan(JSON.stringify(rows).length / 2);
  });

  it("is refused where it holds no rows", () => {
    const packed = packComparison(comparisonOf([]));
    expect(() => unpackComparison({ ...packed, rows: "{}" })).toThrow("rows have to be a list");
  });
});
