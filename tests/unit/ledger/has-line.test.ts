import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { splitRules } from "../../../electron/engine/prompts/prompt-rules.ts";
import { findRuleLine, mayContainRule, normalizeWording } from "../../../electron/engine/ledger/follow-rules.ts";

describe("a line that is the whole of a rule", () => {
  it.each([
    ["- Be brief.\n- Be kind.", "Be kind.", "- Be kind."],
    ["1. Be brief.\r\n2. Be kind.\r\n", "Be brief.", "1. Be brief."],
    ["- Be kind to all.\n- Be kind.", "Be kind.", "- Be kind."],
    ["- Be kind.\n  even when they are not.", "Be kind.", null],
    ["- Do not be kind.", "be kind.", null],
    ["Be brief. Be kind.", "Be kind.", null],
    ["", "Be kind.", null],
  ])("in %j of %j is %j", (text, wording, line) => expect(findRuleLine(text, [wording])).toBe(line));

  const line = fc.constantFrom(
    "- Be brief.",
    "- Be kind.",
    "  even then",
    "",
    "# Head",
    "Be kind. Be brief.",
    "2. Be brief.",
  );
  it("is a rule of the text, whatever stands around it, and what is a rule may be had", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom("\n", "\r\n"), (lines, end) => {
        const text = lines.join(end);
        const wordings = new Set(splitRules(text).rules.map((rule) => normalizeWording(rule.text)));
        for (const wording of ["Be brief.", "Be kind."]) {
          if (findRuleLine(text, [wording]) !== null) expect([...wordings]).toContain(wording);
        }
        for (const wording of wordings) expect(mayContainRule(text, new Set([wording]))).toBe(true);
      }),
    );
  });
});
