import type { Fact } from "../../../shared/domain/fact.ts";
import { readSourceFacts } from "./extract-facts.ts";
import type { FactOptions } from "./fact-finder.ts";
import {
  numberPattern,
  multipleValue,
  multiplePattern,
  numberWords,
  numberValue,
  numberWordsValue,
} from "./written-numbers.ts";

/** Who speaks in a source. */
type Speaker = "system" | "user" | "assistant";

/** A text whose facts a reply may use. */
export interface FactSource {
  speaker: Speaker;
  /** As a person reads it: plain text, which the facts' offsets point into. */
  text: string;
  /** In lower case, with single spaces. */
  plain: string;
  /** The text without what separates digits, so that a number is found however it was grouped. */
  digits: string;
  facts: readonly Fact[];
  /** Numbers that are no amounts of money: they carry one all the same, as in "I paid 49.99". */
  numbers: ReadonlySet<number>;
}

const bareNumber = new RegExp(`(?<![\\d.,])(${numberPattern})(${multiplePattern})?`, "gu");
const spelledNumber = new RegExp(`(?<![\\p{L}-])${numberWords}(?![\\p{L}-])`, "giu");

export function readFactSource(speaker: Speaker, written: string, options: FactOptions): FactSource {
  const { plain: read, facts } = readSourceFacts(written, options);
  const { text } = read;
  const amounts = facts.filter(({ kind }) => kind === "money");
  const numbers = new Set<number>();
  let next = 0;
  for (const { 0: all, 1: written = "", 2: multiple, index } of text.matchAll(bareNumber)) {
    // Both are in order.
    while ((amounts[next]?.end ?? Infinity) <= index) next += 1;
    if ((amounts[next]?.start ?? Infinity) < index + all.length) continue;
    numbers.add(numberValue(written) * multipleValue(multiple));
  }
  for (const { 0: written } of text.matchAll(spelledNumber)) numbers.add(numberWordsValue(written));
  const plain = text.toLowerCase().replace(/\s+/g, " ");
  return { speaker, text, plain, digits: text.replace(/(?<=\d)[\s().\-–/]{1,4}(?=\d)/g, ""), facts, numbers };
}

/** How many texts a reader remembers: the prompt, and the turns of the conversations that are under way. */
const MAX_KEPT_SOURCES = 256;

/** Reads each text once, however many replies are held against it. */
export function createSourceReader(options: FactOptions) {
  const kept = new Map<string, FactSource>();
  const read = (speaker: Speaker, text: string): FactSource => {
    const name = `${speaker}\n${text}`;
    const known = kept.get(name);
    if (known) return known;
    const source = readFactSource(speaker, text, options);
    kept.set(name, source);
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEPT_SOURCES && oldest !== undefined) kept.delete(oldest);
    return source;
  };
  return {
    options,
    /** What stands before the reply to user turn `turn`: the prompt, what the user wrote, replies that are fixed. */
    before(system: string, turns: readonly { content: string; fixed: string | null }[], turn: number): FactSource[] {
      const sources = [read("system", system)];
      for (const [at, { content, fixed }] of turns.slice(0, turn + 1).entries()) {
        sources.push(read("user", content));
        if (fixed !== null && at < turn) sources.push(read("assistant", fixed));
      }
      return sources;
    },
  };
}
export type SourceReader = ReturnType<typeof createSourceReader>;
