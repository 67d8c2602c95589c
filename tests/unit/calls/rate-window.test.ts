import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRateWindow } from "../../../electron/engine/calls/rate-limiter.ts";

describe("a limit for each minute", () => {
  it("holds in every minute, wherever that begins, for whoever waits as long as told", () => {
    const use = fc.record({ pause: fc.integer({ min: 0, max: 30_000 }), amount: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 100 }), fc.array(use, { maxLength: 60 }), (limit, uses) => {
        const window = createRateWindow(limit);
        const taken: { at: number; amount: number }[] = [];
        let now = 0;
        for (const { pause, amount } of uses) {
          now += pause;
          for (let wait = window.waitFor(amount, now); wait > 0; wait = window.waitFor(amount, now)) now += wait;
          window.take(amount, now);
          taken.push({ at: now, amount });
        }
        for (const { at } of taken) {
          const minute = taken.filter((one) => one.at >= at && one.at < at + 60_000);
          expect(minute.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it("makes nobody wait who fits", () => {
    const window = createRateWindow(3);
    window.take(2, 0);
    expect(window.waitFor(1, 10)).toBe(0);
    expect(window.waitFor(2, 10)).toBe(59_990);
    expect(window.waitFor(2, 60_000)).toBe(0);
  });

  it("lets what is larger than the limit through when it is alone in its minute", () => {
    const window = createRateWindow(10);
    expect(window.waitFor(50, 0)).toBe(0);
    window.take(50, 0);
    expect(window.waitFor(1, 30_000)).toBe(30_000);
    expect(window.waitFor(50, 60_000)).toBe(0);
  });

  it("counts what was really used once that is known, and forgets it with its minute", () => {
    const window = createRateWindow(100);
    const settle = window.take(90, 0);
    expect(window.waitFor(20, 1)).toBeGreaterThan(0);
    settle(10);
    expect(window.waitFor(90, 1)).toBe(0);
    expect(window.waitFor(100, 60_000)).toBe(0);
    settle(70);
    expect(window.waitFor(100, 60_001)).toBe(0);
  });
});
