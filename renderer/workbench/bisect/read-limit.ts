import type { Budget } from "../../../shared/domain/run.ts";

/** What a typed limit on calls says; null is none, undefined cannot be read. */
export function readLimit(text: string): Budget | null | undefined {
  if (text.trim() === "") return null;
  const calls = Number(text);
  return Number.isInteger(calls) && calls > 0 ? { calls, tokens: null, cost: null, wallMs: null } : undefined;
}
