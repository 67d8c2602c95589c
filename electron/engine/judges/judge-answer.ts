import type { z } from "zod";
import { splitReasoning } from "../../../shared/rules/reasoning.ts";

/**
 * The judge's answer in the form that was asked for; null for anything else. Lenient about what stands round it: thinking
 * before it, a fence of any name, a sentence before or behind it, Python's or JavaScript's way to write an object. Strict
 * about what decides: there is one object of that form, or several that say the same, and its fields are what they are.
 * An object within a sentence's quotation may be the reply's own, so that prose counts only outside of the line.
 */
export function readJudgeAnswer<T>(text: string, form: z.ZodType<T>): T | null {
  const { answer } = splitReasoning(text);
  for (const body of candidateBodies(answer.trim())) {
    const read = readObject(body, form);
    if (read !== undefined) return read;
  }
  return null;
}

/** What may be the object, in the order of trust: all of it, then what is fenced, then what stands on lines of its own. */
function* candidateBodies(text: string): Generator<string> {
  yield text;
  const fenced = [...text.matchAll(/(```|~~~)[^\S\n]*[\w+-]*[^\S\n]*\n?([\s\S]*?)\1/g)].map((found) =>
    (found[2] ?? "").trim(),
  );
  const objects = fenced.filter((body) => /^[[{]/.test(body));
  if (objects.length > 0) {
    // Two fences that differ are an example and an answer, or the reply's and the judge's: nobody can tell.
    if (new Set(objects).size === 1 && objects[0] !== undefined) yield objects[0];
    return;
  }
  const bare = ownLines(text);
  if (bare !== null) yield bare;
}

/** From a line that begins with a brace to the line that ends with its partner; null where there is not exactly one. */
function ownLines(text: string): string | null {
  const found: string[] = [];
  for (const start of text.matchAll(/^[^\S\n]*\{/gm)) {
    const from = start.index + start[0].length - 1;
    const last = found.at(-1);
    if (last !== undefined && from < text.indexOf(last) + last.length) continue;
    const end = closingBrace(text, from);
    if (end !== null && /^[^\S\n]*(?:\n|$)/.test(text.slice(end))) found.push(text.slice(from, end));
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Behind the brace that closes the one at `from`, leaving quoted texts alone; null where none does. */
function closingBrace(text: string, from: number): number | null {
  let depth = 0;
  let inText = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (inText) {
      if (character === "\\") at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "{") depth += 1;
    else if (character === "}" && (depth -= 1) === 0) return at + 1;
  }
  return null;
}

/** `undefined` where it is no object at all, null where it is one of another form. */
function readObject<T>(body: string, form: z.ZodType<T>): T | null | undefined {
  for (const written of [body, asJson(body)]) {
    const value = parse(written);
    if (value === undefined) continue;
    const read = form.safeParse(value);
    if (read.success) return read.data;
    const plain = form.safeParse(withPlainFields(value));
    return plain.success ? plain.data : null;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    // A key given twice would be decided by the library's choice of the two.
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !hasKeyTwice(text, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a field that decides stands twice in the object's text. */
function hasKeyTwice(text: string, value: object): boolean {
  return ["pass", "score", "winner", "category"].some(
    (name) => name in value && (text.match(new RegExp(`[{,]\\s*"${name}"\\s*:`, "g"))?.length ?? 0) > 1,
  );
}

/** Python's words, trailing commas, curly or single quotes round names and texts, and line breaks within texts. */
function asJson(text: string): string {
  let written = "";
  let quote: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quote !== null) {
      if (character === "\\") {
        const next = text[at + 1] ?? "";
        written += next === "'" ? "'" : character + next;
        at += 1;
      } else if (character === quote && endsText(text, at)) {
        written += '"';
        quote = null;
      } else written += character === '"' ? '\\"' : (lineEscapes[character] ?? character);
    } else if (character in closingQuotes) {
      quote = closingQuotes[character] ?? null;
      written += '"';
    } else {
      const word = /^(?:True|False|None)\b/.exec(text.slice(at, at + 6))?.[0];
      if (word !== undefined && !/\w$/.test(written)) {
        written += pythonWords[word] ?? "";
        at += word.length - 1;
      } else if (character === "," && /^,\s*[}\]]/.test(text.slice(at))) continue;
      else written += character;
    }
  }
  return written;
}

const closingQuotes: Record<string, string> = { '"': '"', "'": "'", "“": "”", "”": "”" };
const lineEscapes: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const pythonWords: Record<string, string> = { True: "true", False: "false", None: "null" };

/** An apostrophe within a word ends no text: what follows a text is a comma, a colon or a bracket. */
function endsText(text: string, at: number): boolean {
  return /^\s*(?:[,:}\]]|$)/.test(text.slice(at + 1, at + 40));
}

/** `"true"` for true, `"0.9"` for 0.9: as plain as what they stand for. Anything else is left for the form to refuse. */
function withPlainFields(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => [
      name,
      name === "reason" ? field : plainField(field),
    ]),
  );
}

function plainField(field: unknown): unknown {
  if (typeof field !== "string") return field;
  const text = field.trim();
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : field;
}
