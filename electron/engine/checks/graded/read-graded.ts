import type { Check, JsonValue } from "../../../../shared/domain/check.ts";
import { describeValue, readText, type Read } from "../read-value.ts";
import { readScoreThreshold } from "../threshold.ts";

/** A value with the score that has to be reached. */
export interface Held<V> {
  value: V;
  threshold: number;
}

/** Reads what `read` reads, and the threshold beside it. */
export function readHeld<V>(check: Check, fallback: number, read: Read<V>): Read<Held<V>> {
  if (!("value" in read)) return read;
  const threshold = readScoreThreshold(check, fallback);
  return "value" in threshold ? { value: { value: read.value, threshold: threshold.value } } : threshold;
}

/** One text or a list of them. Commas separate nothing here: these texts are sentences. */
export function readSentences(value: JsonValue): Read<string[]> {
  if (!Array.isArray(value)) {
    const one = readText(value);
    return "value" in one ? { value: [one.value] } : one;
  }
  if (value.length === 0) return { needs: "at least one text" };
  const texts: string[] = [];
  for (const [at, item] of value.entries()) {
    const one = readText(item);
    if (!("value" in one)) return { problem: `text ${at + 1} of the list is ${describeValue(item)}` };
    texts.push(one.value);
  }
  return { value: texts };
}
