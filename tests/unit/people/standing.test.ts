import { describe, expect, it } from "vitest";
import { checkKinds } from "../../../electron/engine/checks/check-kinds.ts";
import { isGraded } from "../../../electron/engine/checks/graded/index.ts";
import type { Check, VerdictStatus } from "../../../shared/domain/check.ts";
import { isOutranked, saysOf, statusOf, worstOf } from "../../../shared/rules/standing.ts";

const said = (type: string, status: VerdictStatus, counts?: boolean) => ({ check: { type }, status, counts });

describe("how a reply stands", () => {
  it("follows its checks where nobody said anything", () => {
    expect(statusOf([], null)).toBe("passed");
    expect(statusOf([said("contains", "pass"), said("llm-rubric", "pass")], null)).toBe("passed");
    expect(statusOf([said("contains", "pass"), said("llm-rubric", "fail")], null)).toBe("failed");
    expect(statusOf([said("contains", "pass"), said("llm-rubric", "error")], null)).toBe("unevaluated");
    expect(statusOf([said("contains", "error"), said("contains", "fail")], null)).toBe("failed");
  });

  it("fails with a person's bad, whatever the checks say, and without any check", () => {
    expect(statusOf([], "bad")).toBe("failed");
    expect(statusOf([said("contains", "pass"), said("llm-rubric", "error")], "bad")).toBe("failed");
  });

  it("sets aside what models say with a person's good, but no fact", () => {
    expect(statusOf([said("contains", "pass"), said("llm-rubric", "fail")], "good")).toBe("passed");
    expect(statusOf([said("not-factuality", "error")], "good")).toBe("passed");
    expect(statusOf([said("contains", "fail"), said("llm-rubric", "pass")], "good")).toBe("failed");
    expect(statusOf([said("regex", "error"), said("llm-rubric", "fail")], "good")).toBe("unevaluated");
  });

  it("never hears a check of weight 0", () => {
    expect(statusOf([said("contains", "fail", false), said("llm-rubric", "error", false)], null)).toBe("passed");
    expect(statusOf([said("contains", "fail", false)], "good")).toBe("passed");
  });

  it("makes a sample as good as its worst reply", () => {
    expect(worstOf([])).toBe("passed");
    expect(worstOf(["passed", "unevaluated", "passed"])).toBe("unevaluated");
    expect(worstOf(["unevaluated", "failed"])).toBe("failed");
  });
});

describe("what a person's verdict outranks", () => {
  it("is just what a model grades, by the table of the checks", () => {
    const types = checkKinds.map((kind) => kind.type.type);
    expect(types.filter((type) => isOutranked({ type }))).toEqual(types.filter(isGraded));
    expect(types.filter(isGraded).length).toBeGreaterThan(0);
  });

  it("is a set only where every check of it is graded: a fact in it still counts", () => {
    const set = (...types: string[]): Check => ({ type: "assert-set", assert: types.map((type) => ({ type })) });
    expect(isOutranked(set("llm-rubric", "not-similar"))).toBe(true);
    expect(isOutranked(set("llm-rubric", "contains"))).toBe(false);
    expect(isOutranked(set())).toBe(false);
    expect(isOutranked({ type: "not-assert-set", value: [{ type: "g-eval" }] })).toBe(true);
    expect(isOutranked({ type: "assert-set", assert: ["llm-rubric", null] })).toBe(false);
  });
});

describe("what people say of a reply", () => {
  const at = "2026-01-01T00:00:00.000Z";
  const bad = { verdict: "bad" as const, note: "", author: "ada", at };
  const expected = { own: false, rule: { match: "exact" as const }, similarity: 1, author: "ada", at };

  it("is their own verdict before that of an approved reply it matches", () => {
    expect(saysOf({ person: bad, expected })).toBe("bad");
    expect(saysOf({ person: null, expected })).toBe("good");
    expect(saysOf({})).toBeNull();
  });
});
