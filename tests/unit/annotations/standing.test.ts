import { describe, expect, it } from "vitest";
import { checkKinds } from "../../../electron/engine/checks/check-table.ts";
import { gradedKinds } from "../../../electron/engine/checks/graded/index.ts";
import type { Check, VerdictStatus } from "../../../shared/domain/check.ts";
import {
  isOverriddenByHuman,
  humanVerdictOf,
  replyStatusOf,
  combineReplyStatuses,
} from "../../../shared/rules/sample-status.ts";

const said = (type: string, status: VerdictStatus, counts?: boolean) => ({ check: { type }, status, counts });

describe("how a reply stands", () => {
  it("follows its checks where nobody said anything", () => {
    expect(replyStatusOf([], null)).toBe("passed");
    expect(replyStatusOf([said("contains", "pass"), said("llm-rubric", "pass")], null)).toBe("passed");
    expect(replyStatusOf([said("contains", "pass"), said("llm-rubric", "fail")], null)).toBe("failed");
    expect(replyStatusOf([said("contains", "pass"), said("llm-rubric", "error")], null)).toBe("unevaluated");
    expect(replyStatusOf([said("contains", "error"), said("contains", "fail")], null)).toBe("failed");
  });

  it("fails with a person's bad, whatever the checks say, and without any check", () => {
    expect(replyStatusOf([], "bad")).toBe("failed");
    expect(replyStatusOf([said("contains", "pass"), said("llm-rubric", "error")], "bad")).toBe("failed");
  });

  it("sets aside what models say with a person's good, but no fact", () => {
    expect(replyStatusOf([said("contains", "pass"), said("llm-rubric", "fail")], "good")).toBe("passed");
    expect(replyStatusOf([said("not-factuality", "error")], "good")).toBe("passed");
    expect(replyStatusOf([said("contains", "fail"), said("llm-rubric", "pass")], "good")).toBe("failed");
    expect(replyStatusOf([said("regex", "error"), said("llm-rubric", "fail")], "good")).toBe("unevaluated");
  });

  it("never hears a check of weight 0", () => {
    expect(replyStatusOf([said("contains", "fail", false), said("llm-rubric", "error", false)], null)).toBe("passed");
    expect(replyStatusOf([said("contains", "fail", false)], "good")).toBe("passed");
  });

  it("makes a sample as good as its worst reply", () => {
    expect(combineReplyStatuses([])).toBe("passed");
    expect(combineReplyStatuses(["passed", "unevaluated", "passed"])).toBe("unevaluated");
    expect(combineReplyStatuses(["unevaluated", "failed"])).toBe("failed");
  });
});

describe("what a person's verdict outranks", () => {
  it("is just what a model grades, by the table of the checks", () => {
    const types = checkKinds.map((kind) => kind.type.type);
    expect(types.filter((type) => isOverriddenByHuman({ type }))).toEqual(gradedKinds.map(({ type }) => type.type));
    expect(gradedKinds.length).toBeGreaterThan(0);
  });

  it("is a set only where every check of it is graded: a fact in it still counts", () => {
    const set = (...types: string[]): Check => ({ type: "assert-set", assert: types.map((type) => ({ type })) });
    expect(isOverriddenByHuman(set("llm-rubric", "not-similar"))).toBe(true);
    expect(isOverriddenByHuman(set("llm-rubric", "contains"))).toBe(false);
    expect(isOverriddenByHuman(set())).toBe(false);
    expect(isOverriddenByHuman({ type: "not-assert-set", value: [{ type: "g-eval" }] })).toBe(true);
    expect(isOverriddenByHuman({ type: "assert-set", assert: ["llm-rubric", null] })).toBe(false);
  });
});

describe("what people say of a reply", () => {
  const at = "2026-01-01T00:00:00.000Z";
  const bad = { verdict: "bad" as const, note: "", author: "ada", at };
  const expected = { own: false, rule: { match: "exact" as const }, similarity: 1, author: "ada", at };

  it("is their own verdict before that of an approved reply it matches", () => {
    expect(humanVerdictOf({ person: bad, expected })).toBe("bad");
    expect(humanVerdictOf({ person: null, expected })).toBe("good");
    expect(humanVerdictOf({})).toBeNull();
  });
});
