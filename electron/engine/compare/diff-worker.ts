import { diffSentences, diffWordsWithSpace, type ChangeObject } from "diff";
import { parentPort } from "node:worker_threads";
import { coalesceSegments, type Segment } from "./coalesce-segments.ts";

/** Sentences that differ are refined word by word only while this much time is left. */
const SHARE_FOR_WORDS = 0.6;

function toSegments(changes: readonly ChangeObject<string>[]): Segment[] {
  return changes.map((change) => ({
    kind: change.added ? "added" : change.removed ? "removed" : "same",
    text: change.value,
  }));
}

/** By word; where that takes too long by sentence, and by word within a replaced sentence. */
function diffTexts(before: string, after: string, limitMs: number): { by: "word" | "sentence"; segments: Segment[] } {
  const words = diffWordsWithSpace(before, after, { timeout: limitMs * SHARE_FOR_WORDS });
  if (words) return { by: "word", segments: coalesceSegments(toSegments(words)) };
  const deadline = Date.now() + limitMs * (1 - SHARE_FOR_WORDS);
  const sentences = diffSentences(before, after, { timeout: limitMs * (1 - SHARE_FOR_WORDS) });
  if (!sentences) {
    return {
      by: "sentence",
      segments: [
        { kind: "removed", text: before },
        { kind: "added", text: after },
      ],
    };
  }
  const segments: Segment[] = [];
  for (let at = 0; at < sentences.length; at += 1) {
    const change = sentences[at];
    const next = sentences[at + 1];
    if (!change) continue;
    if (change.removed && next?.added && Date.now() < deadline) {
      const inner = diffWordsWithSpace(change.value, next.value, { timeout: Math.max(1, deadline - Date.now()) });
      segments.push(...coalesceSegments(toSegments(inner ?? [change, next])));
      at += 1;
    } else {
      segments.push(...toSegments([change]));
    }
  }
  return { by: "sentence", segments };
}

parentPort?.on("message", (job: { id: number; before: string; after: string; limitMs: number }) => {
  parentPort?.postMessage({ id: job.id, diff: diffTexts(job.before, job.after, job.limitMs) });
});
// Only now does the clock of the first text start.
parentPort?.postMessage("ready");
