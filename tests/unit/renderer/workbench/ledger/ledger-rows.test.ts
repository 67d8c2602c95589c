import { describe, expect, it } from "vitest";
import type { ConversationSummary } from "../../../../../shared/domain/conversation.ts";
import type { Ledger, LedgerRule, LedgerSuggestion, TouchedRule } from "../../../../../shared/domain/ledger.ts";
import {
  headingOfRow,
  rowToSelectAfter,
  ledgerListRows,
  type LedgerListRow,
  formatLedgerHeadline,
  formatRuleLinks,
  countOpenRules,
  formatLedgerRow,
  formatTouchedRules,
} from "../../../../../renderer/workbench/ledger/ledger-rows.ts";

const rule = (line: number, change: Partial<LedgerRule> = {}): LedgerRule => ({
  line,
  text: `- Rule ${line}`,
  ids: [],
  conversations: [],
  missing: [],
  elsewhere: 0,
  change: null,
  ...change,
});
const conversation = (id: string): ConversationSummary => ({
  id,
  title: `Title of ${id}`,
  tags: [],
  turns: 1,
  checks: 1,
  firstUserTurn: "Hi",
  contentSha256: id,
});
const suggestion = (ruleId: string, conversationId: string): LedgerSuggestion => ({
  ruleId,
  line: 1,
  text: "- Rule 1",
  conversationId,
  origin: "blame",
  reason: "fixed from v1 to v2 by this change",
});
const ledger: Ledger = {
  version: "draft",
  rules: [
    rule(1),
    rule(2, { conversations: ["a"], ids: ["7"] }),
    rule(3, { conversations: ["a", "b"], ids: ["8"], change: "edited" }),
    rule(4, { elsewhere: 2, ids: ["9"] }),
  ],
  gone: [{ id: "5", text: "- Old", seen: 3, after: 2, conversations: ["c"], missing: ["z"], elsewhere: 0 }],
  without: ["d"],
  suggestions: [suggestion("7", "d"), suggestion("7", "b"), suggestion("8", "d")],
};
const conversations = ["a", "b", "c", "d"].map(conversation);
const ids = (rows: readonly LedgerListRow[]) => rows.map(({ id }) => id);

describe("the rows of the ledger", () => {
  it("has the rules that need a look first", () => {
    expect(ids(ledgerListRows("rules", ledger, conversations))).toEqual([
      "Gone",
      "gone 5",
      "Changed",
      "rule 0 - Rule 3",
      "Without a conversation",
      "rule 0 - Rule 1",
      "Linked",
      "rule 0 - Rule 2",
      "rule 0 - Rule 4",
    ]);
  });

  it("has each conversation once: without a rule, with one that is gone, linked", () => {
    const rows = ledgerListRows("conversations", ledger, conversations);
    expect(ids(rows)).toEqual([
      "Without a rule",
      "conversation d",
      "Their rule is gone",
      "conversation c",
      "Linked",
      "conversation a",
      "conversation b",
    ]);
    const [a] = rows.filter(({ id }) => id === "conversation a");
    expect(a && formatLedgerRow(a)).toBe("Title of a. Linked to lines 2, 3.");
  });

  it("has suggestions below the rule they are for", () => {
    expect(ids(ledgerListRows("suggested", ledger, conversations))).toEqual([
      "of 7",
      "suggestion 7 d",
      "suggestion 7 b",
      "of 8",
      "suggestion 8 d",
    ]);
  });

  it("goes on with the row below, and at the end with the one above", () => {
    const rows = ledgerListRows("suggested", ledger, conversations);
    expect(rowToSelectAfter(rows, "suggestion 7 b")).toBe("suggestion 8 d");
    expect(rowToSelectAfter(rows, "suggestion 8 d")).toBe("suggestion 7 b");
    expect(
      rowToSelectAfter(
        ledgerListRows("suggested", { ...ledger, suggestions: [suggestion("7", "d")] }, []),
        "suggestion 7 d",
      ),
    ).toBe(null);
    expect(headingOfRow(rows, "suggestion 7 b")).toBe("of 7");
    expect(headingOfRow(rows, "of 7")).toBe(null);
  });
});

describe("the words of the ledger", () => {
  it("counts what has nobody, links of other sets and deleted conversations", () => {
    expect(formatLedgerHeadline(ledger)).toBe("Ledger of draft · 3 of 4 rules linked");
    expect(countOpenRules(ledger)).toBe(2);
    expect(ledger.rules.map(formatRuleLinks)).toEqual(["", "a", "2 conversations", "2 in other sets"]);
    const [gone] = ledgerListRows("rules", ledger, []).filter(({ kind }) => kind === "gone");
    expect(gone && formatLedgerRow(gone)).toBe("Gone. Last in v3. Written for c, z.");
  });

  it("says once of each conversation that it goes first", () => {
    const touched: TouchedRule = {
      change: "edited",
      line: 3,
      text: "- Rule 3",
      conversations: ["a", "b"],
      why: "its rule was edited",
    };
    expect(formatTouchedRules([])).toBe(null);
    expect(
      formatTouchedRules([touched, { ...touched, conversations: ["b"], why: "its other rule was deleted" }]),
    ).toEqual({
      short: "2 conversations first",
      long: "a, b: its rule was edited\nb: its other rule was deleted",
    });
  });
});
