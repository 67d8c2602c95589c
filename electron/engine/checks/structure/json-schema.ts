import { type JsonValue, jsonValueSchema } from "../../../../shared/domain/check.ts";
import { LineCounter, parseDocument } from "yaml";
import { errorMessageOf } from "../../../../shared/errors.ts";
import { quoteList, clipText } from "../message-text.ts";
import { describeValue, type ReadResult } from "../read-value.ts";
import type { CheckContext } from "../check-kind.ts";

type JsonObject = { [key: string]: JsonValue };

/** Words of JSON Schema, drafts 4 to 2020-12, that can make a value fail, but for `type`. */
const asserting = new Set(
  `$ref $dynamicRef $recursiveRef enum const allOf anyOf oneOf not if then else properties patternProperties
  additionalProperties propertyNames unevaluatedProperties required minProperties maxProperties dependencies
  dependentRequired dependentSchemas items prefixItems additionalItems unevaluatedItems contains minContains maxContains
  minItems maxItems uniqueItems minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum
  multipleOf contentEncoding contentMediaType contentSchema`.split(/\s+/),
);
const jsonTypes = new Set(["null", "boolean", "object", "array", "number", "integer", "string"]);

/** Where a schema stands in what providers take: OpenAI's response formats and tools, Anthropic's, and their kin. */
const schemaFields = ["schema", "json_schema", "input_schema", "output_schema", "parameters", "function"];
/** These hold such a wrapper, and nothing else that matters here. */
const wrapperFields = ["response_format", "output_format", "format", "text", "output_config"];
const MAX_DEPTH = 4;

/** Whether a JSON value can fail by this schema at all. */
function assertsSomething(schema: JsonObject): boolean {
  // A type that there is none of is the validator's to tell, with its place.
  return Object.keys(schema).some((word) => asserting.has(word) || word === "type");
}

/**
 * The schema within what a provider's request has around it, such as `{"type": "json_schema", "json_schema": {"name",
 * "schema"}}`, pasted whole; a value that is a schema itself comes back as it is.
 */
function unwrapSchema(value: JsonValue): JsonValue {
  return withinWrapper(value, MAX_DEPTH) ?? value;
}

/** Null where the value is no wrapper: a schema that happens to have a property called schema is none. */
function withinWrapper(value: JsonValue, depth: number): JsonValue | null {
  if (depth === 0 || !isObject(value)) return null;
  if (value["type"] === "json_object") return { type: "object" };
  const names = Object.keys(value);
  // "format" is a word of JSON Schema, too, with a text as its value.
  const own = names.filter((name) => !wrapperFields.includes(name) || !isObject(value[name] ?? null));
  if (own.some((name) => asserting.has(name)) || isType(value["type"] ?? null)) return null;
  for (const name of [...schemaFields, ...wrapperFields]) {
    const inner = value[name];
    if (inner === undefined || (name !== "schema" && !isObject(inner))) continue;
    const found = withinWrapper(inner, depth - 1);
    if (found !== null) return found;
    if (typeof inner === "boolean" || (isObject(inner) && (schemaFields.includes(name) || assertsSomething(inner))))
      return inner;
  }
  return null;
}

function isType(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some((one) => isType(one));
  return typeof value === "string" && jsonTypes.has(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const MAX_KNOWN_TEXTS = 100;
const knownSchemaTexts = new Map<string, ReadResult<JsonValue>>();

/**
 * A JSON Schema as a value: an object, true or false, or a text that says it as JSON or YAML, as promptfoo has it.
 * Null where there is none. A schema within a provider's response format or tool is taken out of it. Whether it is a good schema is told by the sandbox, which compiles it.
 */
export function readSchema(value: JsonValue): ReadResult<JsonValue> {
  if (typeof value !== "string") return asSchema(value);
  const known = knownSchemaTexts.get(value);
  if (known) return known;
  if (knownSchemaTexts.size >= MAX_KNOWN_TEXTS) knownSchemaTexts.clear();
  const read = fromText(value);
  knownSchemaTexts.set(value, read);
  return read;
}

function fromText(text: string): ReadResult<JsonValue> {
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
    return { problem: `the schema cannot be read: ${errorMessageOf(error)}` };
  }
}

function asSchema(given: JsonValue): ReadResult<JsonValue> {
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

/** What is wrong with a schema itself, with its place in it; null where nothing is. */
export async function inspectSchema(schema: JsonValue, sandbox: CheckContext["sandbox"]): Promise<string | null> {
  if (schema === null) return null;
  const result = await sandbox.schema(schema, null);
  return "problem" in result ? `the JSON Schema: ${clipText(result.problem, 300)}` : null;
}

/** Whether a JSON text meets a schema, and where not; or why that cannot be told. */
export async function validateAgainstSchema(
  schema: JsonValue,
  text: string,
  { sandbox }: CheckContext,
): Promise<{ valid: boolean; faults: string } | { problem: string }> {
  const result = await sandbox.schema(schema, text);
  if ("problem" in result) return { problem: `the JSON Schema: ${clipText(result.problem, 300)}` };
  const faults = result.faults.slice(0, 2).map(({ path, message }) => `${path === "" ? "the whole" : path} ${message}`);
  return { valid: result.valid, faults: clipText(faults.join("; "), 240) };
}
