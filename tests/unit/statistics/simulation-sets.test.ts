import { describe, expect, it, vi } from "vitest";
import { autoSets, fixedSets } from "../../fixtures/simulation/sets.ts";
import { worlds } from "../../fixtures/simulation/world.ts";

/** Sets of 100 conversations each; seeded: what passes here passes everywhere. */
const SETS = 2_000;
const names = Object.entries(worlds).map(([name, cases]) => ({ name, cases }));
/** The longest takes four seconds on two slow cores; a limit for machines much slower still. */
vi.setConfig({ testTimeout: 100_000 });

describe("false alarms over a set", () => {
  it.each(names)("are at most one in twenty of what is called changed: $name, five samples a side", ({ cases }) => {
    expect(fixedSets(cases, 5, SETS).fdr).toBeLessThanOrEqual(0.05);
  });

  it.each(names)("are at most one in twenty of what is called changed: $name, auto-samples", ({ cases }) => {
    expect(autoSets(cases, SETS).fdr).toBeLessThanOrEqual(0.05);
  });
});

describe("drops from 0.95 to 0.5 in the usual mix", () => {
  it("are found nine times in ten by auto-samples, for half the calls of the fixed number that finds as many", () => {
    const auto = autoSets(worlds.usual, SETS);
    expect(auto.power).toBeGreaterThanOrEqual(0.9);
    // With 30 a side fewer are found, so that the number that finds as many is larger still.
    const fixed = fixedSets(worlds.usual, 30, SETS);
    expect(fixed.power).toBeLessThan(auto.power);
    expect(auto.calls).toBeLessThanOrEqual(0.5 * fixed.calls);
  });

  it("are found nine times in ten where there is only one, and where no reply repeats", () => {
    expect(autoSets(worlds["one drop"], SETS).power).toBeGreaterThanOrEqual(0.9);
    expect(autoSets(worlds["usual, varied replies only"], SETS).power).toBeGreaterThanOrEqual(0.9);
  });
});
