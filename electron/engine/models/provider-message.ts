import { z } from "zod";

/** The shapes that providers and the servers that imitate them put errors in. */
const errorBody = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform((body) => body.error.message),
  z.object({ error: z.string() }).transform((body) => body.error),
  z.object({ message: z.string() }).transform((body) => body.message),
  z.object({ detail: z.string() }).transform((body) => body.detail),
  z.object({ detail: z.array(z.object({ msg: z.string() })).min(1) }).transform((body) => body.detail[0]?.msg ?? ""),
]);

/** The value of a JSON text, or undefined where it is not one. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The provider's own words in an error body, or null where there are none fit for a person. */
export function providerMessage(text: string): string | null {
  const value = parseJson(text);
  // Google wraps some errors in an array of one.
  const parsed = errorBody.safeParse(Array.isArray(value) ? value[0] : value);
  if (parsed.success) return parsed.data;
  const plain = text.trim();
  return value === undefined && plain !== "" && !/^[<{[]/.test(plain) ? plain : null;
}
