import { currentTimestamp } from "../../electron/engine/clock.ts";
import { type Engine, openEngine } from "../../electron/engine/engine.ts";
import { saveModel } from "../../electron/engine/models/saved-models.ts";
import { commitText } from "../../electron/engine/prompts/drafts.ts";
import { createPrompt } from "../../electron/engine/prompts/prompts.ts";
import { conversationsOf, systemPrompt } from "./cases.ts";
import { type Job, type Result, type Reading, startMeter } from "./job.ts";

export const setName = "Bench";

async function withEngine<T>(projectFile: string, work: (engine: Engine) => Promise<T> | T): Promise<T> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const engine = await openEngine({
    projectFile,
    host: "browser",
    env: {},
    vault: null,
    createIfMissing: "empty",
    log,
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** A project with one prompt in three versions and one set. */
export function runFill(job: Extract<Job, { kind: "fill" }>): Promise<Result> {
  return withEngine(job.file, ({ services: { store } }) => {
    const stop = startMeter();
    store.write(() => {
      const prompt = createPrompt(store, "Bench", "");
      for (const version of [1, 2, 3]) commitText(store, prompt.id, systemPrompt(version), `Tone ${version}`, null);
      const setId = store.conversations.insertSet(setName, currentTimestamp());
      for (const one of conversationsOf(job.conversations, job.turns)) store.conversations.write(setId, one);
    });
    return { reading: stop(), done: job.conversations, cached: 0, errors: 0, eachMs: [] };
  });
}

export function runReplay(job: Extract<Job, { kind: "replay" }>): Promise<Result> {
  return withEngine(job.file, async ({ services: { store, replays } }) => {
    const promptId = store.prompts.list()[0]?.id ?? "";
    const setId = store.conversations.findSet(setName)?.id ?? "";
    const model = { provider: "openai-compatible" as const, model: job.model, baseUrl: job.url, settings: {} };
    // The window shows the runs of a saved model.
    if (store.models.list().length === 0) {
      const limits = { requestsPerMinute: null, tokensPerMinute: null };
      saveModel(store, { id: null, name: "Mock", spec: model, limits, isDefault: true });
    }
    const result: Omit<Result, "reading"> = { done: 0, cached: 0, errors: 0, eachMs: [] };
    const stop = startMeter();
    // Side by side, as the window starts a version and its baseline.
    const concurrency = Math.floor(job.concurrency / job.versions.length);
    const { useCache } = job;
    const runs = await Promise.all(
      job.versions.map((version) => replays.start({ promptId, version, setId, model, concurrency, useCache })),
    );
    for (const { id } of runs) {
      const { progress } = await replays.waitForEnd(id);
      result.done += progress.recorded;
      result.cached += progress.cached;
      result.errors += progress.errors + (progress.status === "complete" ? 0 : 1);
    }
    return { ...result, reading: stop() };
  });
}

export async function runCompare(job: Extract<Job, { kind: "compare" }>): Promise<Result> {
  const stop = startMeter();
  const eachMs: number[] = [];
  let rows = 0;
  let reading: Reading | null = null;
  for (let at = 0; at < job.repeats; at += 1) {
    // A new engine each time: a comparison that is remembered would be no measurement.
    await withEngine(job.file, ({ services: { store, replays, comparisons } }) => {
      const promptId = store.prompts.list()[0]?.id ?? "";
      const [candidate, baseline] = replays.list(promptId, undefined);
      const startedAt = performance.now();
      rows = comparisons.summary(baseline?.id ?? null, candidate?.id ?? "").rows.length;
      eachMs.push(performance.now() - startedAt);
    });
  }
  reading = stop();
  return { reading, done: rows, cached: 0, errors: 0, eachMs };
}
