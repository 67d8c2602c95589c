import { describe, expect, it, vi } from "vitest";
import {
  createJobRunner,
  workThroughItems,
  type ItemEnd,
  type Job,
  type JobKind,
  type JobState,
} from "../../../electron/engine/job-runner.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";

interface Count extends JobState {
  done: number;
  problem: string | null;
}

/** A runner of jobs that wait for `finish` or for a stop, and what it told, kept and logged. */
function runnerOf(more: Partial<JobKind<Count, null, Count>> = {}) {
  const told: Count[] = [];
  const kept: string[] = [];
  const lines: string[] = [];
  const released: string[] = [];
  const finish = Promise.withResolvers<void>();
  const runner = createJobRunner<Count, null, Count>({
    name: "count",
    log: (line) => void lines.push(line),
    show: ({ state }) => structuredClone(state),
    tell: (state) => void told.push(structuredClone(state)),
    busy: "One is under way.",
    failed({ state }, error) {
      state.problem = error instanceof Error ? error.message : String(error);
    },
    ended: ({ state }) => void kept.push(state.id),
    ...more,
  });
  const untilFinished = async ({ signal }: Job<Count>): Promise<void> => {
    const stopped = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => stopped.resolve());
    await Promise.race([finish.promise, stopped.promise]);
    if (signal.aborted) throw new Error("A call was cut off.");
  };
  const start = (
    key: string | null,
    prepare: () => Promise<string> = () => Promise.resolve("session"),
    work = untilFinished,
  ) =>
    runner.start({
      key,
      prepare,
      release: (session) => void released.push(session),
      begin: (id) => ({ state: { id, running: true, done: 0, problem: null }, context: null, work }),
    });
  return { runner, told, kept, lines, released, finish: () => finish.resolve(), start };
}

describe("jobs", () => {
  it("refuse a second one of the same key, also where both were being prepared, and let go of what it prepared", async () => {
    const { start, runner, released, finish } = runnerOf();
    const [first, second] = await Promise.allSettled([start("a"), start("a")]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "busy", message: "One is under way." } });
    expect(released).toEqual(["session"]);
    const other = await start("b");
    expect(runner.latest("b")?.state.id).toBe(other.id);
    finish();
    await runner.settled(other.id);
    expect(released).toHaveLength(3);
  });

  it("give back the one under way where their kind asks for that, and begin another one afterwards", async () => {
    const { start, runner, finish } = runnerOf({ busy: null });
    const [first, second] = await Promise.all([start("a"), start("a")]);
    expect(second.id).toBe(first.id);
    finish();
    await runner.settled(first.id);
    expect((await start("a")).id).not.toBe(first.id);
  });

  it("keep what a stopped one found, and say by whom it was stopped", async () => {
    const { start, runner, kept, told, lines } = runnerOf();
    const { id } = await start("a");
    expect(await runner.stop(id)).toMatchObject({ running: false, problem: "Stopped by a person." });
    expect(kept).toEqual([id]);
    expect(told.at(-1)).toMatchObject({ id, running: false });
    expect(lines).toEqual([]);
  });

  it("keep nothing when the engine closes, and begin nothing after that, also not what is being prepared", async () => {
    const { start, runner, kept, released } = runnerOf();
    const prepared = Promise.withResolvers<string>();
    await start("a");
    const late = start("b", () => prepared.promise);
    const refused = problemOf(() => late);
    const closed = runner.close();
    prepared.resolve("late session");
    await closed;
    expect((await refused).message).toBe("The engine is closing.");
    expect((await problemOf(() => start("c"))).code).toBe("busy");
    expect(kept).toEqual([]);
    expect(released.toSorted()).toEqual(["late session", "session"]);
  });

  it("end with the reason of a failure, whether the work threw or the result could not be kept", async () => {
    const broken = runnerOf();
    const { id } = await broken.start(null, undefined, () => Promise.reject(new Error("no disk")));
    expect(await broken.runner.settled(id)).toMatchObject({ running: false, problem: "no disk" });
    expect(broken.lines).toEqual([expect.stringContaining("count: Error: no disk")]);

    const full = runnerOf({
      ended() {
        throw new Error("disk full");
      },
    });
    const unkept = await full.start(null, undefined, () => Promise.resolve());
    await expect(full.runner.settled(unkept.id)).rejects.toThrow("disk full");
    expect(full.told.at(-1)).toMatchObject({ running: false });
  });

  it("tell at most so often while they run, and always of the end", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const { start, runner, told } = runnerOf({ intervalMs: () => 60 });
      const { id } = await start(null, undefined, async ({ state, report }) => {
        for (; state.done < 10; state.done += 1) {
          vi.setSystemTime(Date.now() + 20);
          report();
        }
        await Promise.resolve();
      });
      expect(await runner.settled(id)).toMatchObject({ done: 10 });
      expect(told.map(({ done }) => done)).toEqual([0, 3, 6, 9, 10]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("work again under the same id, one at a time, with a stop of their own", async () => {
    const { start, runner, released } = runnerOf();
    const { id } = await start(null, undefined, () => Promise.resolve());
    await runner.settled(id);
    const again = () =>
      runner.again(id, {
        busy: "Still at it.",
        prepare: () => Promise.resolve("second session"),
        release: (session) => void released.push(session),
        begin: () => (job) => {
          expect(job.signal.aborted).toBe(false);
          return new Promise((resolve) => job.signal.addEventListener("abort", () => resolve()));
        },
      });
    const both = await Promise.allSettled([again(), again()]);
    expect(both).toMatchObject([{ value: { id, running: true } }, { reason: { message: "Still at it." } }]);
    expect(await runner.stop(id)).toMatchObject({ running: false, problem: null });
    expect(released).toEqual(["session", "second session", "second session"]);
    expect(await again()).toMatchObject({ running: true });
    expect(await runner.stop(id)).toMatchObject({ running: false, problem: null });
  });

  it("forget the oldest that ended, never one under way", async () => {
    const { start, runner, finish } = runnerOf({ remembered: 1, unknown: "Long gone." });
    const running = await start("a");
    const ended: string[] = [];
    for (let at = 0; at < 3; at += 1) {
      const { id } = await start(null, undefined, () => Promise.resolve());
      await runner.settled(id);
      ended.push(id);
    }
    expect((await problemOf(() => runner.get(ended[0] ?? ""))).message).toBe("Long gone.");
    expect(runner.get(ended[1] ?? "")).toMatchObject({ running: false });
    expect(runner.get(ended[2] ?? "")).toMatchObject({ running: false });
    expect(runner.get(running.id)).toMatchObject({ running: true });
    finish();
    await runner.settled(running.id);
  });
});

