import { describe, expect, it } from "vitest";
import { createRateLimiter } from "../../../electron/engine/calls/rate-limiter.ts";

const never = new AbortController().signal;

/** Calls that stay inside until they are let go, in order. */
function held(gate: ReturnType<typeof createRateLimiter>, count: number, signal = never) {
  const started: number[] = [];
  const release: (() => void)[] = [];
  const passed = Array.from({ length: count }, (_, at) =>
    gate.run(() => {
      started.push(at);
      return new Promise<number>((resolve) => (release[at] = () => resolve(at)));
    }, signal),
  );
  return { started, release, passed };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("the gate in front of a provider", () => {
  it("never lets in more calls than its limit, and lets the rest in by turn", async () => {
    const { started, release, passed } = held(createRateLimiter({ limit: 2 }), 4);
    await settle();
    expect(started).toEqual([0, 1]);
    release[1]?.();
    await settle();
    expect(started).toEqual([0, 1, 2]);
    release[0]?.();
    await settle();
    release[2]?.();
    release[3]?.();
    expect(await Promise.all(passed)).toEqual([0, 1, 2, 3]);
  });

  it("frees the place of a call that failed", async () => {
    const gate = createRateLimiter({ limit: 1 });
    await expect(gate.run(() => Promise.reject(new Error("fell over")), never)).rejects.toThrow("fell over");
    expect(await gate.run(async () => "next", never)).toBe("next");
  });

  it("halves what was really in use when the provider says 429, however high the limit", async () => {
    const gate = createRateLimiter({ limit: 256 });
    const { release, passed } = held(gate, 8);
    await settle();
    release[0]?.();
    await passed[0];
    gate.throttled(0);
    expect(gate.allowed()).toBe(4);
    for (const go of release) go();
    await Promise.all(passed);
  });

  it("takes many refusals at once for one, and never closes altogether", async () => {
    const gate = createRateLimiter({ limit: 8 });
    const { release, passed } = held(gate, 8);
    await settle();
    for (let times = 0; times < 5; times += 1) gate.throttled(60_000);
    expect(gate.allowed()).toBe(4);
    for (const go of release) go();
    await Promise.all(passed);
    const alone = createRateLimiter({ limit: 1 });
    alone.throttled(0);
    expect(alone.allowed()).toBe(1);
  });

  it("opens by one after a full round of successes and not beyond its limit", () => {
    const gate = createRateLimiter({ limit: 3 });
    gate.throttled(0);
    const before = gate.allowed();
    for (let times = 0; times < before; times += 1) gate.succeeded();
    expect(gate.allowed()).toBe(before + 1);
    for (let times = 0; times < 50; times += 1) gate.succeeded();
    expect(gate.allowed()).toBe(3);
  });

  it("lets a call that was stopped while it queued go at once, and loses no place over it", async () => {
    const gate = createRateLimiter({ limit: 1 });
    const first = held(gate, 1);
    const stop = new AbortController();
    const reason = new Error("stopped");
    const queued = held(gate, 1, stop.signal);
    const after = held(gate, 1);
    stop.abort(reason);
    await expect(queued.passed[0]).rejects.toBe(reason);
    expect(queued.started).toEqual([]);
    first.release[0]?.();
    await settle();
    after.release[0]?.();
    expect(await after.passed[0]).toBe(0);
  });

  it("lets a call go that was stopped while the provider wants to be left alone", async () => {
    const gate = createRateLimiter({ limit: 2 });
    gate.throttled(60_000);
    const stop = new AbortController();
    const reason = new Error("stopped");
    const { passed, started } = held(gate, 1, stop.signal);
    await settle();
    stop.abort(reason);
    await expect(passed[0]).rejects.toBe(reason);
    expect(started).toEqual([]);
  });

  it("lets nobody in while an allowance is spent, and opens when it is whole again", async () => {
    const closed = createRateLimiter({ limit: 4 });
    closed.pauseUntilReset(60_000);
    const stop = new AbortController();
    const kept = held(closed, 2, stop.signal);
    await settle();
    expect(kept.started).toEqual([]);
    stop.abort(new Error("stopped"));
    await Promise.allSettled(kept.passed);
    const open = createRateLimiter({ limit: 4 });
    open.pauseUntilReset(5);
    expect(await open.run(async () => "in", never)).toBe("in");
    expect(open.allowed()).toBe(4);
  });

  it("starts no more calls in a minute than the account allows, however many places are free", async () => {
    const gate = createRateLimiter({ limit: 8, limits: { requestsPerMinute: 2, tokensPerMinute: null } });
    const stop = new AbortController();
    const { started, passed, release } = held(gate, 5, stop.signal);
    await settle();
    for (const go of release) go?.();
    await settle();
    expect(started).toEqual([0, 1]);
    stop.abort(new Error("stopped"));
    expect((await Promise.allSettled(passed)).map((one) => one.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
      "rejected",
    ]);
  });

  it("counts the tokens that replies really took, and holds calls back that would go over", async () => {
    const gate = createRateLimiter({ limit: 8, limits: { requestsPerMinute: null, tokensPerMinute: 100 } });
    const weight = { guess: 1, of: (tokens: number) => tokens };
    const stop = new AbortController();
    expect(await gate.run(async () => 60, stop.signal, weight)).toBe(60);
    let started = false;
    // Guessed at one token, but calls usually take sixty here.
    const second = gate.run(
      async () => {
        started = true;
        return 60;
      },
      stop.signal,
      weight,
    );
    await settle();
    expect(started).toBe(false);
    stop.abort(new Error("stopped"));
    await expect(second).rejects.toThrow("stopped");
  });
});
