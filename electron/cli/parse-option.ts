import type { z } from "zod";
import { Problem } from "../../shared/problem.ts";

/** Parses an option's text; what does not fit is wrong usage, named with the option. */
export function parseOption<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map((issue) => issue.message).join("; ");
  throw new Problem("bad-input", `${name} ${String(value)} cannot be used: ${reason}.`, { option: name });
}
