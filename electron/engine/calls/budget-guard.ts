import type { Budget, StopReason, RunSpending } from "../../../shared/domain/run.ts";
import { pluralPlain } from "../../../shared/format/count.ts";
import type { ChatReply, ChatRequest } from "../models/model-interface.ts";
import { estimateRequestTokens } from "./request.ts";

/** Why no further call is started: what is under way still comes to its end. */
interface StopCause {
  reason: StopReason;
  message: string;
}

/** Thrown in the place of a call that is not started any more. */
export class RunStopped extends Error {
  constructor(cause: StopCause) {
    super(cause.message);
    this.name = "RunStopped";
  }
}

/** US dollars for so many tokens; null when that is unknown. */
type CostOf = (inputTokens: number | null, outputTokens: number | null) => number | null;

export interface BudgetGuardOptions {
  budget: Budget | null;
  /** What the run took before it was resumed. */
  spent: RunSpending;
  /** How long a reply is until the first one has come, in tokens. */
  replyTokens: number;
  /** Of a call that brings no prices of its own along. */
  costOf: CostOf;
  clock?: () => number;
}

/** What a budget guard has to know of any answer. */
type MeasuredUsage = Pick<ChatReply, "inputTokens" | "outputTokens" | "latencyMs">;

interface Reservation {
  calls: number;
  tokens: number;
  cost: number;
}

/**
 * Lets a call start only when it fits into the budget together with all that is under way. What a call takes is
 * estimated from its texts, corrected by the largest error and the longest reply seen; before the first reply,
 * a limit on tokens or dollars lets one call go ahead alone. At the time limit, calls under way are cut off.
 */
