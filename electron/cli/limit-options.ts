import { z } from "zod";
import type { Budget } from "../../shared/domain/run.ts";
import { parseOption } from "./parse-option.ts";

export interface LimitOptions {
  maxCalls?: string;
  maxTokens?: string;
  maxCost?: string;
  maxSeconds?: string;
}

const noLimits: Budget = { calls: null, tokens: null, cost: null, wallMs: null };

const whole = z.coerce.number().int().positive();
const positive = z.coerce.number().positive();

/** The limits that were given on the command line. */
export function readLimits({ maxCalls, maxTokens, maxCost, maxSeconds }: LimitOptions): Partial<Budget> {
  return {
    ...(maxCalls !== undefined && { calls: parseOption("--max-calls", whole, maxCalls) }),
    ...(maxTokens !== undefined && { tokens: parseOption("--max-tokens", whole, maxTokens) }),
    ...(maxCost !== undefined && { cost: parseOption("--max-cost", positive, maxCost) }),
    ...(maxSeconds !== undefined && { wallMs: parseOption("--max-seconds", positive, maxSeconds) * 1000 }),
  };
}

/** What was given, over the limits there were before; null where nothing was given. */
export function budgetOf(limits: Partial<Budget>, before: Budget | null = null): Budget | null {
  return Object.keys(limits).length > 0 ? { ...noLimits, ...before, ...limits } : null;
}
