import { describe, expect, it } from "vitest";
import { checkTypes, validateCheck } from "../../../electron/engine/checks/evaluate.ts";
import { parsePromptfooCheck } from "../../../electron/engine/import-export/csv-columns.ts";
import type { JsonValue } from "../../../shared/domain/check.ts";

const types = checkTypes().map(({ type, example }) => ({ type, example }));

/** A value as a person writes it into a cell. */
function cellText(value: JsonValue): string {
  if (typeof value === "string") return value;
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isTexts ? value.join(", ") : JSON.stringify(value);
}

// A type that the importer forgets comes in as “equals”, and then fails every reply.
describe("a CSV cell of every check type there is", () => {
  it.each(types)("$type comes in as that check, plain and negated, and can be evaluated", ({ type, example }) => {
    const cell = example === null ? type : `${type}: ${cellText(example)}`;
    expect(parsePromptfooCheck(cell)).toMatchObject({ type });
    expect(parsePromptfooCheck(`not-${cell}`)).toMatchObject({ type: `not-${type}` });
    expect(validateCheck(parsePromptfooCheck(cell))).toBeNull();
  });

  it.each(types)("$type comes in with a threshold in brackets", ({ type }) => {
    expect(parsePromptfooCheck(`${type}(0.5): x`)).toMatchObject({ type, threshold: 0.5 });
  });
});
