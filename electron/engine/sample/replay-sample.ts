import type { Run } from "../../../shared/domain/run.ts";
import type { Services } from "../services.ts";
import { sample } from "./index.ts";

/** Replays the sample's versions that have no run yet, oldest first; later edits then have a baseline. */
export async function replaySample({ store, replays }: Services): Promise<Run[]> {
  const prompt = store.prompts.find(sample.promptName);
  const set = store.conversations.findSet(sample.setName);
  const model = store.models.list().find((one) => one.isDefault);
  if (!prompt || !set || !model) return [];
  const done = new Set(replays.list(prompt.id, set.id).map((run) => run.versionNumber));
  const { provider, model: rules, baseUrl, settings } = model;
  const runs: Run[] = [];
  for (const version of store.versions.list(Number(prompt.id)).reverse()) {
    if (done.has(version.number)) continue;
    const run = await replays.start({
      promptId: prompt.id,
      version: version.number,
      setId: set.id,
      model: { provider, model: rules, baseUrl, settings },
      samples: 1,
      concurrency: 8,
      history: "live",
      baselineRunId: null,
      useCache: true,
    });
    runs.push(await replays.settled(run.id));
  }
  return runs;
}
