import { describe, expect, it } from "vitest";
import { autoSelection, nothingPicked } from "../../../../renderer/workbench/outcomes/auto-selection.ts";
import type { Group, RowGroup } from "../../../../renderer/workbench/outcomes/group-rows.ts";
import { makeRow } from "./make.ts";

function group(name: Group, ...ids: string[]): RowGroup {
  return { group: name, rows: ids.map((id) => makeRow(id)) };
}

describe("auto selection", () => {
  const groups = [group("broke", "b"), group("fixed", "f"), group("same", "s", "t"), group("pending", "p")];

  it("shows the first broken conversation when nothing is selected", () => {
    expect(autoSelection(groups, null, nothingPicked, "1 2")).toBe("b");
  });

  it("waits while nothing has come in", () => {
    expect(autoSelection([group("pending", "p")], null, nothingPicked, "1 2")).toBe(null);
  });

  it("leaves what was picked by hand in this comparison, even where nothing changed", () => {
    expect(autoSelection(groups, "s", { auto: null, handIn: "1 2" }, "1 2")).toBe(null);
  });

  it("leaves an old pick by hand that has news in the next comparison", () => {
    expect(autoSelection(groups, "f", { auto: null, handIn: "1 2" }, "2 3")).toBe(null);
    expect(autoSelection(groups, "p", { auto: null, handIn: "1 2" }, "2 3")).toBe(null);
  });

  it("gives up an old pick by hand that has no news in the next comparison", () => {
    expect(autoSelection(groups, "s", { auto: null, handIn: "1 2" }, "2 3")).toBe("b");
  });

  it("moves from what it selected itself to the first that broke, but not among the broken", () => {
    expect(autoSelection(groups, "f", { auto: "f", handIn: null }, "1 2")).toBe("b");
    expect(autoSelection([group("broke", "a", "b")], "b", { auto: "b", handIn: null }, "1 2")).toBe(null);
  });

  it("leaves what it selected itself where nothing broke", () => {
    expect(autoSelection([group("fixed", "e", "f")], "f", { auto: "f", handIn: null }, "1 2")).toBe(null);
  });

  it("replaces a selection that is no longer in the list", () => {
    expect(autoSelection(groups, "gone", { auto: null, handIn: "1 2" }, "1 2")).toBe("b");
  });
});