describe("items of a job", () => {
  const signal = new AbortController().signal;
  const items = Array.from({ length: 12 }, (_, at) => at);
  const through = async (workers: number, endOf: (item: number) => ItemEnd, firstAlone = false) => {
    const [begun, skipped, reasons]: [number[], number[], string[]] = [[], [], []];
    let [atOnce, most] = [0, 0];
    await workThroughItems(items, {
      signal,
      workers,
      firstAlone,
      async work(item) {
        begun.push(item);
        atOnce += 1;
        if (item === 0 && firstAlone) expect(begun).toEqual([0]);
        await Promise.resolve();
        most = Math.max(most, atOnce);
        atOnce -= 1;
        if (item === 0 && firstAlone) expect(begun).toEqual([0]);
        return endOf(item);
      },
      onHalt: (reason) => void reasons.push(reason),
      skip: (item) => void skipped.push(item),
    });
    return { begun, skipped, reasons, most };
  };

  it("are worked on in their order, so many at once, the first one alone where it teaches", async () => {
    const { begun, skipped, most } = await through(4, () => ({ end: "done" }), true);
    expect(begun).toEqual(items);
    expect(skipped).toEqual([]);
    expect(most).toBe(4);
  });

  it("are given up after failures in a row, not after as many with a success between", async () => {
    const fails = (item: number): ItemEnd => ({ end: "failed", reason: `no ${item}` });
    const gone = await through(1, (item) => (item < 2 ? { end: "done" } : fails(item)));
    expect(gone.begun).toEqual([0, 1, 2, 3, 4]);
    expect(gone.reasons).toEqual(["Given up after 3 failures: no 4"]);
    expect(gone.skipped).toEqual(items.slice(5));
    expect((await through(1, (item) => (item % 3 === 2 ? { end: "done" } : fails(item)))).skipped).toEqual([]);
  });

  it("are skipped with the reason that stopped the job, those under way come to their end", async () => {
    const { begun, skipped, reasons } = await through(3, (item) =>
      item === 1 ? { end: "stopped", reason: "budget" } : { end: "done" },
    );
    expect(begun).toEqual([0, 1, 2]);
    expect(skipped).toEqual(items.slice(3));
    expect(reasons).toEqual(["budget"]);
  });

  it("say that the job was stopped also where the stop falls between two of them", async () => {
    const stop = new AbortController();
    const [reasons, skipped]: [string[], [number, string][]] = [[], []];
    await workThroughItems([0, 1, 2], {
      signal: stop.signal,
      workers: 1,
      async work() {
        stop.abort(new Error("Stopped by a person."));
        return { end: "done" };
      },
      onHalt: (reason) => void reasons.push(reason),
      skip: (item, reason) => void skipped.push([item, reason]),
    });
    expect(reasons).toEqual(["Stopped by a person."]);
    expect(skipped).toEqual([
      [1, "Stopped by a person."],
      [2, "Stopped by a person."],
    ]);
  });

  it("reject with what was thrown first, once those under way have ended", async () => {
    const ended: number[] = [];
    const thrown = workThroughItems(items, {
      signal,
      workers: 2,
      async work(item) {
        if (item === 0) throw new Error("broken");
        await new Promise((resolve) => setImmediate(resolve));
        ended.push(item);
        return { end: "done" };
      },
    });
    await expect(thrown).rejects.toThrow("broken");
    expect(ended).toEqual([1]);
  });
});
