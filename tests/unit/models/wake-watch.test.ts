import { describe, expect, it } from "vitest";
import { createWakeWatch } from "../../../electron/engine/models/call-timeouts.ts";

/** A watch whose clocks are moved by hand, with one listener. */
function watched() {
  const at = { monotonic: 1_000, wall: 1_700_000_000_000 };
  const watch = createWakeWatch({ monotonic: () => at.monotonic, wall: () => at.wall });
  const slept: number[] = [];
  const stop = watch.listen((ms) => slept.push(ms));
  const pass = (monotonic: number, wall = monotonic): void => {
    at.monotonic += monotonic;
    at.wall += wall;
    watch.check();
  };
  return { watch, slept, stop, pass };
}

describe("the watch over sleep", () => {
  it("notices a stopped process, for which both clocks went on", () => {
    const { slept, pass } = watched();
    pass(10_500);
    expect(slept).toEqual([10_000]);
  });

  it("notices a machine that slept, whose monotonic clock stood still", () => {
    const { slept, pass } = watched();
    pass(500, 3_600_500);
    expect(slept).toEqual([3_600_000]);
  });

  it("takes neither a busy moment nor a clock that was set back for sleep", () => {
    const { slept, pass, watch } = watched();
    pass(500);
    pass(2_400);
    pass(500, -3_600_000);
    expect(slept).toEqual([]);
    expect(watch.wokeWithin(60_000)).toBe(false);
  });

  it("tells of one sleep once, and knows for how long it has been awake", () => {
    const { slept, pass, watch } = watched();
    pass(60_000);
    pass(0);
    pass(500);
    expect(slept).toHaveLength(1);
    expect(watch.wokeWithin(400)).toBe(false);
    expect(watch.wokeWithin(500)).toBe(true);
  });

  it("tells nobody who has stopped listening", () => {
    const { slept, pass, stop } = watched();
    stop();
    pass(60_000);
    expect(slept).toEqual([]);
  });
});
