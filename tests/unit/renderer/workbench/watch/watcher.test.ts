import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunProgress } from "../../../../../shared/domain/run.ts";
import {
  createWatcher,
  idleWatch,
  TYPING_PAUSE_MS,
  type WatchPort,
  type WatchState,
} from "../../../../../renderer/workbench/watch/watcher.ts";
import { makeProgress, makeRun } from "../make.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pause = (ms: number = TYPING_PAUSE_MS) => vi.advanceTimersByTimeAsync(ms);

/** An engine that replays until it is told to end, and what was asked of it. */
function watched(more: Partial<WatchPort> = {}) {
  const asked: string[] = [];
  const ends = new Map<string, (progress: RunProgress) => void>();
  let state: WatchState = idleWatch;
  let runs = 0;
  const port: WatchPort = {
    save: async () => true,
    pick: async () => ({ ids: ["a", "b"], why: { a: "broke last", b: "next in the set" } }),
    start: async (ids) => {
      runs += 1;
      asked.push(`start ${runs}: ${ids.join(" ")}`);
      return makeRun(String(runs), null, { partial: true }, { status: "running", recorded: 0 });
    },
    waitForEnd: (runId) => new Promise((resolve) => ends.set(runId, resolve)),
    cancel: async (runId) => {
      asked.push(`cancel ${runId}`);
      ends.get(runId)?.(makeProgress({ runId, status: "cancelled" }));
    },
    removeOldRuns: async (keep) => void asked.push(`sweep but ${keep}`),
    problemOf: (error) => ({ code: "internal", message: String(error) }),
    ...more,
  };
  const watcher = createWatcher(port, (next) => {
    state = next;
  });
  const end = async (runId: string) => {
    ends.get(runId)?.(makeProgress({ runId, wallMs: 400 }));
    await pause(0);
  };
  return { watcher, asked, end, state: () => state };
}

describe("watching a draft", () => {
  it("replays once when the keys rest, however many were pressed", async () => {
    const { watcher, asked, end, state } = watched();
    for (const text of ["a", "ab", "abc"]) {
      watcher.textChanged(text);
      await pause(TYPING_PAUSE_MS - 1);
    }
    expect(asked).toEqual([]);
    await pause(1);
    expect(asked).toEqual(["start 1: a b"]);
    expect(state().phase).toBe("replaying");
    await end("1");
    expect(state()).toMatchObject({ phase: "settled", run: { id: "1" }, progress: { wallMs: 400 } });
    expect(state().why["a"]).toBe("broke last");
  });

  it("cancels the running replay with the very next key, and shows nothing of it", async () => {
    const { watcher, asked, end, state } = watched();
    watcher.textChanged("a");
    await pause();
    await end("1");
    watcher.textChanged("ab");
    await pause();
    watcher.textChanged("abc");
    expect(asked.at(-1)).toBe("cancel 2");
    await pause();
    expect(asked.at(-1)).toBe("start 3: a b");
    expect(state().run?.id, "the result before it stands until there is another").toBe("1");
    await end("3");
    expect(state().run?.id).toBe("3");
    expect(asked.at(-1)).toBe("sweep but 3");
  });

  it("cancels a run that was being started while the next key came", async () => {
    const starting = Promise.withResolvers<ReturnType<typeof makeRun>>();
    const { watcher, asked } = watched({ start: () => starting.promise });
    watcher.textChanged("a");
    await pause();
    watcher.rest();
    starting.resolve(makeRun("9", null));
    await pause(0);
    expect(asked).toEqual(["cancel 9"]);
  });

  it("shows a run from its first reply on, not before", async () => {
    let news = (): void => undefined;
    const { watcher, state } = watched({
      waitForEnd: (_, onNews) => {
        news = onNews;
        return new Promise(() => undefined);
      },
    });
    watcher.textChanged("a");
    await pause();
    expect(state().run).toBeNull();
    news();
    expect(state()).toMatchObject({ phase: "replaying", run: { id: "1" } });
  });

  it("says what went wrong, and tries again after the next key", async () => {
    let down = true;
    const pick: WatchPort["pick"] = async () => {
      if (down) throw new Error("no key");
      return { ids: ["a"], why: {} };
    };
    const { watcher, state, asked } = watched({ pick });
    watcher.textChanged("a");
    await pause();
    expect(state()).toMatchObject({ phase: "failed", problem: { message: "Error: no key" } });
    down = false;
    watcher.textChanged("ab");
    expect(state().problem).toBeNull();
    await pause();
    expect(asked).toEqual(["start 1: a"]);
  });

  it("replays nothing of a draft that could not be saved", async () => {
    const { watcher, asked } = watched({ save: async () => false });
    watcher.textChanged("a");
    await pause();
    expect(asked).toEqual([]);
  });

  it("rests at once when it is switched off: no timer, no run, no result", async () => {
    const { watcher, asked, state } = watched();
    watcher.textChanged("a");
    watcher.rest();
    await pause();
    expect(asked).toEqual([]);
    expect(state()).toEqual(idleWatch);
  });

  it("keeps the last result when the session's calls are spent, until the text is another one", async () => {
    const { watcher, end, state } = watched();
    watcher.textChanged("a");
    await pause();
    await end("1");
    watcher.pause("a");
    expect(state().phase).toBe("settled");
    watcher.pause("ab");
    expect(state()).toEqual(idleWatch);
  });
});
