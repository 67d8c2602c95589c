import type { JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind, type CheckContext, type Finding } from "../check-kind.ts";
import { findJsonFault, findJson } from "./json-syntax.ts";
import { readSchema, validateAgainstSchema, inspectSchema } from "./json-schema.ts";
import { quote } from "../message-text.ts";

export const isJson = defineKind<JsonValue>({
  type: "is-json",
  summary: "The whole reply is JSON, and meets this JSON Schema if there is one.",
  takes: "schema",
  example: { type: "object", required: ["answer"], properties: { answer: { type: "string" } } },
  read: readSchema,
  inspect: inspectSchema,
  find: async (schema, { text }, context) => {
    const fault = findJsonFault(text);
    if (fault !== null) return { passed: false, actual: `not JSON: ${fault}` };
    if (schema === null) return { passed: true, actual: "the reply is JSON" };
    const result = await validateAgainstSchema(schema, text, context);
    if ("problem" in result) return result;
    if (result.valid) return { passed: true, actual: "the reply is JSON that meets the schema" };
    return { passed: false, actual: `JSON that does not meet the schema: ${result.faults}` };
  },
});

/** So many candidates of one reply are held against a schema. */
const MAX_SCHEMA_CANDIDATES = 50;

export const containsJson = defineKind<JsonValue>({
  type: "contains-json",
  summary: "The reply contains a JSON object, and one that meets this JSON Schema if there is one.",
  takes: "schema",
  example: { type: "object", required: ["answer"], properties: { answer: { type: "string" } } },
  read: readSchema,
  inspect: inspectSchema,
  find: (schema, { text }, context) => {
    const candidates = findJson(text).map(({ start, end }) => text.slice(start, end));
    // A bare list is too often something else in a text, such as the mark of a footnote: [1].
    if (schema === null) return findingWithoutSchema(candidates.find((one) => one.includes("{")) ?? null);
    return firstMeetingSchema(schema, candidates.slice(0, MAX_SCHEMA_CANDIDATES), context);
  },
});

function findingWithoutSchema(json: string | null): Finding {
  if (json === null) return { passed: false, actual: "contains no JSON object" };
  return { passed: true, actual: `contains the JSON ${quote(json, 60)}` };
}

/** As in promptfoo, one that meets the schema is enough; objects directly within a list are looked at, too. */
async function firstMeetingSchema(schema: JsonValue, candidates: string[], context: CheckContext): Promise<Finding> {
  if (candidates.length === 0) return { passed: false, actual: "contains no JSON" };
  let nearest = "";
  for (const json of candidates.flatMap((one) => [one, ...objectsIn(one)]).slice(0, MAX_SCHEMA_CANDIDATES)) {
    const result = await validateAgainstSchema(schema, json, context);
    if ("problem" in result) return result;
    if (result.valid) return { passed: true, actual: `contains JSON that meets the schema: ${quote(json, 60)}` };
    if (nearest === "") nearest = result.faults;
  }
  return { passed: false, actual: `contains JSON, but none that meets the schema: ${nearest}` };
}

function objectsIn(json: string): string[] {
  if (!json.startsWith("[")) return [];
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.filter((item) => isJsonObject(item)).map((item) => JSON.stringify(item)) : [];
}

function isJsonObject(item: unknown): boolean {
  return typeof item === "object" && item !== null && !Array.isArray(item);
}
