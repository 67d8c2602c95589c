import { describe, expect, it } from "vitest";
import { checkTypes, validateCheck } from "../../../electron/engine/checks/evaluate.ts";
import { checkTypeSchema, type Check, type JsonValue } from "../../../shared/domain/check.ts";
import { judge } from "./judge.ts";

describe("validateCheck", () => {
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
    expect(validateCheck({ type: "llm-rubric", value: "is polite" })).toMatch(
      /^unknown check type “llm-rubric”: types are contains, /,
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
    [{ type: "is-json", value: {} }, "takes no value"],
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
        expect(verdict.status === "error" ? verdict.reason : null).toBe(problem);
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
    expect(
      checkTypes()
        .map((one) => one.type)
        .toSorted(),
    ).toEqual(
      [
        "equals",
        "contains",
        "icontains",
        "contains-any",
        "contains-all",
        "icontains-any",
        "icontains-all",
        "starts-with",
        "regex",
        "is-json",
        "word-count",
        "max-length",
        "is-refusal",
        "latency",
        "cost",
      ].toSorted(),
    );
  });
});
