import { describe, expect, it } from "vitest";
import type { RegressionTestDraft, CheckSuggestion } from "../../../../../shared/domain/test-generation.ts";
import { toCheckForm } from "../../../../../renderer/conversations/check-form.ts";
import {
  hasEarlierReplies,
  readRegressionTestForm,
  initialTestForm,
} from "../../../../../renderer/workbench/regression-tests/regression-test.ts";

const types = [{ type: "contains", summary: "", takes: "text" as const, example: null, threshold: null }];

const suggestion = (value: string, ticked: boolean): CheckSuggestion => ({
  check: { type: "not-contains", value },
  source: "fact",
  why: "",
  reply: null,
  other: null,
  asks: 0,
  ticked,
});

const draft: RegressionTestDraft = {
  from: "reach",
  title: "How can I reach you?",
  tags: ["contact", "guard"],
  setId: "1",
  history: "live",
  turns: [
    { user: "Hello", fixed: null, replied: "Hi there" },
    { user: "Who are you?", fixed: "I am Lex.", replied: null },
    { user: "Your number?", fixed: null, replied: null },
  ],
  reply: "555-0142",
  other: null,
  suggestions: [suggestion("555-0142", true), suggestion("Friday", false)],
};

function conversationOf(form = initialTestForm(draft), of = draft) {
  const read = readRegressionTestForm(form, of, "reach-guard");
  if ("problems" in read) throw new Error(read.problems.join());
  return read.conversation;
}

describe("a conversation put together from a reply", () => {
  it("takes what is ticked as checks on the last turn alone, and leaves earlier replies to the model", () => {
    expect(conversationOf()).toEqual({
      id: "reach-guard",
      title: "Guard: How can I reach you?",
      tags: ["contact", "guard"],
      turns: [
        { role: "user", content: "Hello" },
        { role: "user", content: "Who are you?" },
        { role: "assistant", content: "I am Lex." },
        { role: "user", content: "Your number?", checks: [{ type: "not-contains", value: "555-0142" }] },
      ],
      checks: [],
      notes: "Made of a reply in “reach”.",
    });
  });

  it("fixes earlier replies when told to, and by itself after pinned history", () => {
    const fixed = conversationOf({ ...initialTestForm(draft), fixed: true });
    expect(fixed.turns[1]).toEqual({ role: "assistant", content: "Hi there" });
    expect(initialTestForm(draft).fixed).toBe(false);
    expect(initialTestForm({ ...draft, history: "pinned" }).fixed).toBe(true);
    expect(hasEarlierReplies(draft)).toBe(true);
    expect(hasEarlierReplies({ ...draft, turns: draft.turns.slice(1) })).toBe(false);
  });

  it("adds checks of one's own, and names those that cannot be read", () => {
    const own = toCheckForm({ type: "contains", value: "form" }, types);
    const form = { ...initialTestForm(draft), taken: [], own: [own] };
    expect(conversationOf(form).turns.at(-1)).toMatchObject({ checks: [{ type: "contains", value: "form" }] });
    const broken = { ...own, options: { ...own.options, threshold: "much" } };
    const read = readRegressionTestForm({ ...form, own: [broken] }, draft, "id");
    expect(read).toMatchObject({ problems: [expect.stringMatching(/^Check 1: /)] });
  });

  it("needs a set: that of the run may be gone", () => {
    const gone = { ...draft, setId: null };
    expect(readRegressionTestForm(initialTestForm(gone), gone, "id")).toEqual({
      problems: ["Choose the set that it goes to."],
    });
  });

  it("keeps within the longest title there may be", () => {
    const long = { ...draft, title: "x".repeat(500) };
    expect(conversationOf(initialTestForm(long), long).title.length).toBe(500);
  });
});
