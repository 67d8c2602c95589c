import { describe, expect, it } from "vitest";
import type { BlamedHunk, BlamedConversation } from "../../../shared/domain/analysis.ts";
import { splitRules } from "../../../electron/engine/prompts/prompt-rules.ts";
import { toRuleWordings } from "../../../electron/engine/ledger/follow-rules.ts";
import { proposalsFromAudit, proposalsFromBlame, rulesInHunk } from "../../../electron/engine/ledger/suggest-links.ts";

const text = toRuleWordings(
  splitRules(
    ["You are Lex.", "- Be kind.", "- Ask back. Name the law.", "", "Stay calm. Never guess. Say so."].join("\n"),
  ),
);
const hunk = (change: Partial<BlamedHunk>): BlamedHunk => ({
  id: 0,
  kind: "added",
  from: 2,
  to: 2,
  side: "candidate",
  text: "- Be kind.",
  removed: "",
  anchor: 2,
  set: 0,
  part: null,
  ...change,
});
const words = (places: readonly number[]) => places.map((at) => text.wordings[at]);

describe("the rules that a change brought", () => {
  it.each([
    ["a list item", hunk({}), ["Be kind."]],
    [
      "another wording of an item",
      hunk({ kind: "changed", from: 3, to: 3, text: "- Ask back. Name the law." }),
      ["Ask back. Name the law."],
    ],
    ["a sentence of an item", hunk({ from: 3, to: 3, text: "Name the law." }), ["Ask back. Name the law."]],
    ["one sentence of three in a line", hunk({ from: 5, to: 5, text: "Never guess." }), ["Never guess."]],
    [
      "the sentence that did it",
      hunk({ from: 5, to: 5, text: "Stay calm. Never guess. Say so.", part: "Never guess." }),
      ["Never guess."],
    ],
    ["what went", hunk({ kind: "removed", side: "baseline" }), []],
    ["what only moved", hunk({ kind: "moved" }), []],
    ["settings", hunk({ kind: "settings", from: 0, to: 0, text: "no settings → temperature 1" }), []],
  ])("%s", (_, change, found) => expect(words(rulesInHunk(change, text))).toEqual(found));

  it("are none where it brought too many to say which", () => {
    const many = ["- One thing.", "- Two things.", "- Three things.", "- Four things.", "- Five things."].join("\n");
    const whole = toRuleWordings(splitRules(many));
    expect(rulesInHunk(hunk({ from: 1, to: 5, text: many }), whole)).toEqual([]);
  });
});

describe("what is proposed", () => {
  it("is for fixed conversations alone, with how sure blame was", () => {
    const tally = { passed: 0, samples: 1 };
    const one = (change: Partial<BlamedConversation>): BlamedConversation => ({
      id: "a",
      title: "",
      outcome: "fixed",
      answer: "found",
      hunks: [hunk({})],
      certainty: 0.972,
      calls: 1,
      detail: "",
      baseline: tally,
      candidate: tally,
      ...change,
    });
    const names = { baseline: "v1", candidate: "draft" };
    expect(proposalsFromBlame({ conversations: [one({}), one({ id: "b", outcome: "broke" })] }, text, names)).toEqual([
      { place: 1, conversationId: "a", origin: "blame", reason: "fixed from v1 to draft by this change, 97% certain" },
    ]);
  });

  it("has of an audit the most particular conversations of each rule first, and no flood", () => {
    const rule = (guardedBy: string[]) => ({
      line: 1,
      text: "",
      guardedBy,
      fixes: [],
      open: 0,
      status: "guarded" as const,
    });
    const all = Array.from({ length: 50 }, (_, at) => `c${at}`);
    const found = proposalsFromAudit({ version: "v2", rules: [rule([...all, "own"]), rule(all)] });
    expect(found[0]).toMatchObject({ place: 0, conversationId: "own" });
    expect(found.filter(({ place }) => place === 0)).toHaveLength(20);
    expect(proposalsFromAudit({ version: "v2", rules: Array.from({ length: 400 }, () => rule(all)) })).toHaveLength(
      2_000,
    );
  });
});