export function createBudgetGuard({
  budget,
  spent,
  replyTokens,
  costOf: usualCost,
  clock = () => performance.now(),
}: BudgetGuardOptions) {
  const used: Reservation = { calls: spent.calls, tokens: spent.tokens, cost: spent.cost ?? 0 };
  const underWay: Reservation = { calls: 0, tokens: 0, cost: 0 };
  const startedAt = clock() - spent.wallMs;
  const cutOff = new AbortController();
  const isMetered = budget !== null && (budget.tokens !== null || budget.cost !== null);
  let waiting: (() => void)[] = [];
  let cause: StopCause | null = null;
  let inputError = 1;
  let maxReplyTokens = replyTokens;
  let replies = 0;
  let latency = 0;

  const wakeWaiting = (): void => {
    const all = waiting;
    waiting = [];
    all.forEach((resume) => resume());
  };

  const stopWith = (reason: StopReason, message: string): StopCause => {
    cause ??= { reason, message };
    // Pauses between tries must not keep a stopped run up.
    if (underWay.calls === 0) cutOff.abort(new RunStopped(cause));
    wakeWaiting();
    return cause;
  };

  const stopAtTimeLimit = (): void => {
    cutOff.abort(new RunStopped(stopWith("budget", formatLimitReached("wallMs", budget?.wallMs ?? 0, spent))));
  };
  const left = budget?.wallMs == null ? null : budget.wallMs - spent.wallMs;
  const timer = left === null || left <= 0 ? null : setTimeout(stopAtTimeLimit, Math.min(left, 2 ** 31 - 1));

  const reservationFor = (request: ChatRequest, costOf: CostOf): Reservation => {
    const input = Math.ceil(estimateRequestTokens(request) * inputError);
    const output = Math.min(maxReplyTokens, request.settings.maxOutputTokens ?? Infinity);
    const cost = budget?.cost == null ? 0 : costOf(input, output);
    // A price that is not known for this length of prompt fits into no limit in dollars.
    return { calls: 1, tokens: input + output, cost: cost ?? Infinity };
  };

  /** The limit that would be passed, in words; null when all of it fits. */
  const exceededLimit = (base: Reservation, need: Reservation): string | null => {
    if (!budget) return null;
    for (const name of ["calls", "tokens", "cost"] as const) {
      const limit = budget[name];
      if (limit !== null && base[name] + need[name] > limit) return formatLimitReached(name, limit, spent);
    }
    if (budget.wallMs !== null && clock() - startedAt + latency >= budget.wallMs) {
      return formatLimitReached("wallMs", budget.wallMs, spent);
    }
    return null;
  };

  const reserve = async (request: ChatRequest, signal: AbortSignal, costOf: CostOf): Promise<Reservation> => {
    for (;;) {
      if (cause) throw new RunStopped(cause);
      const need = reservationFor(request, costOf);
      const never = exceededLimit(used, need);
      if (never !== null) throw new RunStopped(stopWith("budget", never));
      const unsure = isMetered && replies === 0 && underWay.calls > 0;
      if (!unsure && exceededLimit(addReservations(used, underWay), need) === null) {
        adjust(underWay, need, 1);
        return need;
      }
      await waitForRelease(waiting, signal);
    }
  };

  const learnFrom = (request: ChatRequest, reply: MeasuredUsage): void => {
    replies += 1;
    latency += (reply.latencyMs - latency) / replies;
    const guessed = estimateRequestTokens(request);
    if (reply.inputTokens !== null && guessed > 0) inputError = Math.max(inputError, reply.inputTokens / guessed);
    if (reply.outputTokens !== null) maxReplyTokens = Math.max(replies === 1 ? 0 : maxReplyTokens, reply.outputTokens);
  };

  return {
    /** Aborts what is left when the time is up, or once a halted run has nothing under way. */
    signal: cutOff.signal,
    stopCause: (): StopCause | null => cause,
    stop: (reason: StopReason, message: string): void => void stopWith(reason, message),
    /** Makes one try of a call, if it fits into the budget. Rejects with RunStopped when there will be none. */
    async call<T extends MeasuredUsage>(
      request: ChatRequest,
      signal: AbortSignal,
      work: () => Promise<T>,
      costOf: CostOf = usualCost,
      /** False where the answer says nothing of how long replies are. */
      learns = true,
    ): Promise<T> {
      const need = await reserve(request, signal, costOf);
      let taken: Reservation = { calls: 1, tokens: 0, cost: 0 };
      try {
        const reply = await work();
        const { inputTokens, outputTokens } = reply;
        const counted = inputTokens !== null && outputTokens !== null;
        const tokens = counted ? inputTokens + outputTokens : need.tokens;
        taken = { calls: 1, tokens, cost: costOf(inputTokens, outputTokens) ?? need.cost };
        if (learns) learnFrom(request, reply);
        return reply;
      } finally {
        adjust(used, taken, 1);
        adjust(underWay, need, -1);
        if (cause && underWay.calls === 0) cutOff.abort(new RunStopped(cause));
        wakeWaiting();
      }
    },
    close(): void {
      if (timer) clearTimeout(timer);
    },
  };
}
export type BudgetGuard = ReturnType<typeof createBudgetGuard>;

/** `spent` is what the run took before this start: its limits hold for the run as a whole. */
function formatLimitReached(limit: keyof Budget, value: number, spent: RunSpending): string {
  const before = spent[limit] ?? 0;
  const counts = limit === "calls" && before === 1 ? "counts" : "count";
  const already = before > 0 ? `: ${formatAmount(limit, before)} of this run already ${counts}` : "";
  return `Stopped before passing its limit of ${formatAmount(limit, value)}${already}. Resume with a larger one.`;
}

function formatAmount(limit: keyof Budget, value: number): string {
  const words = {
    calls: pluralPlain(value, "call"),
    tokens: `${value} tokens`,
    cost: `$${value}`,
    wallMs: `${value / 1000} s`,
  };
  return words[limit];
}

function addReservations(a: Reservation, b: Reservation): Reservation {
  return { calls: a.calls + b.calls, tokens: a.tokens + b.tokens, cost: a.cost + b.cost };
}

function adjust(into: Reservation, need: Reservation, direction: 1 | -1): void {
  into.calls += need.calls * direction;
  into.tokens += need.tokens * direction;
  into.cost += need.cost * direction;
}

/** Waits until something under way has ended. Rejects with the signal's reason if that comes first. */
function waitForRelease(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abandon = (): void => reject(signal.reason);
    signal.addEventListener("abort", abandon, { once: true });
    waiting.push(() => {
      signal.removeEventListener("abort", abandon);
      resolve();
    });
  });
}
