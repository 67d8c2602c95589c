import { describe, expect, it } from "vitest";
import type { ChatReply } from "../../../electron/engine/models/model-interface.ts";
import { createBudgetGuard, RunStopped, type BudgetGuardOptions } from "../../../electron/engine/calls/budget-guard.ts";
import { extendBudget } from "../../../shared/domain/run.ts";
import { makeProgress } from "../renderer/workbench/make.ts";

const none = { calls: null, tokens: null, cost: null, wallMs: null };
const nothing = { calls: 0, tokens: 0, cost: 0, wallMs: 0 };
const request = { system: "x".repeat(40), messages: [], settings: {}, sample: 0 };
const signal = new AbortController().signal;

function brakeWith(budget: BudgetGuardOptions["budget"], more: Partial<BudgetGuardOptions> = {}) {
  return createBudgetGuard({ budget, spent: nothing, replyTokens: 10, costOf: () => null, ...more });
}

function replyOf(inputTokens: number | null, outputTokens: number | null, latencyMs = 5): ChatReply {
  const rest = {
    text: "",
    reasoning: null,
    finishReason: "stop",
    rawFinishReason: "stop",
    usage: "{}",
    requestBody: "{}",
    rateLimitResetMs: 0,
    warnings: [],
    library: "l",
  };
  return { ...rest, inputTokens, outputTokens, latencyMs };
}

/** A call that stays under way until it is told to end. */
function held(reply = replyOf(10, 10)) {
  let end: () => void = () => undefined;
  const ended = new Promise<ChatReply>((resolve) => {
    end = () => resolve(reply);
  });
  let started = false;
  return { work: () => ((started = true), ended), end: () => end(), started: () => started };
}

describe("a run's budget", () => {
  it("starts no call over the limit, and says which limit it was", async () => {
    const budgetGuard = brakeWith({ ...none, calls: 2 });
    await budgetGuard.call(request, signal, async () => replyOf(1, 1));
    await budgetGuard.call(request, signal, async () => replyOf(1, 1));
    await expect(budgetGuard.call(request, signal, async () => replyOf(1, 1))).rejects.toThrow(RunStopped);
    expect(budgetGuard.stopCause()).toMatchObject({ reason: "budget" });
    expect(budgetGuard.stopCause()?.message).toContain("2 calls");
  });

  it("counts a call that failed, for it was sent", async () => {
    const budgetGuard = brakeWith({ ...none, calls: 1 });
    await expect(budgetGuard.call(request, signal, async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(budgetGuard.call(request, signal, async () => replyOf(1, 1))).rejects.toThrow(RunStopped);
  });

  it("holds a call back while what is under way may still take its place, and lets it go when it did not", async () => {
    // 10 in + 10 out each: two do not fit into 35 at once, but after a first one of 10 they do.
    const budgetGuard = brakeWith({ ...none, tokens: 35 }, { replyTokens: 10 });
    await budgetGuard.call(request, signal, async () => replyOf(10, 1));
    const [first, second] = [held(replyOf(10, 1)), held(replyOf(10, 1))];
    const one = budgetGuard.call(request, signal, first.work);
    const other = budgetGuard.call(request, signal, second.work);
    await Promise.resolve();
    expect([first.started(), second.started()]).toEqual([true, true]);
    first.end();
    second.end();
    await Promise.all([one, other]);
    await expect(budgetGuard.call(request, signal, async () => replyOf(10, 1))).rejects.toThrow("35 tokens");
  });

  it("lets one call go ahead alone until it is known how long replies are", async () => {
    const budgetGuard = brakeWith({ ...none, tokens: 1000 });
    const [first, second] = [held(replyOf(10, 900)), held()];
    const one = budgetGuard.call(request, signal, first.work);
    const other = expect(budgetGuard.call(request, signal, second.work)).rejects.toThrow("1000 tokens");
    await Promise.resolve();
    expect(second.started()).toBe(false);
    first.end();
    await one;
    await other;
    expect(second.started()).toBe(false);
  });

  it("stops before a call of unknown price where dollars are limited", async () => {
    const budgetGuard = brakeWith({ ...none, cost: 1 });
    await expect(budgetGuard.call(request, signal, async () => replyOf(1, 1))).rejects.toThrow("$1");
  });

  it("goes on counting from what the run took before", async () => {
    const budgetGuard = brakeWith({ ...none, calls: 5 }, { spent: { ...nothing, calls: 5 } });
    await expect(budgetGuard.call(request, signal, async () => replyOf(1, 1))).rejects.toThrow("5 calls");
  });

  it("starts no call that would end after the time limit, as long as calls take", async () => {
    let at = 0;
    const budgetGuard = brakeWith({ ...none, wallMs: 1_000_000 }, { clock: () => at });
    await budgetGuard.call(request, signal, async () => replyOf(1, 1, 400_000));
    at = 700_000;
    await expect(budgetGuard.call(request, signal, async () => replyOf(1, 1))).rejects.toThrow("1000 s");
    budgetGuard.close();
  });

  it("cuts off pauses once a stopped run has nothing under way, and no sooner", async () => {
    const budgetGuard = brakeWith(null);
    const call = held();
    const pending = budgetGuard.call(request, signal, call.work);
    await Promise.resolve();
    budgetGuard.stop("fail-fast", "broke");
    expect(budgetGuard.signal.aborted).toBe(false);
    call.end();
    await pending;
    expect(budgetGuard.signal.aborted).toBe(true);
  });

  it("lets whoever waits for room go when the run is cancelled", async () => {
    const budgetGuard = brakeWith({ ...none, tokens: 1000 });
    const cancel = new AbortController();
    const call = held();
    const pending = budgetGuard.call(request, cancel.signal, call.work);
    const waiting = budgetGuard.call(request, cancel.signal, held().work);
    cancel.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    call.end();
    await pending;
  });
});

describe("going on after a budget", () => {
  it("gives the same limits again on top of what is spent", () => {
    const progress = makeProgress({ calls: 8, retries: 1, errors: 1, tokens: { input: 50, output: 5 }, cost: 0.5 });
    expect(extendBudget({ calls: 10, tokens: null, cost: 1, wallMs: 1000 }, progress)).toEqual({
      calls: 20,
      tokens: null,
      cost: 1.5,
      wallMs: 1100,
    });
    expect(extendBudget(null, progress)).toBeNull();
  });
});
