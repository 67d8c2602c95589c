import { afterEach, describe, expect, it } from "vitest";
import { createSandbox, type Sandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";

const catastrophic = "(a+)+$";
const trap = `${"a".repeat(60)}b`;
const opened: Sandbox[] = [];

function open(limitMs?: number): Sandbox {
  const runner = createSandbox(limitMs === undefined ? {} : { limitMs });
  opened.push(runner);
  return runner;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((runner) => runner.close()));
});

describe("a sandbox with patterns", () => {
  it("says where and what a pattern matched", async () => {
    const runner = open();
    expect(await runner.pattern("b+", "", "aabbb")).toEqual({ matched: true, at: 2, match: "bbb" });
    expect(await runner.pattern("B", "i", "aab")).toEqual({ matched: true, at: 2, match: "b" });
    expect(await runner.pattern("c", "", "aab")).toEqual({ matched: false, at: 0, match: "" });
  });

  it("gives the same answer again for a pattern that remembers its place", async () => {
    const runner = open();
    const answers = await Promise.all(["g", "g", "y", "y"].map((flags) => runner.pattern("a", flags, "a")));
    expect(answers).toEqual(answers.map(() => ({ matched: true, at: 0, match: "a" })));
  });

  it("says what is wrong with an invalid pattern and goes on", async () => {
    const runner = open();
    const [bad, good] = await Promise.all([runner.pattern("(", "", "a"), runner.pattern("a", "", "a")]);
    expect(bad).toHaveProperty("problem", expect.stringContaining("Unterminated group"));
    expect(good).toHaveProperty("matched", true);
  });

  it.each(["(a+)+$", "(a|a)*$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){30}$"])(
    "stops %s",
    async (pattern) => {
      expect(await open(150).pattern(pattern, "", trap)).toHaveProperty("problem", expect.stringContaining("150 ms"));
    },
  );

  it("answers every other test round the ones it has to stop", async () => {
    const runner = open(150);
    const bad = new Set([0, 40, 299]);
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, at) => runner.pattern(bad.has(at) ? catastrophic : "b$", "", trap)),
    );
    answers.forEach((answer, at) => {
      if (bad.has(at)) expect(answer).toHaveProperty("problem");
      else expect(answer).toEqual({ matched: true, at: 60, match: "b" });
    });
  });

  it("leaves the main thread free while a pattern hangs", async () => {
    let turns = 0;
    let hanging = true;
    const turn = (): void => {
      turns += 1;
      if (hanging) setImmediate(turn);
    };
    turn();
    await open(150).pattern(catastrophic, "", trap);
    hanging = false;
    expect(turns).toBeGreaterThan(100);
  });

  it("does not blame tests for the main thread's own work", async () => {
    const runner = open(50);
    await runner.pattern("a", "", "a");
    // From here the event loop comes to its timers before it comes to the worker's answer.
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = Array.from({ length: 50 }, () => runner.pattern("a", "", "a"));
    await Promise.resolve();
    const until = performance.now() + 200;
    while (performance.now() < until);
    for (const answer of await Promise.all(waiting)) expect(answer).toHaveProperty("matched", true);
  });

  it("answers what waits when it is closed, and what comes later", async () => {
    const runner = open(10_000);
    const waiting = runner.pattern(catastrophic, "", trap);
    await Promise.resolve();
    await runner.close();
    expect(await waiting).toEqual({ problem: "checking was stopped" });
    expect(await runner.pattern("a", "", "a")).toEqual({ problem: "checking was stopped" });
  });

  it("can be closed unused, and twice", async () => {
    const runner = open();
    await runner.close();
    await runner.close();
  });
});
