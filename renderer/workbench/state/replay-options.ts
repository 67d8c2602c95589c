import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { UserFacingError } from "../../engine-client/index.ts";
import { budgetSchema, type Budget } from "../../../shared/domain/run.ts";

/** A fixed number of samples, or as many as it takes. */
export type Samples = number | "auto";

/** How many samples a replay takes, as a person picked it; null leaves it to the model. Remembered by the window. */
export const useSamples = create<{ samples: Samples | null }>()(
  persist(() => ({ samples: null as Samples | null }), { name: "counterproof-samples-2" }),
);

interface ReplayNotice extends UserFacingError {
  /** What could not be done, e.g. "The replay could not be started". */
  title: string;
}

/** Whether a commit or replay is being started, and what the last one failed with. */
export const useReplayStatus = create<{ starting: boolean; notice: ReplayNotice | null }>(() => ({
  starting: false,
  notice: null,
}));

export function dismissNotice(): void {
  useReplayStatus.setState({ notice: null });
}

/** Limits and switches of replays, as typed; an empty text is no limit. Remembered by the window. */
interface ReplayOptions {
  calls: string;
  tokens: string;
  dollars: string;
  seconds: string;
  /** Most samples a side, of auto-samples. */
  samples: string;
  failFast: boolean;
  withoutCache: boolean;
}

export const noReplayOptions: ReplayOptions = {
  calls: "",
  tokens: "",
  dollars: "",
  seconds: "",
  samples: "",
  failFast: false,
  withoutCache: false,
};

export const useReplayOptions = create<ReplayOptions>()(
  persist(() => noReplayOptions, { name: "counterproof-replay-options" }),
);

export type LimitName = "calls" | "tokens" | "dollars" | "seconds";
export const limitNames: readonly LimitName[] = ["calls", "tokens", "dollars", "seconds"];

/** The limit that a field holds: null is none, undefined cannot be one. */
export function readLimit(name: LimitName, text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const value = Number(text.trim().replace(",", "."));
  const whole = name === "calls" || name === "tokens";
  return value > 0 && Number.isFinite(value) && (!whole || Number.isInteger(value)) ? value : undefined;
}

/** The budget that the fields make, null without any limit. A field that cannot be read is a mistake, not no limit. */
export function readBudget(options: Pick<ReplayOptions, LimitName>): Budget | null {
  const [calls, tokens, cost, seconds] = limitNames.map((name) => {
    const limit = readLimit(name, options[name]);
    if (limit === undefined) throw new Error(`The limit of ${options[name]} ${name} is not a number above 0.`);
    return limit;
  });
  if ([calls, tokens, cost, seconds].every((limit) => limit === null)) return null;
  return budgetSchema.parse({ calls, tokens, cost, wallMs: seconds == null ? null : seconds * 1000 });
}

/** The most samples a side that auto-samples take: null leaves it to the engine, undefined cannot be one. */
export function readSampleLimit(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const limit = Number(text.trim());
  return Number.isInteger(limit) && limit >= 2 && limit <= 1_000 ? limit : undefined;
}

/** What is in force, in words for the button; null when no option is set. */
export function formatReplayOptions(options: ReplayOptions): string | null {
  const parts = [
    options.calls.trim() && `at most ${options.calls} calls`,
    options.tokens.trim() && `at most ${options.tokens} tokens`,
    options.dollars.trim() && `at most $${options.dollars}`,
    options.seconds.trim() && `at most ${options.seconds} s`,
    options.samples.trim() && `at most ${options.samples} samples a side`,
    options.failFast && "stops at the first break",
    options.withoutCache && "without the cache",
  ].filter((part) => typeof part === "string" && part !== "");
  return parts.length === 0 ? null : parts.join(", ");
}

/** What a typed limit on calls says; null is none, undefined cannot be read. */
export function readCallLimit(text: string): Budget | null | undefined {
  if (text.trim() === "") return null;
  const calls = Number(text);
  return Number.isInteger(calls) && calls > 0 ? { calls, tokens: null, cost: null, wallMs: null } : undefined;
}
