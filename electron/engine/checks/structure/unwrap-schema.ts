import type { JsonValue } from "../../../../shared/domain/check.ts";

type JsonObject = { [key: string]: JsonValue };

/** Words of JSON Schema, drafts 4 to 2020-12, that can make a value fail, but for `type`. */
const asserting = new Set(
  `$ref $dynamicRef $recursiveRef enum const allOf anyOf oneOf not if then else properties patternProperties
  additionalProperties propertyNames unevaluatedProperties required minProperties maxProperties dependencies
  dependentRequired dependentSchemas items prefixItems additionalItems unevaluatedItems contains minContains maxContains
  minItems maxItems uniqueItems minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum
  multipleOf contentEncoding contentMediaType contentSchema`.split(/\s+/),
);
const types = new Set(["null", "boolean", "object", "array", "number", "integer", "string"]);

/** Where a schema stands in what providers take: OpenAI's response formats and tools, Anthropic's, and their kin. */
const places = ["schema", "json_schema", "input_schema", "output_schema", "parameters", "function"];
/** These hold such a wrapper, and nothing else that matters here. */
const outer = ["response_format", "output_format", "format", "text", "output_config"];
const MAX_DEPTH = 4;

/** Whether a JSON value can fail by this schema at all. */
export function assertsSomething(schema: JsonObject): boolean {
  // A type that there is none of is the validator's to tell, with its place.
  return Object.keys(schema).some((word) => asserting.has(word) || word === "type");
}

/**
 * The schema within what a provider's request has around it, such as `{"type": "json_schema", "json_schema": {"name",
 * "schema"}}`, pasted whole; a value that is a schema itself comes back as it is.
 */
export function unwrapSchema(value: JsonValue): JsonValue {
  return withinWrapper(value, MAX_DEPTH) ?? value;
}

/** Null where the value is no wrapper: a schema that happens to have a property called schema is none. */
function withinWrapper(value: JsonValue, depth: number): JsonValue | null {
  if (depth === 0 || !isObject(value)) return null;
  if (value["type"] === "json_object") return { type: "object" };
  const names = Object.keys(value);
  // "format" is a word of JSON Schema, too, with a text as its value.
  const own = names.filter((name) => !outer.includes(name) || !isObject(value[name] ?? null));
  if (own.some((name) => asserting.has(name)) || isType(value["type"] ?? null)) return null;
  for (const name of [...places, ...outer]) {
    const inner = value[name];
    if (inner === undefined || (name !== "schema" && !isObject(inner))) continue;
    const found = withinWrapper(inner, depth - 1);
    if (found !== null) return found;
    if (typeof inner === "boolean" || (isObject(inner) && (places.includes(name) || assertsSomething(inner))))
      return inner;
  }
  return null;
}

function isType(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some((one) => isType(one));
  return typeof value === "string" && types.has(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
