import { describe, expect, it } from "vitest";
import { restartDelay } from "../../../electron/main/restart-policy.ts";

describe("restartDelay", () => {
  it("starts the engine again soon after one crash", () => {
    expect(restartDelay([1_000], 1_000)).toEqual({ delayMs: 100 });
  });

  it("waits twice as long after each further crash, so that a crash loop does not eat the machine", () => {
    const delays = [1, 2, 3, 4, 5].map((count) =>
      restartDelay(
        Array.from({ length: count }, () => 1_000),
        1_000,
      ),
    );
    expect(delays).toEqual([100, 200, 400, 800, 1_600].map((delayMs) => ({ delayMs })));
  });

  it("gives up at the sixth crash within a minute", () => {
    expect(restartDelay([1, 2, 3, 4, 5, 6], 60_000)).toBe("give-up");
  });

  it("forgets crashes of more than a minute ago, so that a long session is not punished for old ones", () => {
    expect(restartDelay([1, 2, 3, 4, 5, 70_000], 70_000)).toEqual({ delayMs: 100 });
  });
});
