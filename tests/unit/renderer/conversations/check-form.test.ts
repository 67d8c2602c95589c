import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCheckForm, toCheckForm, withType } from "../../../../renderer/conversations/editor/check-form.ts";
import type { Check, CheckType, JsonValue } from "../../../../shared/domain/check.ts";

const type = (name: string, takes: CheckType["takes"]): CheckType => ({
  type: name,
  summary: "",
  takes,
  example: null,
});
const types: CheckType[] = [
  type("contains", "text"),
  type("contains-any", "texts"),
  type("regex", "pattern"),
  type("max-length", "number"),
  type("word-count", "range"),
  type("is-json", "nothing"),
];
const there = (check: Check) => readCheckForm(toCheckForm(check, types));

describe("editing a check", () => {
  it("gives back every check that was only looked at, whatever its type and value", () => {
    const value = fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined });
    const name = fc.oneof(
      fc.constantFrom(...types.flatMap(({ type: known }) => [known, `not-${known}`])),
      fc.constant("llm-rubric"),
    );
    fc.assert(
      fc.property(name, value, (checkType, raw) => {
        const json: JsonValue | undefined = raw === undefined ? undefined : JSON.parse(JSON.stringify(raw));
        // The contract's own schema leaves that name out, so it never arrives.
        fc.pre(!JSON.stringify(json ?? null).includes("__proto__"));
        const check: Check = { type: checkType, ...(json !== undefined && { value: json }) };
        expect(there(check)).toEqual({ check });
      }),
    );
  });

  it("keeps blank items and empty values as they came, for the engine to complain about", () => {
    const values: JsonValue[] = [["a", " "], [], "", { max: 3, min: null }, {}];
    for (const value of values) {
      expect(there({ type: "contains-any", value })).toEqual({ check: { type: "contains-any", value } });
      expect(there({ type: "word-count", value })).toEqual({ check: { type: "word-count", value } });
    }
  });

  it("keeps properties that it does not know, such as a weight", () => {
    const check: Check = { type: "not-contains", value: "Lex", weight: 2, metric: "tone" };
    expect(there(check)).toEqual({ check });
  });

  it("edits a list that holds a line break as JSON, since one a line would cut it in two", () => {
    expect(toCheckForm({ type: "contains-any", value: ["a\nb", "c"] }, types).field).toBe("json");
  });

  it("says that a text is no number instead of sending NaN", () => {
    expect(readCheckForm({ ...toCheckForm({ type: "max-length" }, types), text: "abc" })).toEqual({
      problem: "“abc” is not a number.",
    });
  });

  it("writes a range with both ends alike as the one number that must be met", () => {
    const form = { ...toCheckForm({ type: "word-count" }, types), text: "5", max: "5" };
    expect(readCheckForm(form)).toEqual({ check: { type: "word-count", value: 5 } });
  });

  it("keeps what was typed when the new type takes text too, and drops it when it does not", () => {
    const form = toCheckForm({ type: "contains", value: "Lex" }, types);
    expect(withType(form, type("regex", "pattern")).text).toBe("Lex");
    expect(withType(form, type("max-length", "number")).text).toBe("");
  });
});
