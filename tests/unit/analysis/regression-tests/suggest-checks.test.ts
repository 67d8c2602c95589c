import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validateCheck } from "../../../../electron/engine/checks/evaluate.ts";
import {
  suggestChecks,
  type ReplyFaults,
} from "../../../../electron/engine/analysis/regression-tests/suggest-checks.ts";
import type { Verdict } from "../../../../shared/domain/check.ts";
import { factKindSchema } from "../../../../shared/domain/fact.ts";

const nothing: ReplyFaults = { facts: [], verdicts: [], phrases: [], note: null, country: "US", allowed: [] };
const phone = { kind: "phone" as const, text: "555-0142", key: "5550142", start: 3, end: 11, owner: null };

const typed = (faults: Partial<ReplyFaults>) =>
  suggestChecks({ ...nothing, ...faults }).map(({ check, source }) => [source, check.type, check.value]);

describe("checks that a reply's faults suggest", () => {
  it("are none for a reply without faults", () => expect(suggestChecks(nothing)).toEqual([]));

  it("name an unsupported fact, and its kind for all others like it", () => {
    expect(typed({ facts: [phone, { ...phone, start: 40, end: 48 }] })).toEqual([
      ["fact", "not-contains", "555-0142"],
      ["fact", "not-unsupported-fact", ["phone"]],
    ]);
  });

  it("know the project's country and what it allows", () => {
    const allowed = [
      { kind: "phone" as const, text: "0800 1" },
      { kind: "url" as const, text: "x.test" },
    ];
    const [, ofKind] = suggestChecks({ ...nothing, facts: [phone], country: "DE", allowed });
    expect(ofKind?.check).toEqual({
      type: "not-unsupported-fact",
      value: ["phone"],
      country: "DE",
      except: ["0800 1"],
    });
  });

  it("take the checks that failed, but no measure and no rubric of the set", () => {
    const failed = { check: { type: "not-contains", value: "x" }, status: "fail" as const, reason: "contains x" };
    const verdicts: Verdict[] = [
      failed,
      { ...failed, check: { type: "contains", value: "y" }, status: "pass" },
      { ...failed, check: { type: "contains", value: "z" }, counts: false },
      { ...failed, check: { type: "llm-rubric", value: "polite", rubric: "Polite v1" } },
    ];
    expect(typed({ verdicts })).toEqual([["check", "not-contains", "x"]]);
  });

  it("make a rubric of a person's note", () => {
    const [rubric] = suggestChecks({ ...nothing, note: "Names a rival. " });
    expect(rubric).toMatchObject({ source: "verdict", check: { type: "llm-rubric" } });
    expect(rubric?.check.value).toMatch(/Names a rival\.$/);
    expect(suggestChecks({ ...nothing, note: "  " })).toEqual([]);
  });

  it("suggest nothing twice: neither a check that is there nor words that are a fact", () => {
    const verdicts: Verdict[] = [{ check: { value: "555-0142", type: "not-contains" }, status: "fail", reason: "" }];
    expect(typed({ facts: [phone], verdicts, phrases: ["on 555-0142", "Ms Hartley"] })).toEqual([
      ["check", "not-contains", "555-0142"],
      ["fact", "not-unsupported-fact", ["phone"]],
      ["text", "not-contains", "Ms Hartley"],
    ]);
  });

  it("can all be evaluated, whatever the facts are", () => {
    const fact = fc.record({
      kind: fc.constantFrom(...factKindSchema.options),
      text: fc.string({ minLength: 1 }),
      key: fc.string(),
      start: fc.nat(),
      end: fc.nat(),
      owner: fc.option(fc.string()),
    });
    fc.assert(
      fc.property(fc.array(fact), fc.array(fc.string({ minLength: 1 })), (facts, phrases) => {
        const suggested = suggestChecks({ ...nothing, facts, phrases, note: "bad" });
        for (const { check } of suggested) expect(validateCheck(check)).toBeNull();
        expect(new Set(suggested.map(({ check }) => JSON.stringify(check))).size).toBe(suggested.length);
      }),
    );
  });
});
