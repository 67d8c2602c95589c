import { describe, expect, it } from "vitest";
import type { ConversationSummary } from "../../../../../shared/domain/conversation.ts";
import type { LedgerRule } from "../../../../../shared/domain/ledger.ts";
import { conversationsToLink, rulesToLink } from "../../../../../renderer/workbench/ledger/ledger-rows.ts";

const conversation = (id: string, firstUserTurn: string): ConversationSummary => ({
  id,
  title: "",
  tags: [],
  turns: 1,
  checks: 0,
  firstUserTurn,
  contentSha256: id,
});
const all = [
  conversation("hello", "Hello"),
  conversation("hours", "When are your opening hours?"),
  conversation("phone", "What is your phone number?"),
  conversation("court", "Which court is it?"),
];
const rule = (text: string): LedgerRule => ({
  line: 1,
  text,
  ids: [],
  conversations: [],
  missing: [],
  elsewhere: 0,
  change: null,
});

describe("what is offered for a link", () => {
  it("begins with what is linked and suggested, then with what speaks of the same", () => {
    const asked = { text: "- Never invent phone numbers or opening hours.", conversations: ["court"] };
    expect(conversationsToLink(asked, all, ["hello"]).map(({ id }) => id)).toEqual([
      "hello",
      "court",
      "hours",
      "phone",
    ]);
    expect(conversationsToLink({ ...asked, conversations: [] }, all, []).map(({ id }) => id)).toEqual([
      "hours",
      "phone",
      "hello",
      "court",
    ]);
  });

  it("keeps the order of the text where no words are shared", () => {
    const rules = [rule("- Be brief."), rule("- Name the court."), rule("- Be kind.")];
    expect(rulesToLink("Which court is it?", rules, () => false)).toEqual([1, 0, 2]);
    expect(rulesToLink("", rules, ({ text }) => text.includes("kind"))).toEqual([2, 0, 1]);
  });
});
