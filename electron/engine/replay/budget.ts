import type { Budget, StopReason } from "../../../shared/domain/run.ts";
import type { Spent } from "../../../shared/rules/budget.ts";
import { counted } from "../../../shared/rules/plural.ts";
import type { ChatReply, ChatRequest } from "../models/port.ts";
import { requestTokens } from "./estimate.ts";

/** Why no further call is started: what is under way still comes to its end. */
export interface Halt {
  reason: StopReason;
  message: string;
}

/** Thrown in the place of a call that is not started any more. */
export class RunHalted extends Error {
  constructor(halt: Halt) {
    super(halt.message);
    this.name = "RunHalted";
  }
}

/** US dollars for so many tokens; null when that is unknown. */
type CostOf = (inputTokens: number | null, outputTokens: number | null) => number | null;

export interface BrakeOptions {
  budget: Budget | null;
  /** What the run took before, when it is gone on with. */
  spent: Spent;
  /** How long a reply is until the first one has come, in tokens. */
  replyTokens: number;
  /** Of a call that brings no prices of its own along. */
  costOf: CostOf;
  clock?: () => number;
}

/** What a brake has to know of any answer. */
type Measured = Pick<ChatReply, "inputTokens" | "outputTokens" | "latencyMs">;

interface Need {
  calls: number;
  tokens: number;
  cost: number;
}

/**
 * Lets a call start only when it fits into the budget together with all that is under way. What a call takes is
 * estimated from its texts, corrected by the largest error and the longest reply seen; before the first reply,
 * a limit on tokens or dollars lets one call go ahead alone. At the time limit, calls under way are cut off.
 */
export function createBrake({
  budget,
  spent,
  replyTokens,
  costOf: usualCost,
  clock = () => performance.now(),
}: BrakeOptions) {
  const used: Need = { calls: spent.calls, tokens: spent.tokens, cost: spent.cost ?? 0 };
  const underWay: Need = { calls: 0, tokens: 0, cost: 0 };
  const startedAt = clock() - spent.wallMs;
  const cut = new AbortController();
  const measured = budget !== null && (budget.tokens !== null || budget.cost !== null);
  let waiting: (() => void)[] = [];
  let halt: Halt | null = null;
  let inputError = 1;
  let longest = replyTokens;
  let replies = 0;
  let latency = 0;

  const wake = (): void => {
    const all = waiting;
    waiting = [];
    all.forEach((resume) => resume());
  };

  const stop = (reason: StopReason, message: string): Halt => {
    halt ??= { reason, message };
    // Pauses between tries must not keep a stopped run up.
    if (underWay.calls === 0) cut.abort(new RunHalted(halt));
    wake();
    return halt;
  };

  const overtime = (): void => {
    cut.abort(new RunHalted(stop("budget", limitWords("wallMs", budget?.wallMs ?? 0, spent))));
  };
  const left = budget?.wallMs == null ? null : budget.wallMs - spent.wallMs;
  const timer = left === null || left <= 0 ? null : setTimeout(overtime, Math.min(left, 2 ** 31 - 1));

  const needOf = (request: ChatRequest, costOf: CostOf): Need => {
    const input = Math.ceil(requestTokens(request) * inputError);
    const output = Math.min(longest, request.settings.maxOutputTokens ?? Infinity);
    const cost = budget?.cost == null ? 0 : costOf(input, output);
    // A price that is not known for this length of prompt fits into no limit in dollars.
    return { calls: 1, tokens: input + output, cost: cost ?? Infinity };
  };

  /** The limit that would be passed, in words; null when all of it fits. */
  const passed = (base: Need, need: Need): string | null => {
    if (!budget) return null;
    for (const name of ["calls", "tokens", "cost"] as const) {
      const limit = budget[name];
      if (limit !== null && base[name] + need[name] > limit) return limitWords(name, limit, spent);
    }
    if (budget.wallMs !== null && clock() - startedAt + latency >= budget.wallMs) {
      return limitWords("wallMs", budget.wallMs, spent);
    }
    return null;
  };

  const admit = async (request: ChatRequest, signal: AbortSignal, costOf: CostOf): Promise<Need> => {
    for (;;) {
      if (halt) throw new RunHalted(halt);
      const need = needOf(request, costOf);
      const never = passed(used, need);
      if (never !== null) throw new RunHalted(stop("budget", never));
      const unsure = measured && replies === 0 && underWay.calls > 0;
      if (!unsure && passed(sum(used, underWay), need) === null) {
        move(underWay, need, 1);
        return need;
      }
      await turnOf(waiting, signal);
    }
  };

  const learn = (request: ChatRequest, reply: Measured): void => {
    replies += 1;
    latency += (reply.latencyMs - latency) / replies;
    const guessed = requestTokens(request);
    if (reply.inputTokens !== null && guessed > 0) inputError = Math.max(inputError, reply.inputTokens / guessed);
    if (reply.outputTokens !== null) longest = Math.max(replies === 1 ? 0 : longest, reply.outputTokens);
  };

  return {
    /** Aborts what is left when the time is up, or once a halted run has nothing under way. */
    signal: cut.signal,
    halted: (): Halt | null => halt,
    halt: (reason: StopReason, message: string): void => void stop(reason, message),
    /** Makes one try of a call, if there is room for it. Rejects with RunHalted when there will be none. */
    async call<T extends Measured>(
      request: ChatRequest,
      signal: AbortSignal,
      work: () => Promise<T>,
      costOf: CostOf = usualCost,
      /** False where the answer says nothing of how long replies are. */
      learns = true,
    ): Promise<T> {
      const need = await admit(request, signal, costOf);
      let taken: Need = { calls: 1, tokens: 0, cost: 0 };
      try {
        const reply = await work();
        const { inputTokens, outputTokens } = reply;
        const counted = inputTokens !== null && outputTokens !== null;
        const tokens = counted ? inputTokens + outputTokens : need.tokens;
        taken = { calls: 1, tokens, cost: costOf(inputTokens, outputTokens) ?? need.cost };
        if (learns) learn(request, reply);
        return reply;
      } finally {
        move(used, taken, 1);
        move(underWay, need, -1);
        if (halt && underWay.calls === 0) cut.abort(new RunHalted(halt));
        wake();
      }
    },
    close(): void {
      if (timer) clearTimeout(timer);
    },
  };
}
export type Brake = ReturnType<typeof createBrake>;

/** `spent` is what the run took before this start: its limits hold for the run as a whole. */
function limitWords(limit: keyof Budget, value: number, spent: Spent): string {
  const before = spent[limit] ?? 0;
  const counts = limit === "calls" && before === 1 ? "counts" : "count";
  const already = before > 0 ? `: ${amount(limit, before)} of this run already ${counts}` : "";
  return `Stopped before passing its limit of ${amount(limit, value)}${already}. Go on with a larger one.`;
}

function amount(limit: keyof Budget, value: number): string {
  const words = {
    calls: counted(value, "call"),
    tokens: `${value} tokens`,
    cost: `$${value}`,
    wallMs: `${value / 1000} s`,
  };
  return words[limit];
}

function sum(a: Need, b: Need): Need {
  return { calls: a.calls + b.calls, tokens: a.tokens + b.tokens, cost: a.cost + b.cost };
}

function move(into: Need, need: Need, direction: 1 | -1): void {
  into.calls += need.calls * direction;
  into.tokens += need.tokens * direction;
  into.cost += need.cost * direction;
}

/** Waits until something under way has ended. Rejects with the signal's reason if that comes first. */
function turnOf(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
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
