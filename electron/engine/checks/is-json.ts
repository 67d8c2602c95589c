import { defineKind } from "./check-kind.ts";
import { findJsonFault } from "./json-fault.ts";
import { readNothing } from "./read-value.ts";

export const isJson = defineKind({
  type: "is-json",
  summary: "The whole reply is JSON, with nothing before or after it.",
  takes: "nothing",
  example: null,
  read: readNothing,
  find: (_, { text }) => {
    const fault = findJsonFault(text);
    return fault === null ? { holds: true, found: "the reply is JSON" } : { holds: false, found: `not JSON: ${fault}` };
  },
});
