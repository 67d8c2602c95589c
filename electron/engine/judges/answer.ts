import type { z } from "zod";

const fence = /^```(?:json)?\s*\n([\s\S]*)\n```$/;

/**
 * The judge's answer in the form that was asked for; null for anything else. All of it has to be the one object, if
 * need be in a fence: an object quoted within a sentence may be the reply's own, not the judge's.
 */
export function readAnswer<T>(text: string, form: z.ZodType<T>): T | null {
  const trimmed = text.trim();
  const body = fence.exec(trimmed)?.[1] ?? trimmed;
  try {
    const read = form.safeParse(JSON.parse(body));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
