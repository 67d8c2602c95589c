import type { JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind } from "../check-kind.ts";
import { findJsonFault } from "./json-fault.ts";
import { readSchema } from "./read-schema.ts";
import { holdAgainst, inspectSchema } from "./schema-finding.ts";

export const isJson = defineKind<JsonValue>({
  type: "is-json",
  summary: "The whole reply is JSON, and meets this JSON Schema if there is one.",
  takes: "schema",
  example: { type: "object", required: ["answer"], properties: { answer: { type: "string" } } },
  read: readSchema,
  inspect: inspectSchema,
  find: async (schema, { text }, context) => {
    const fault = findJsonFault(text);
    if (fault !== null) return { holds: false, found: `not JSON: ${fault}` };
    if (schema === null) return { holds: true, found: "the reply is JSON" };
    const result = await holdAgainst(schema, text, context);
    if ("problem" in result) return result;
    if (result.valid) return { holds: true, found: "the reply is JSON that meets the schema" };
    return { holds: false, found: `JSON that does not meet the schema: ${result.faults}` };
  },
});
