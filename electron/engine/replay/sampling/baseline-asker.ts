import type { ChatModel } from "../../models/port.ts";
import type { StoredRun } from "../../store/runs.ts";
import type { Store } from "../../store/store.ts";
import type { Asker } from "../plan-replay.ts";
import { costWith } from "../prepare.ts";
import type { KnownSamples } from "./plan-auto.ts";

/** How further samples of a baseline would be taken, and what its run has of each conversation. */
export function baselineAsker(
  store: Store,
  { run, textId }: StoredRun,
  model: ChatModel,
  candidate: Asker,
): { asker: Asker; known: Map<string, KnownSamples> } {
  const runId = Number(run.id);
  const ids = new Map<number, string>();
  const known = new Map<string, KnownSamples>();
  for (const { position, id, contentId } of store.runs.conversations(runId)) {
    ids.set(position, id);
    known.set(id, { contentId, taken: 0, passed: 0, samples: 0, varies: null });
  }
  const texts = new Map<string, string>();
  for (const { position, status, replyTexts } of store.results.ofRun(runId)) {
    const id = ids.get(position) ?? "";
    const text = replyTexts.join(",");
    const one = known.get(id);
    if (!one) continue;
    if (one.taken > 0) one.varies = one.varies === true || texts.get(id) !== text;
    texts.set(id, text);
    one.taken += 1;
    if (status !== "unevaluated") one.samples += 1;
    if (status === "passed") one.passed += 1;
  }
  return {
    asker: {
      ...candidate,
      model,
      system: store.texts.get(textId),
      settings: run.model.settings,
      costOf: costWith(store, run.model),
    },
    known,
  };
}
