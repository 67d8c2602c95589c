import { create } from "zustand";
import { persist } from "zustand/middleware";
import { budgetSchema, type Budget } from "../../../shared/domain/run.ts";

/** How replays are held back, as it is typed; an empty text is no limit. Remembered by the window. */
export interface ReplayOptions {
  calls: string;
  tokens: string;
  dollars: string;
  seconds: string;
  /** Most samples a side, of auto-samples. */
  samples: string;
  failFast: boolean;
  withoutCache: boolean;
}

export const noOptions: ReplayOptions = {
  calls: "",
  tokens: "",
  dollars: "",
  seconds: "",
  samples: "",
  failFast: false,
  withoutCache: false,
};

export const useReplayOptions = create<ReplayOptions>()(
  persist(() => noOptions, { name: "counterproof-replay-options" }),
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

/** What is in force, in words for the button; null when replays are not held back. */
export function optionsInWords(options: ReplayOptions): string | null {
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
