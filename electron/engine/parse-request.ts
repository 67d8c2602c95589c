import type { z } from "zod";
import { Problem } from "../../shared/problem.ts";

/**
 * A request as its schema has it. The router has looked at what comes from a window, but not at what a command gives.
 * Throws a Problem that says in words which part does not fit.
 */
export function parseRequest<T>(schema: z.ZodType<T>, asked: unknown): T {
  const parsed = schema.safeParse(asked);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new Problem("bad-input", `This cannot be asked for: ${faults.join("; ")}. Nothing was done.`, {
    faults: faults.length,
  });
}
