import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  prefetchTasks,
  type SampleTask,
  fixedTaskSource,
  type TaskSource,
} from "../../../electron/engine/replay/tasks.ts";
import type { Store } from "../../../electron/engine/store/store.ts";
import { testStore } from "../../fixtures/engine/test-store.ts";

const never = new AbortController().signal;

function tasksOf(store: Store, count: number): TaskSource {
  const tasks = Array.from({ length: count }, (_, at): SampleTask => {
    const text = `{"turns":[{"role":"user","content":"Question ${at}"}],"checks":[]}`;
    return { position: at, sample: 0, contentId: store.texts.put(text), recorded: [] };
  });
  return fixedTaskSource(tasks, 0);
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await yieldToEventLoop();
}

/** The store, counting the contents that are read. */
function counting(store: Store): { store: Store; read: () => number } {
  let reads = 0;
  const contentOf = (id: number): ReturnType<Store["conversations"]["contentOf"]> => {
    reads += 1;
    return store.conversations.contentOf(id);
  };
  return { store: { ...store, conversations: { ...store.conversations, contentOf } }, read: () => reads };
}

describe("opening tasks ahead", () => {
  it("opens each task once, in order, as if it were opened when it is taken", async () => {
    const { store, read } = counting(testStore());
    const tasks = tasksOf(store, 12);
    const open = prefetchTasks(store, tasks, 4);
    const asked: string[] = [];
    for (let task = await tasks.next(never); task; task = await tasks.next(never)) {
      asked.push(...open(task).asked.map((turn) => turn.content));
      await settle();
    }
    expect(asked).toEqual(Array.from({ length: 12 }, (_, at) => `Question ${at}`));
    expect(read()).toBe(12);
  });

  it("holds no more than it was told to", async () => {
    const { store, read } = counting(testStore());
    const tasks = tasksOf(store, 100);
    const open = prefetchTasks(store, tasks, 4);
    const first = await tasks.next(never);
    if (first) open(first);
    await settle();
    expect(read()).toBe(1 + 4);
  });

  it("leaves a task that cannot be opened to whoever takes it", async () => {
    const store = testStore();
    const good = {
      position: 0,
      sample: 0,
      contentId: store.texts.put('{"turns":[{"role":"user","content":"Hello"}],"checks":[]}'),
      recorded: [],
    };
    const damaged = { position: 1, sample: 0, contentId: store.texts.put("no JSON"), recorded: [] };
    const tasks = fixedTaskSource([good, damaged], 0);
    const open = prefetchTasks(store, tasks, 4);
    const first = await tasks.next(never);
    if (first) open(first);
    await settle();
    const second = await tasks.next(never);
    expect(() => second && open(second)).toThrow(/JSON/);
  });
});
