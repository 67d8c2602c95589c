import { describe, expect, it } from "vitest";
import { checkTypes, validateCheck } from "../../../electron/engine/checks/evaluate.ts";
import { checkTypeSchema, type Check, type JsonValue } from "../../../shared/domain/check.ts";
import { judge } from "./judge.ts";

describe("validateCheck", () => {
  it.each(["equals", "contains", "starts-with", "llm-rubric", "not-regex", "file"])(
    "says that the file which holds the value of %s is not read, rather than comparing with its name",
    (type) => {
      expect(validateCheck({ type, value: "file://texts/expected.json" })).toBe(
        "its value is in a file, and files are not read: put what stands in “file://texts/expected.json” here",
      );
    },
  );

  it("takes a text that only speaks of file addresses as it is", () => {
    expect(validateCheck({ type: "not-contains", value: "file://" })).toBeNull();
  });

  it("accepts the example of every type, plain and negated", () => {
    for (const { type, example } of checkTypes()) {
      expect(validateCheck({ type, value: example })).toBeNull();
      expect(validateCheck({ type: `not-${type}`, value: example })).toBeNull();
    }
  });

  it.each([
    ["contain", "contains"],
    ["Contains", "contains"],
    ["not_contains", "not-contains"],
    ["is json", "is-json"],
    ["icontain-all", "icontains-all"],
    ["latancy", "latency"],
    ["not-regexp", "not-regex"],
  ])("suggests what %s was meant to be", (type, meant) => {
    expect(validateCheck({ type, value: "x" })).toBe(`unknown check type “${type}”: did you mean “${meant}”?`);
  });

  it("lists the types where none is near", () => {
    expect(validateCheck({ type: "perplexity", value: 5 })).toMatch(
      /^unknown check type “perplexity”: types are contains, .+ and \d+ more$/,
    );
    expect(validateCheck({ type: "not-not-contains", value: "x" })).toContain("unknown check type");
    expect(validateCheck({ type: "constructor" })).toContain("unknown check type");
  });

  it.each<[Check, string]>([
    [{ type: "contains" }, '“contains” needs a text, such as "BetterLaw", but has none'],
    [{ type: "not-contains", value: null }, "but has none"],
    [{ type: "contains", value: ["a"] }, "but has a list"],
    [{ type: "contains-any", value: {} }, "needs a list of texts, such as"],
    [{ type: "word-count", value: { min: 2, max: 1 } }, "min (2) is greater than max (1)"],
    [{ type: "word-count", value: { maximum: 1 } }, "the value has “maximum”"],
    [{ type: "is-html", value: {} }, "takes no value"],
    [{ type: "is-json", value: 5 }, "a JSON Schema is an object, true or false, but this is 5"],
    [{ type: "is-json", value: "type: [object" }, "the schema cannot be read at line 1, column 14"],
    [{ type: "is-json", value: "file://schema.json" }, "schemas in files are not read"],
    [{ type: "is-sql", value: { databaseType: "Oracle" } }, "databaseType is one of MySQL, PostgresQL, "],
    [
      { type: "is-sql", value: { allowedTables: ["a("] } },
      "the pattern “a(” in allowedTables is not valid: Unterminated",
    ],
    [{ type: "is-sql", value: { tables: [] } }, "the value has “tables”"],
    [{ type: "is-xml", value: ["a..b"] }, "“a..b” is not a path of element names"],
    [{ type: "contains-xml", value: { elements: ["a"] } }, "it can have requiredElements only"],
    [{ type: "bleu", value: "a", threshold: 2 }, "“threshold” must be a number from 0 to 1, but is 2"],
    [{ type: "meteor", value: "a", alpha: 3 }, "“alpha” must be a number from 0 to 1, but is 3"],
    [{ type: "levenshtein", value: "a", threshold: "5" }, "“threshold” must be a number of edits from 0 up"],
    [{ type: "tool-call-f1" }, "needs a list of names of tools"],
    [{ type: "is-valid-openai-tools-call", value: [{ type: "mcp" }] }, "tool 1 has no function with a name"],
    [{ type: "contains", value: "a", weight: -1 }, "“weight” must be a number from 0 up, but is -1"],
    [{ type: "contains", value: "a", metric: " " }, "“metric” must be a name"],
    [{ type: "is-refusal", value: "yes" }, "takes no value, but has the text “yes”"],
    [{ type: "latency", value: "2s" }, "needs a number from 0 up, such as 5000, but has the text “2s”"],
    [{ type: "regex", value: "a(b" }, "the pattern /a(b/ is not valid: Unterminated group"],
    [{ type: "regex", value: "/a/gg" }, "the pattern /a/gg is not valid"],
    [{ type: "contains", value: "a", transform: "output.trim()" }, "“transform” cannot be evaluated"],
  ])("says what is wrong with %j", (check, problem) => {
    expect(validateCheck(check)).toContain(problem);
  });

  it("says the same as the verdict's error", async () => {
    const values: JsonValue[] = [null, "", "(", 5, -1, true, [], [""], {}, { min: 3, max: 1 }];
    for (const { type } of checkTypes()) {
      for (const value of values) {
        const problem = validateCheck({ type, value });
        const verdict = await judge({ type, value }, "some reply");
        // Null is not yet a good check: a mistake in a script or a schema only the sandbox can tell.
        if (problem !== null) expect(verdict).toMatchObject({ status: "error", reason: problem });
      }
    }
  });
});

describe("checkTypes", () => {
  it("lists plain types once, each with a sentence", () => {
    const types = checkTypes();
    expect(new Set(types.map((one) => one.type)).size).toBe(types.length);
    for (const one of types) {
      expect(checkTypeSchema.parse(one)).toEqual(one);
      expect(one.type).not.toMatch(/^not-/);
      expect(one.summary).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("has promptfoo's names", () => {
    const names = `equals contains icontains contains-any contains-all icontains-any icontains-all starts-with regex is-json
      contains-json is-xml contains-xml is-html contains-html is-sql contains-sql is-refusal word-count finish-reason
      levenshtein rouge-n bleu gleu meteor latency cost javascript webhook is-valid-openai-tools-call
      is-valid-openai-function-call tool-call-f1 assert-set`;
    expect(checkTypes().map((one) => one.type)).toEqual(expect.arrayContaining(names.split(/\s+/)));
  });
});
