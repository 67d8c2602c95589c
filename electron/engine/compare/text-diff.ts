import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { textDiffSchema, type TextDiff } from "../../../shared/domain/comparison.ts";

const LIMIT_MS = 300;
/** Beyond the worker's own limit: it is stuck and gets replaced. */
const STUCK_AFTER_MS = 2_000;
/** For the thread itself to begin. */
const START_LIMIT_MS = 60_000;
/** Of both texts, in UTF-16 units: beyond it no limit of time would leave marks that anybody could read. */
const MAX_CHARACTERS = 4_000_000;
const MAX_REMEMBERED_DIFFS = 500;

const answerSchema = z.object({ id: z.number(), diff: textDiffSchema });
const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "./diff-worker.ts" : "./diff-worker.js", import.meta.url);

/** Diffs texts in a worker thread, so that two long replies never hold up the engine. */
export function createTextDiff({ url = workerUrl }: { url?: URL } = {}) {
  const remembered = new Map<string, TextDiff>();
  let worker: { thread: Worker; ready: Promise<unknown> } | null = null;
  let answer: ((diff: TextDiff | null) => void) | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let lastId = 0;

  const drop = (): void => {
    void worker?.thread.terminate();
    worker = null;
    answer?.(null);
  };

  const start = (): { thread: Worker; ready: Promise<unknown> } => {
    const thread = new Worker(url);
    thread.unref();
    for (const end of ["error", "exit"] as const) {
      thread.on(end, () => {
        if (worker?.thread === thread) drop();
      });
    }
    return { thread, ready: once(thread, "message") };
  };

  /** One text at a time: a limit that ran while others were diffed would call a long queue stuck. */
  const ask = (before: string, after: string): Promise<TextDiff | null> =>
    new Promise((resolve) => {
      const asked = (worker ??= start());
      const id = (lastId += 1);
      let timer = setTimeout(drop, START_LIMIT_MS);
      const hear = (message: unknown): void => {
        const found = answerSchema.safeParse(message);
        if (found.success && found.data.id === id) answer?.(found.data.diff);
      };
      answer = (diff) => {
        clearTimeout(timer);
        asked.thread.off("message", hear);
        answer = null;
        resolve(diff);
      };
      asked.thread.on("message", hear);
      const send = (): void => {
        if (worker !== asked) return;
        // From here on: on a busy machine a thread alone can take seconds to start, which says nothing of the texts.
        clearTimeout(timer);
        timer = setTimeout(drop, LIMIT_MS + STUCK_AFTER_MS);
        asked.thread.postMessage({ id, before, after, limitMs: LIMIT_MS });
      };
      // A thread that dies at its start is told by its own events.
      asked.ready.then(send, () => undefined);
    });

  return {
    /** Null stands for a worker that died, or texts that are too long; they can then be shown without marks. */
    async diff(before: string, after: string): Promise<TextDiff | null> {
      if (before.length + after.length > MAX_CHARACTERS) return null;
      const key = JSON.stringify([before, after]);
      const known = remembered.get(key);
      if (known) return known;
      const asked = queue.then(() => ask(before, after));
      queue = asked;
      const diff = await asked;
      if (diff) {
        remembered.set(key, diff);
        const oldest = remembered.size > MAX_REMEMBERED_DIFFS ? remembered.keys().next().value : undefined;
        if (oldest !== undefined) remembered.delete(oldest);
      }
      return diff;
    },
    close: drop,
  };
}
export type TextDiffer = ReturnType<typeof createTextDiff>;
