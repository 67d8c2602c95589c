import { Worker } from "node:worker_threads";
import { z } from "zod";
import { textDiffSchema, type TextDiff } from "../../../shared/domain/comparison.ts";

const LIMIT_MS = 300;
/** Beyond the worker's own limit: it is stuck and gets replaced. */
const PATIENCE_MS = 2_000;
const REMEMBERED = 500;

const answerSchema = z.object({ id: z.number(), diff: textDiffSchema });
const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "./diff-worker.ts" : "./diff-worker.js", import.meta.url);

/** Diffs texts in a worker thread, so that two long replies never hold up the engine. */
export function createTextDiff() {
  const remembered = new Map<string, TextDiff>();
  let worker: Worker | null = null;
  let answer: ((diff: TextDiff | null) => void) | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let lastId = 0;

  const drop = (): void => {
    void worker?.terminate();
    worker = null;
    answer?.(null);
  };

  const start = (): Worker => {
    const started = new Worker(workerUrl);
    started.unref();
    for (const end of ["error", "exit"] as const) {
      started.on(end, () => {
        if (worker === started) drop();
      });
    }
    return started;
  };

  /** One text at a time: a limit that ran while others had their turn would call a long queue stuck. */
  const ask = (before: string, after: string): Promise<TextDiff | null> =>
    new Promise((resolve) => {
      const asked = (worker ??= start());
      const id = (lastId += 1);
      const timer = setTimeout(drop, LIMIT_MS + PATIENCE_MS);
      const hear = (message: unknown): void => {
        const found = answerSchema.parse(message);
        if (found.id === id) answer?.(found.diff);
      };
      answer = (diff) => {
        clearTimeout(timer);
        asked.off("message", hear);
        answer = null;
        resolve(diff);
      };
      asked.on("message", hear);
      asked.postMessage({ id, before, after, limitMs: LIMIT_MS });
    });

  return {
    /** Null stands for a worker that died; the texts can then be shown without marks. */
    async diff(before: string, after: string): Promise<TextDiff | null> {
      const key = JSON.stringify([before, after]);
      const known = remembered.get(key);
      if (known) return known;
      const asked = queue.then(() => ask(before, after));
      queue = asked;
      const diff = await asked;
      if (diff) {
        remembered.set(key, diff);
        const oldest = remembered.size > REMEMBERED ? remembered.keys().next().value : undefined;
        if (oldest !== undefined) remembered.delete(oldest);
      }
      return diff;
    },
    close: drop,
  };
}
export type TextDiffer = ReturnType<typeof createTextDiff>;
