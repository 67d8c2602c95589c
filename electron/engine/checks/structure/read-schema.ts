import { LineCounter, parseDocument } from "yaml";
import { jsonValueSchema, type JsonValue } from "../../../../shared/domain/check.ts";
import { messageOf } from "../../../../shared/message-of.ts";
import { quoteList } from "../quote.ts";
import { describeValue, type Read } from "../read-value.ts";
import { assertsSomething, unwrapSchema } from "./unwrap-schema.ts";

const keptTexts = 100;
const readTexts = new Map<string, Read<JsonValue>>();

/**
 * A JSON Schema as a value: an object, true or false, or a text that says it as JSON or YAML, as promptfoo has it.
 * Null where there is none. A schema within a provider's response format or tool is taken out of it. Whether it is a good schema is told by the sandbox, which compiles it.
 */
export function readSchema(value: JsonValue): Read<JsonValue> {
  if (typeof value !== "string") return asSchema(value);
  const known = readTexts.get(value);
  if (known) return known;
  if (readTexts.size >= keptTexts) readTexts.clear();
  const read = fromText(value);
  readTexts.set(value, read);
  return read;
}

function fromText(text: string): Read<JsonValue> {
  if (text.trim() === "") return { value: null };
  if (/^\s*file:\/\//.test(text)) return { problem: "schemas in files are not read; put the schema itself here" };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: "core" });
  const [fault] = document.errors;
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    return { problem: `the schema cannot be read at line ${line}, column ${col}: ${fault.message}` };
  }
  // Aliases of aliases can grow without end; a schema has no use for many.
  try {
    const parsed = jsonValueSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
    return parsed.success ? asSchema(parsed.data) : { problem: "the schema holds what JSON does not know" };
  } catch (error) {
    return { problem: `the schema cannot be read: ${messageOf(error)}` };
  }
}

function asSchema(given: JsonValue): Read<JsonValue> {
  const value = unwrapSchema(given);
  if (value === null || typeof value === "boolean") return { value };
  if (typeof value === "object" && !Array.isArray(value)) {
    if (assertsSomething(value)) return { value };
    const words = Object.keys(value).slice(0, 3);
    const has = words.length === 0 ? "is empty" : `has ${quoteList(words)}, but no word that asks for anything`;
    return { problem: `the schema ${has}: all JSON would pass. Write true where that is meant` };
  }
  return { problem: `a JSON Schema is an object, true or false, but this is ${describeValue(value)}` };
}
