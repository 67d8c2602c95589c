import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCheckForm, toCheckForm, withType } from "../../../../renderer/conversations/check-form.ts";
import { checkSchema, type Check, type CheckType, type JsonValue } from "../../../../shared/domain/check.ts";

const type = (name: string, takes: CheckType["takes"]): CheckType => ({
  type: name,
  summary: "",
  takes,
  example: null,
  threshold: null,
});
const types: CheckType[] = [
  type("contains", "text"),
  type("contains-any", "texts"),
  type("regex", "pattern"),
  type("max-length", "number"),
  type("word-count", "range"),
  type("is-refusal", "nothing"),
  type("is-json", "schema"),
  type("is-xml", "paths"),
  type("is-sql", "sql"),
  { ...type("assert-set", "checks"), threshold: { limits: "mean score at least", fallback: null } },
  { ...type("bleu", "text"), threshold: { limits: "score at least", fallback: 0.5 } },
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

  it("keeps properties that it does not know, and options in forms that its fields cannot show", () => {
    const option = fc.oneof(fc.constantFrom(0, 0.25, 2, -1, "", " ", "tone", " tone", null, true), fc.jsonValue());
    fc.assert(
      fc.property(option, option, option, option, (threshold, weight, metric, rubricPrompt) => {
        const json: unknown = JSON.parse(JSON.stringify({ threshold, weight, metric, rubricPrompt }));
        fc.pre(!JSON.stringify(json).includes("__proto__"));
        const check = checkSchema.parse({ type: "not-bleu", value: "Lex", ...Object(json) });
        expect(there(check)).toEqual({ check });
      }),
    );
  });

  it("gives back sets, with what stands in them", () => {
    const sets: JsonValue[] = [
      [
        { type: "contains", value: "Lex" },
        { type: "not-bleu", value: "a b", threshold: 0.2, weight: 3 },
      ],
      [
        { type: "is-json", value: "type: object" },
        { type: "unknown", value: { a: 1 }, more: true },
      ],
      [],
      "contains: Lex",
      [{ type: " contains ", value: "Lex" }],
      [{ type: "assert-set", assert: [{ type: "contains", value: "Lex" }] }],
      [{ value: "no type" }, 5],
    ];
    for (const assert of sets) {
      const check: Check = { type: "not-assert-set", assert, threshold: 0.5, metric: "tone" };
      expect(there(check)).toEqual({ check });
    }
    expect(there({ type: "assert-set" })).toEqual({ check: { type: "assert-set" } });
  });

  it("shows a schema, a database and paths in fields of their own", () => {
    const fieldOf = (check: Check) => toCheckForm(check, types).field;
    expect(fieldOf({ type: "is-json", value: { type: "object" } })).toBe("schema");
    expect(fieldOf({ type: "is-json", value: "type: object" })).toBe("schema");
    expect(fieldOf({ type: "is-xml", value: ["a.b"] })).toBe("paths");
    expect(fieldOf({ type: "is-sql", value: { databaseType: "Sqlite", allowedTables: ["x"] } })).toBe("sql");
    expect(fieldOf({ type: "is-sql", value: { databaseType: "Oracle" } })).toBe("json");
  });

  it("gives back SQL options however they are written", () => {
    const lines = fc.option(fc.array(fc.constantFrom("select::null::a", "b", "", " c", "d\ne")), { nil: undefined });
    const dialect = fc.option(fc.constantFrom("MySQL", "Sqlite", "sqlite", ""), { nil: undefined });
    fc.assert(
      fc.property(dialect, lines, lines, (databaseType, allowedTables, allowedColumns) => {
        const value: JsonValue = JSON.parse(JSON.stringify({ databaseType, allowedTables, allowedColumns }));
        expect(there({ type: "is-sql", value })).toEqual({ check: { type: "is-sql", value } });
      }),
    );
  });

  it("says which option is no number, and in a set at which check", () => {
    const form = toCheckForm({ type: "assert-set", assert: [{ type: "bleu", value: "a" }] }, types);
    const nested = form.nested.map((one) => ({ ...one, options: { ...one.options, weight: "much" } }));
    expect(readCheckForm({ ...form, nested })).toEqual({
      problem: "Check 1 of the set: The weight “much” is not a number.",
    });
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
