import { describe, expect, test } from "vitest";
import {
  bandPath,
  linePath,
  equalColumns,
  domainFromZero,
  labelEvery,
  linearScale,
  rateDomain,
  ticks,
  unbrokenRuns,
} from "../../../../renderer/trends/plot-scale.ts";

describe("ticks", () => {
  test("are round numbers within the domain, its ends included", () => {
    expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(0.4, 1, 5)).toEqual([0.4, 0.6, 0.8, 1]);
    expect(ticks(0, 2_500, 3)).toEqual([0, 1_000, 2_000]);
    expect(ticks(0, 0.003, 3)).toEqual([0, 0.001, 0.002, 0.003]);
  });

  test("of a domain without width are its one value", () => {
    expect(ticks(3, 3, 5)).toEqual([3]);
  });
});

describe("domains", () => {
  test("of pass rates are whole fifths, never without width", () => {
    expect(rateDomain(0.48, 0.97)).toEqual([0.4, 1]);
    expect(rateDomain(0.2, 0.4)).toEqual([0.2, 0.4]);
    expect(rateDomain(1, 1)).toEqual([0.8, 1]);
    expect(rateDomain(0, 0)).toEqual([0, 0.2]);
  });

  test("from zero end at a round number that nothing passes", () => {
    expect(domainFromZero(1_480)).toEqual([0, 1_500]);
    expect(domainFromZero(2)).toEqual([0, 2]);
    expect(domainFromZero(0)).toEqual([0, 1]);
  });
});

test("linear turns a domain upside down for pixels that count from above", () => {
  const y = linearScale([0, 1], [180, 8]);
  expect([y(0), y(0.5), y(1)]).toEqual([180, 94, 8]);
});

test("columns share the room and have their place in the middle", () => {
  const { step, place } = equalColumns(4, [50, 450]);
  expect(step).toBe(100);
  expect([place(0), place(3)]).toEqual([100, 400]);
});

test("labels stand every 1, 2, 5, 10 … columns, as there is room", () => {
  expect([100, 30, 10, 5, 2.5, 0.6].map((step) => labelEvery(step, 44))).toEqual([1, 2, 5, 10, 20, 100]);
});

describe("paths", () => {
  test("are broken where a version has no figure", () => {
    expect(unbrokenRuns([true, true, false, true])).toEqual([
      { from: 0, to: 1 },
      { from: 3, to: 3 },
    ]);
    expect(linePath([{ x: 1, y: 2 }, { x: 3, y: 4.04 }, null, { x: 5, y: 6 }])).toBe("M1 2L3 4M5 6");
  });

  test("around a band go along its top and back along its bottom", () => {
    expect(
      bandPath([
        { x: 0, low: 9, high: 1 },
        { x: 10, low: 8, high: 2 },
      ]),
    ).toBe("M0 1L10 2L10 8L0 9Z");
  });
});
