import type { Fact } from "../../../shared/domain/fact.ts";
import { readAll } from "./extract-facts.ts";
import type { FactOptions } from "./fact-options.ts";
import { numberPattern, multipleOf, multiplePattern, numberWords, valueOf, valueOfWords } from "./kinds/numbers.ts";

/** Who speaks in a source. */
export type Speaker = "system" | "user" | "assistant";

/** A text whose facts a reply may use. */
export interface Source {
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

export function readSource(speaker: Speaker, written: string, options: FactOptions): Source {
  const { plain: read, facts } = readAll(written, options);
  const { text } = read;
  const amounts = facts.filter(({ kind }) => kind === "money");
  const numbers = new Set<number>();
  let next = 0;
  for (const { 0: all, 1: written = "", 2: multiple, index } of text.matchAll(bareNumber)) {
    // Both are in order.
    while ((amounts[next]?.end ?? Infinity) <= index) next += 1;
    if ((amounts[next]?.start ?? Infinity) < index + all.length) continue;
    numbers.add(valueOf(written) * multipleOf(multiple));
  }
  for (const { 0: written } of text.matchAll(spelledNumber)) numbers.add(valueOfWords(written));
  const plain = text.toLowerCase().replace(/\s+/g, " ");
  return { speaker, text, plain, digits: text.replace(/(?<=\d)[\s().\-–/]{1,4}(?=\d)/g, ""), facts, numbers };
}

/** How many texts a reader remembers: the prompt, and the turns of the conversations that are under way. */
const MOST_KEPT = 256;

/** Reads each text once, however many replies are held against it. */
export function createSourceReader(options: FactOptions) {
  const kept = new Map<string, Source>();
  const read = (speaker: Speaker, text: string): Source => {
    const name = `${speaker}\n${text}`;
    const known = kept.get(name);
    if (known) return known;
    const source = readSource(speaker, text, options);
    kept.set(name, source);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return source;
  };
  return {
    options,
    /** What stands before the reply to user turn `turn`: the prompt, what the user wrote, replies that are fixed. */
    before(system: string, turns: readonly { content: string; fixed: string | null }[], turn: number): Source[] {
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
