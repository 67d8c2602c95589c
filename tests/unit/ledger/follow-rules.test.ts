import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { splitRules } from "../../../electron/engine/prompts/prompt-rules.ts";
import { followRules, toRuleWordings, normalizeWording } from "../../../electron/engine/ledger/follow-rules.ts";

const read = (...lines: string[]) => toRuleWordings(splitRules(lines.join("\n")));

/** The rules of the second text by those of the first. */
const follow = (before: string[], after: string[]): [string, string | null][] => {
  const [from, to] = [read(...before), read(...after)];
  const places = followRules(from, to);
  return from.wordings.map((wording, at) => [wording, to.wordings[places.get(at) ?? -1] ?? null]);
};

describe("a rule's wording", () => {
  it.each([
    ["- Stay  with\n  the law.", "Stay with the law."],
    ["12. Stay with the law.", "Stay with the law."],
    ["a) Stay with the law.", "Stay with the law."],
    ["Stay with the law.", "Stay with the law."],
  ])("leaves out its place in a list: %j", (text, wording) => expect(normalizeWording(text)).toBe(wording));
});

describe("following rules from one text to another", () => {
  it("knows a rule by its words, wherever it went and whatever its number", () => {
    expect(
      follow(["1. Be brief.", "2. Name no competitor."], ["1. Name no competitor.", "2. Say hello.", "3. Be brief."]),
    ).toEqual([
      ["Be brief.", "Be brief."],
      ["Name no competitor.", "Name no competitor."],
    ]);
  });

  it("follows another wording in the same place", () => {
    const [, second] = follow(
      ["- Be brief.", "- Do not mention competitors.", "- Say hello."],
      ["- Be brief.", "- Never name a competitor or their products.", "- Say hello."],
    );
    expect(second).toEqual(["Do not mention competitors.", "Never name a competitor or their products."]);
  });

  it("says that a rule is gone where a new one only sounds alike", () => {
    const [first] = follow(
      ["- Do not give phone numbers.", "- Say hello."],
      ["- Do not give legal guarantees.", "- Say hello."],
    );
    expect(first).toEqual(["Do not give phone numbers.", null]);
  });

  it("asks for more words in common where a rule moved and was worded anew", () => {
    const before = ["- Never invent phone numbers or opening hours.", "- Say hello.", "- Be brief."];
    expect(
      follow(before, ["- Say hello.", "- Be brief.", "- Never invent phone numbers, opening hours or fees."])[0]?.[1],
    ).toBe("Never invent phone numbers, opening hours or fees.");
    expect(
      follow(before, ["- Say hello.", "- Be brief.", "- Our opening hours are nine to five on working days."])[0]?.[1],
    ).toBe(null);
  });

  it("gives a reworded rule to the nearer of two", () => {
    const found = follow(
      ["- Ask for the city before naming a court.", "- Keep."],
      ["- Ask for the budget.", "- Always ask for the city and the year before naming a court.", "- Keep."],
    );
    expect(found[0]?.[1]).toBe("Always ask for the city and the year before naming a court.");
  });

  it("finds two rules that were joined in the one that holds both", () => {
    const joined = ["- Be brief, even where it hurts, and always name the law.", "- Keep."];
    expect(follow(["- Be brief, even where it hurts", "- always name the law.", "- Keep."], joined)).toEqual([
      ["Be brief, even where it hurts", "Be brief, even where it hurts, and always name the law."],
      ["always name the law.", "Be brief, even where it hurts, and always name the law."],
      ["Keep.", "Keep."],
    ]);
  });

  it("reads Windows line ends and empty texts", () => {
    const [unix, windows] = [
      splitRules("- One thing.\n- Two things.\n"),
      splitRules("- One thing.\r\n- Two things.\r\n"),
    ];
    expect([...followRules(toRuleWordings(unix), toRuleWordings(windows))]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(followRules(read(""), toRuleWordings(unix)).size).toBe(0);
    expect(followRules(toRuleWordings(unix), read("")).size).toBe(0);
  });

  it("follows 2,000 rules through an edit, and through another text altogether", () => {
    const lines = Array.from({ length: 2000 }, (_, at) => `- Rule ${at} speaks of subject${at} and matter${at * 7}.`);
    const places = followRules(
      read(...lines),
      read(...lines.with(1000, "- Rule 1000 tells of subject1000 and matter7000 at length.")),
    );
    expect(places.size).toBe(2000);
    const other = Array.from({ length: 2000 }, (_, at) => `- Clause ${at + 5000} concerns theme${at} instead.`);
    expect(followRules(read(...lines), read(...other)).size).toBe(0);
  });
});

const rule = fc.constantFrom(
  "Be brief.",
  "Say hello to all clients.",
  "Name no competitor.",
  "Never invent phone numbers.",
  "Ask for the city.",
  "Be brief.",
);
const text = fc.array(rule, { maxLength: 12 }).map((rules) => rules.map((one) => `- ${one}`));

describe("whatever the texts", () => {
  it("never gives two rules the same place where none holds another, and keeps the same words together", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const [from, to] = [read(...before), read(...after)];
        const places = followRules(from, to);
        expect(new Set(places.values()).size).toBe(places.size);
        for (const wording of new Set(from.wordings)) {
          const [had, has] = [from, to].map(({ places: where }) => where.get(wording)?.length ?? 0);
          const kept = [...places].filter(([b, a]) => from.wordings[b] === wording && to.wordings[a] === wording);
          expect(kept.length).toBe(Math.min(had ?? 0, has ?? 0));
        }
      }),
    );
  });

  it("finds every rule of a text in the same text, where it stands", () => {
    fc.assert(
      fc.property(text, (lines) => {
        const same = read(...lines);
        expect([...followRules(same, same)]).toEqual(same.wordings.map((_, at) => [at, at]));
      }),
    );
  });
});
