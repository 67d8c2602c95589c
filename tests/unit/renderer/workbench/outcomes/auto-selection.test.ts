import { describe, expect, it } from "vitest";
import {
  conversationToSelect,
  noSelectionHistory,
  type OutcomeGroup,
  type RowGroup,
} from "../../../../../renderer/workbench/outcomes/outcome-groups.ts";
import { makeRow } from "../make.ts";

function group(name: OutcomeGroup, ...ids: string[]): RowGroup {
  return { group: name, rows: ids.map((id) => makeRow(id)) };
}

describe("auto selection", () => {
  const groups = [group("broke", "b"), group("fixed", "f"), group("same", "s", "t"), group("pending", "p")];

  it("shows the first broken conversation when nothing is selected", () => {
    expect(conversationToSelect(groups, null, noSelectionHistory, "1 2")).toBe("b");
  });

  it("waits while nothing has come in", () => {
    expect(conversationToSelect([group("pending", "p")], null, noSelectionHistory, "1 2")).toBe(null);
  });

  it("leaves what was picked by hand in this comparison, even where nothing changed", () => {
    expect(conversationToSelect(groups, "s", { auto: null, handIn: "1 2" }, "1 2")).toBe(null);
  });

  it("leaves an old pick by hand that has news in the next comparison", () => {
    expect(conversationToSelect(groups, "f", { auto: null, handIn: "1 2" }, "2 3")).toBe(null);
    expect(conversationToSelect(groups, "p", { auto: null, handIn: "1 2" }, "2 3")).toBe(null);
  });

  it("gives up an old pick by hand that has no news in the next comparison", () => {
    expect(conversationToSelect(groups, "s", { auto: null, handIn: "1 2" }, "2 3")).toBe("b");
  });

  it("moves from what it selected itself to the first that broke, but not among the broken", () => {
    expect(conversationToSelect(groups, "f", { auto: "f", handIn: null }, "1 2")).toBe("b");
    expect(conversationToSelect([group("broke", "a", "b")], "b", { auto: "b", handIn: null }, "1 2")).toBe(null);
  });

  it("leaves what it selected itself where nothing broke", () => {
    expect(conversationToSelect([group("fixed", "e", "f")], "f", { auto: "f", handIn: null }, "1 2")).toBe(null);
  });

  it("replaces a selection that is no longer in the list", () => {
    expect(conversationToSelect(groups, "gone", { auto: null, handIn: "1 2" }, "1 2")).toBe("b");
  });
});
