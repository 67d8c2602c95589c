import type { RunProgress } from "../../shared/domain/run.ts";
import { waitingInWords } from "../../shared/rules/waiting-words.ts";

/** One line for a terminal: how far, how fast, how long still. */
export function replayProgressLine(progress: RunProgress): string {
  const decided = progress.conversationsDone - progress.undecided;
  const parts = [
    ...(progress.repliesAtMost === null
      ? [`${progress.recorded}/${progress.replies} replies`]
      : [
          `${decided}/${progress.conversations} decided`,
          `${progress.recorded} replies, up to ${progress.repliesAtMost}`,
        ]),
    `${progress.passed} passed`,
    `${progress.failed} failed`,
  ];
  if (progress.cached > 0) parts.push(`${progress.cached} cached`);
  if (progress.retries > 0) parts.push(`${progress.retries} retries`);
  if (progress.errors > 0) parts.push(`${progress.errors} errors`);
  const waits = waitingInWords(progress.waiting, Date.now());
  if (waits !== null) parts.push(waits);
  if (progress.rate !== null) parts.push(`${progress.rate.toFixed(progress.rate < 10 ? 1 : 0)}/s`);
  if (progress.etaMs !== null) parts.push(`${Math.ceil(progress.etaMs / 1000)} s left`);
  return parts.join(" · ");
}
