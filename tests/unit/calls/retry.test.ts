import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelError } from "../../../electron/engine/models/model-interface.ts";
import {
  CallFailed,
  defaultRetryPolicy,
  retryDelayMs,
  withRetries,
  type RetryPolicy,
} from "../../../electron/engine/calls/call-model.ts";

const quick: RetryPolicy = { attempts: 4, baseMs: 1, capMs: 1, patienceMs: 1_000, waitsForServer: false };
const never = new AbortController().signal;
const server = (retryAfterMs: number | null = null) =>
  new ModelError("server", "it fell over", { retryable: true, retryAfterMs });

describe("the wait before another try", () => {
  it("is at most base × 2^(tried − 1), at most the cap, and never negative", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (tried, roll) => {
          const wait = retryDelayMs(server(), tried, defaultRetryPolicy, () => roll);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(Math.min(20_000, 500 * 2 ** (tried - 1)));
        },
      ),
    );
  });

  it("is what the provider asks for, longer than the cap as well", () => {
    expect(retryDelayMs(server(45_000), 1, defaultRetryPolicy, () => 0)).toBe(45_000);
    expect(retryDelayMs(server(0), 1, defaultRetryPolicy, () => 1)).toBe(0);
  });

  it("is none: a longer Retry-After than there is patience for, the last try, and what no try can mend are given up", () => {
    expect(retryDelayMs(server(300_001), 1, defaultRetryPolicy, () => 0)).toBeNull();
    expect(retryDelayMs(server(), 5, defaultRetryPolicy, () => 0)).toBeNull();
    expect(
      retryDelayMs(new ModelError("auth", "wrong key", { retryable: false }), 1, defaultRetryPolicy, () => 0),
    ).toBeNull();
  });
});

describe("a call with retries", () => {
  it("gives the reply and every failed try before it, with kind and wait", async () => {
    let calls = 0;
    const told: number[] = [];
    const call = async () => {
      if (calls++ < 2) throw server(calls);
      return "a reply";
    };
    const { value, attempts } = await withRetries(call, quick, never, (_error, waitMs) => void told.push(waitMs));
    expect(value).toBe("a reply");
    expect(attempts).toMatchObject([
      { kind: "server", message: "it fell over", waitedMs: 1 },
      { kind: "server", message: "it fell over", waitedMs: 2 },
    ]);
    expect(told).toEqual([1, 2]);
  });

  it("that fails for good says how often it was tried", async () => {
    const failed = await withRetries(
      () => Promise.reject(server()),
      quick,
      never,
      () => undefined,
    ).catch((error: unknown) => error);
    if (!(failed instanceof CallFailed)) throw failed;
    expect(failed.attempts).toHaveLength(4);
    expect(failed.last.kind).toBe("server");
  });

  it("passes on what is no model's failure without another try", async () => {
    let calls = 0;
    const call = () => {
      calls += 1;
      return Promise.reject(new TypeError("our mistake"));
    };
    await expect(withRetries(call, quick, never, () => undefined)).rejects.toThrow("our mistake");
    expect(calls).toBe(1);
  });

  it("stopped while it waits rejects with the signal's own reason and calls no more", async () => {
    const stop = new AbortController();
    const reason = new Error("stopped by a person");
    let calls = 0;
    const call = () => {
      calls += 1;
      return Promise.reject(server(900));
    };
    const result = withRetries(call, quick, stop.signal, () => queueMicrotask(() => stop.abort(reason)));
    await expect(result).rejects.toBe(reason);
    expect(calls).toBe(1);
  });

  it("does not count what is excused towards its tries, but records it and does not try for ever without a wait", async () => {
    let calls = 0;
    const waits: number[] = [];
    const call = async () => {
      calls += 1;
      if (calls <= 10) throw new ModelError("network", "no network yet", { retryable: true });
      throw server();
    };
    const failed = await withRetries(
      call,
      quick,
      never,
      (_error, waitMs) => void waits.push(waitMs),
      (error) => error.kind === "network",
    ).catch((error: unknown) => error);
    if (!(failed instanceof CallFailed)) throw failed;
    expect(calls).toBe(10 + quick.attempts);
    expect(failed.attempts.map((attempt) => attempt.kind)).toEqual([
      ...Array.from({ length: 10 }, () => "network"),
      ...Array.from({ length: quick.attempts }, () => "server"),
    ]);
    expect(waits).toHaveLength(calls - 1);
  });
});
