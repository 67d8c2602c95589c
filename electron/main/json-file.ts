import { readFileSync } from "node:fs";
import type { z } from "zod";
import { writeFileAtomically } from "../engine/files/atomic-write.ts";

/** Reads a small settings file; null where it is missing or not what was written here, which is then replaced. */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Writes it whole or not at all, for the user's eyes only. */
export function writeJsonFile(file: string, value: unknown): void {
  writeFileAtomically(file, `${JSON.stringify(value, null, 2)}\n`, 0o600);
}
