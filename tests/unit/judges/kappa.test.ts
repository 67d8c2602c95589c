import { describe, expect, it } from "vitest";
import { cohensKappa } from "../../../electron/engine/judges/agreement.ts";

describe("cohensKappa", () => {
  // Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, table 18.1: 100 subjects,
  // two raters, three diagnoses. The book gives kappa 0.68 and, by hand, the standard error 0.087.
  it("agrees with the diagnoses of Fleiss, Levin and Paik", () => {
    const { kappa, standardError } = cohensKappa([
      [75, 1, 4],
      [5, 4, 1],
      [0, 0, 10],
    ]);
    expect(kappa).toBeCloseTo(23 / 34, 12);
    expect(Math.trunc((standardError ?? 0) * 1_000) / 1_000).toBe(0.087);
  });

  // Printed by ci.kappa(.05, 31, 12, 4, 58) of R's statpsych, as its manual shows: estimate, standard error, limits.
  it("agrees with R's statpsych", () => {
    const { kappa, standardError, interval } = cohensKappa([
      [31, 12],
      [4, 58],
    ]);
    expect(kappa).toBeCloseTo(0.6756757, 7);
    expect(standardError).toBeCloseTo(0.07344761, 8);
    expect(interval?.[0]).toBeCloseTo(0.531721, 7);
    expect(interval?.[1]).toBeCloseTo(0.8196303, 7);
  });

  it("is 1 where both always agree, 0 where chance agrees as often, below 0 where they part", () => {
    expect(
      cohensKappa([
        [5, 0],
        [0, 7],
      ]),
    ).toEqual({ kappa: 1, standardError: 0, interval: [1, 1] });
    expect(
      cohensKappa([
        [5, 5],
        [5, 5],
      ]).kappa,
    ).toBeCloseTo(0, 12);
    expect(
      cohensKappa([
        [0, 4],
        [4, 0],
      ]).kappa,
    ).toBeCloseTo(-1, 12);
  });

  it("says nothing where all verdicts are the same, or where there are none", () => {
    const nothing = { kappa: null, standardError: null, interval: null };
    expect(
      cohensKappa([
        [9, 0],
        [0, 0],
      ]),
    ).toEqual(nothing);
    expect(
      cohensKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual(nothing);
  });
});
