import type { JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind, type CheckContext, type Finding } from "../check-kind.ts";
import { quote } from "../quote.ts";
import { findJson } from "./find-json.ts";
import { readSchema } from "./read-schema.ts";
import { holdAgainst, inspectSchema } from "./schema-finding.ts";

/** So many candidates of one reply are held against a schema. */
const mostHeld = 50;

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
    if (schema === null) return plainly(candidates.find((one) => one.includes("{")) ?? null);
    return heldAgainst(schema, candidates.slice(0, mostHeld), context);
  },
});

function plainly(json: string | null): Finding {
  if (json === null) return { holds: false, found: "contains no JSON object" };
  return { holds: true, found: `contains the JSON ${quote(json, 60)}` };
}

/** As in promptfoo, one that meets the schema is enough; objects directly within a list are looked at, too. */
async function heldAgainst(schema: JsonValue, candidates: string[], context: CheckContext): Promise<Finding> {
  if (candidates.length === 0) return { holds: false, found: "contains no JSON" };
  let nearest = "";
  for (const json of candidates.flatMap((one) => [one, ...objectsIn(one)]).slice(0, mostHeld)) {
    const result = await holdAgainst(schema, json, context);
    if ("problem" in result) return result;
    if (result.valid) return { holds: true, found: `contains JSON that meets the schema: ${quote(json, 60)}` };
    if (nearest === "") nearest = result.faults;
  }
  return { holds: false, found: `contains JSON, but none that meets the schema: ${nearest}` };
}

function objectsIn(json: string): string[] {
  if (!json.startsWith("[")) return [];
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.filter((item) => isObject(item)).map((item) => JSON.stringify(item)) : [];
}

function isObject(item: unknown): boolean {
  return typeof item === "object" && item !== null && !Array.isArray(item);
}
