import { formatPointsChange } from "../../../../shared/format/values.ts";
import { describe, expect, test } from "vitest";
import {
  changeRows,
  comparedPoints,
  formatCaveats,
  formatRatePoint,
  formatScoreChange,
} from "../../../../renderer/trends/trend-data.ts";
import type { RatePoint } from "../../../../shared/contract/runs.ts";

const point: RatePoint = {
  version: 7,
  runId: "3",
  rate: 0.84375,
  interval: [0.6825, 0.9314],
  conversations: 32,
  judged: 32,
  unchecked: 0,
  samples: 1,
  auto: false,
  sameSet: true,
  tags: [],
};

describe("a point in words", () => {
  test("says the share, of how many, and its interval", () => {
    expect(formatRatePoint(point)).toBe("v7: 84% of 32 conversations pass, 95% from 68% to 93%");
    expect(formatRatePoint({ ...point, rate: null, interval: null })).toBe("v7: nothing could be judged");
  });

  test("says what a reader must know to trust it", () => {
    expect(formatCaveats(point)).toEqual([]);
    expect(formatCaveats({ ...point, judged: 30, unchecked: 2, samples: 5, sameSet: false })).toEqual([
      "5 samples each",
      "2 not judged",
      "2 without checks",
      "the set has been edited since",
    ]);
    expect(formatCaveats({ ...point, auto: true, samples: 2 })).toEqual(["auto-samples"]);
  });
});

test("differences have a sign, and none where nothing is to be seen", () => {
  expect([0.25, -0.01, 0.004].map((difference) => formatPointsChange(difference))).toEqual([
    "+25 points",
    "−1 point",
    "±0 points",
  ]);
  expect([0.034, -0.2, 0.004].map(formatScoreChange)).toEqual(["+0.03", "−0.20", "±0"]);
});

describe("rows of tags", () => {
  const share = (mean: number, conversations: number) => ({ mean, conversations });

  test("are sorted by what lost most, those without a comparison last", () => {
    const points = [
      [share(0.5, 10), share(0.9, 10), null],
      [share(0.6, 10), share(0.7, 10), share(1, 2)],
    ];
    const rows = changeRows(["won", "lost", "new"], points, 0, 1);
    expect(rows.map(({ name }) => name)).toEqual(["lost", "won", "new"]);
    expect(rows[0]?.change).toBeCloseTo(-0.2);
    expect(rows[2]).toMatchObject({ before: null, change: null, way: 0, series: [null, 1] });
  });

  test("have a sign only where the interval of the difference leaves out 0", () => {
    // 56/70 against 48/80, Newcombe 1998, table II (a): 0.0524 to 0.3339.
    const rows = changeRows(
      ["a", "b"],
      [
        [share(0.8, 70), share(0.9, 10)],
        [share(0.6, 80), share(0.7, 10)],
      ],
      0,
      1,
    );
    expect(rows.map(({ name, way }) => [name, way])).toEqual([
      ["a", -1],
      ["b", 0],
    ]);
    const back = changeRows(["a"], [[share(0.6, 80)], [share(0.8, 70)]], 0, 1);
    expect(back[0]?.way).toBe(1);
  });
});

describe("the two points that figures are about", () => {
  test("are the marked version and the baseline", () => {
    expect(comparedPoints([1, 2, 5], 5, 1)).toEqual({ before: 0, after: 2 });
  });
  test("fall back to the newest and the one before", () => {
    expect(comparedPoints([1, 2, 5], null, null)).toEqual({ before: 1, after: 2 });
    expect(comparedPoints([1, 2, 5], 2, 2)).toEqual({ before: 0, after: 1 });
    expect(comparedPoints([1, 2, 5], 4, 3)).toEqual({ before: 1, after: 2 });
    expect(comparedPoints([5], 5, null)).toEqual({ before: null, after: 0 });
  });
});
