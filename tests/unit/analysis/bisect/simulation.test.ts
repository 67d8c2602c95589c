import { describe, expect, it } from "vitest";
import { simulateBisect } from "../../../fixtures/simulation/bisect.ts";

describe("bisect over 64 versions", () => {
  it("takes at most 40 calls at the median for at least 95% right culprits at pass rates of 0.95 and 0.3", async () => {
    const figures = await simulateBisect({ versions: 64, before: 0.95, after: 0.3, noise: "much" }, 300);
    expect(figures.median).toBeLessThanOrEqual(40);
    expect(figures.right).toBeGreaterThanOrEqual(0.95);
  });

  it.each([
    [2, 2],
    [3, 3],
    [9, 5],
    [64, 8],
  ])("of %i versions takes %i calls without noise: both ends and log2 of the rest", async (versions, calls) => {
    const figures = await simulateBisect({ versions, before: 1, after: 0, noise: "none" }, 40);
    expect(figures).toMatchObject({ most: calls, right: 1 });
  });

  it("bears a slip of a model at temperature 0", async () => {
    const figures = await simulateBisect({ versions: 64, before: 0.99, after: 0.01, noise: "little" }, 200);
    expect(figures.median).toBeLessThanOrEqual(9);
    expect(figures.wrong).toBeLessThanOrEqual(0.05);
  });

  it.each([0, 0.05, 0.5, 0.95, 1])(
    "hardly ever blames a version where every one passes %d of the time",
    async (rate) => {
      const figures = await simulateBisect({ versions: 64, before: rate, after: rate, noise: "much" }, 60);
      expect(figures.wrong).toBeLessThanOrEqual(0.05);
      expect(figures.ends.same).toBeGreaterThanOrEqual(50);
    },
  );
});
