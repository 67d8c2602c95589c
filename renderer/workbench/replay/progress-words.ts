import type { RunProgress } from "../../../shared/domain/run.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { waitingInWords } from "../../../shared/rules/waiting-words.ts";
import { costInWords, failedCalls, type Known, knownCost, knownUsage } from "../../../shared/rules/usage.ts";
import { duration, money, shortCount } from "../words.ts";

/** One fact of a run's progress. `say` is the whole of it for a screen reader and the tooltip. */
interface ProgressPart {
  key: "waiting" | "rate" | "left" | "tokens" | "cost" | "cached" | "judged" | "retries" | "errors";
  text: string;
  say: string;
  tone: "plain" | "warn";
}

/**
 * How far a replay is: by replies, and with auto-samples by conversations that are decided, for nobody knows how many
 * replies it will take.
 */
export function howFar(progress: RunProgress): { done: number; all: number; text: string } {
  const { recorded, replies, repliesAtMost, conversations } = progress;
  if (repliesAtMost === null) return { done: recorded, all: replies, text: `${recorded} of ${replies} replies` };
  const decided = progress.conversationsDone - progress.undecided;
  const open = progress.undecided === 0 ? "" : `, ${progress.undecided} undecided at the limit`;
  const text = `${decided} of ${plural(conversations, "conversation")} decided${open}; ${plural(recorded, "reply", "replies")}, up to ${repliesAtMost.toLocaleString("en")}`;
  return { done: progress.conversationsDone, all: conversations, text };
}

/** What is worth saying while a run goes on and after; facts that say nothing are left out. */
export function progressParts(progress: RunProgress): ProgressPart[] {
  const parts: ProgressPart[] = [];
  const add = (key: ProgressPart["key"], text: string, say: string, tone: ProgressPart["tone"] = "plain"): void => {
    parts.push({ key, text, say, tone });
  };
  const running = progress.status === "running";
  const waits = running ? waitingInWords(progress.waiting, Date.now()) : null;
  if (waits !== null) add("waiting", waits, waits, "warn");
  if (running && progress.rate !== null) {
    const rate = progress.rate < 10 ? progress.rate.toFixed(1) : Math.round(progress.rate).toString();
    add("rate", `${rate}/s`, `${rate} replies per second`);
  }
  if (running && progress.etaMs !== null)
    add(
      "left",
      `${duration(progress.etaMs)} left`,
      `${progress.repliesAtMost === null ? "about" : "at least"} ${duration(progress.etaMs)} left`,
    );
  if (!running) add("left", duration(progress.wallMs), `took ${duration(progress.wallMs)}`);
  const tokens = tokenWords(progress);
  if (tokens !== null) add("tokens", tokens.text, tokens.say);
  const asked = progress.calls + failedCalls(progress) > 0;
  const cost = costInWords(progress, money);
  // Of a model without a price nobody expects one.
  if (asked && (progress.cost !== null || knownCost(progress) > 0))
    add("cost", cost, `cost ${cost.replace("cost ", "")}`);
  if (progress.cached > 0)
    add(
      "cached",
      `${shortCount(progress.cached)} cached`,
      `${plural(progress.cached, "reply", "replies")} from the cache`,
    );
  const { judged } = progress;
  if (judged && judged.calls > 0) {
    const judgedCost = knownCost(judged) === 0 ? "" : `, ${costInWords(judged, money)}`;
    add(
      "judged",
      `judge ${shortCount(judged.calls)}${judgedCost}`,
      `${plural(judged.calls, "call")} to the judge, ${costInWords(judged, money)}`,
    );
  }
  if (progress.retries > 0) {
    add(
      "retries",
      plural(progress.retries, "retry", "retries"),
      `${plural(progress.retries, "call")} tried again`,
      "warn",
    );
  }
  if (progress.errors > 0) {
    const why = progress.lastError === null ? "" : `: ${progress.lastError}`;
    add(
      "errors",
      plural(progress.errors, "error"),
      `${plural(progress.errors, "reply", "replies")} could not be had${why}`,
      "warn",
    );
  }
  return parts;
}

/** Tokens in and out together; null where there is nothing to say. */
function tokenWords(progress: RunProgress): { text: string; say: string } | null {
  const { input, output } = knownUsage(progress);
  const sum = input.sum + output.sum;
  const isWhole = input.is === "all" && output.is === "all";
  if (sum === 0)
    return isWhole ? null : { text: "tokens unknown", say: "the provider does not say how many tokens it took" };
  const side = ({ sum: tokens, is }: Known): string =>
    is === "none" ? "unknown" : `${is === "all" ? "" : "at least "}${plural(tokens, "token")}`;
  return { text: `${isWhole ? "" : "≥ "}${shortCount(sum)} tokens`, say: `${side(input)} in, ${side(output)} out` };
}

/** How a run ended, where it did not end well; null when there is nothing to say. */
export function endInWords(progress: RunProgress): string | null {
  const auto = progress.repliesAtMost !== null;
  const left = auto
    ? plural(progress.conversations - progress.conversationsDone, "conversation")
    : plural(progress.replies - progress.recorded, "reply", "replies");
  switch (progress.status) {
    case "running":
    case "complete":
      return null;
    case "cancelled":
      return `Stopped with ${left} to go. What was recorded is kept.`;
    case "interrupted":
      return `The replay was cut off with ${left} to go. What was recorded is kept.`;
    case "incomplete":
      if (progress.stopReason !== null) {
        return `${progress.lastError ?? "Stopped."} ${left} to go; what was recorded is kept.`;
      }
      return `${auto ? `${left} could not be sampled to the end` : `${left} could not be had`}. ${progress.lastError ?? "Try again."}`;
    default:
      return null;
  }
}
