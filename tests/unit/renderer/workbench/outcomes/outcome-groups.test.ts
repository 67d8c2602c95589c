import { describe, expect, it } from "vitest";
import {
  filterRows,
  groupRows,
  type BaselineState,
  firstConversationToShow,
  outcomeListItems,
  neighbourConversation,
} from "../../../../../renderer/workbench/outcomes/outcome-groups.ts";
import { makeRow } from "../make.ts";

const shape = (rows: Parameters<typeof groupRows>[0], baseline: BaselineState = "there") =>
  groupRows(rows, baseline).map(({ group, rows: held }) => [group, held.map((row) => row.id)]);

describe("groupRows", () => {
  it("puts bad news first and what is not known yet last, whatever order the rows came in", () => {
    const rows = [
      makeRow("pending", { outcome: null }),
      makeRow("same"),
      makeRow("changed", { changed: true }),
      makeRow("failing", { outcome: "stillFailing" }),
      makeRow("flaky", { outcome: "flaky" }),
      makeRow("missing", { outcome: "missing" }),
      makeRow("fixed", { outcome: "fixed" }),
      makeRow("broke", { outcome: "broke" }),
    ];
    expect(shape(rows)).toEqual([
      ["broke", ["broke"]],
      ["fixed", ["fixed"]],
      ["look", ["flaky", "missing"]],
      ["failing", ["failing"]],
      ["changed", ["changed"]],
      ["same", ["same"]],
      ["pending", ["pending"]],
    ]);
  });
  it("lets what looks bad lead among what is not settled, while samples are still coming in", () => {
    const tally = (passed: number, samples: number) => ({ passed, samples });
    const rows = [
      makeRow("open", { outcome: null, candidate: tally(0, 0) }),
      makeRow("good", { outcome: null, baseline: tally(0, 3), candidate: tally(1, 1) }),
      makeRow("bad", { outcome: null, baseline: tally(3, 3), candidate: tally(0, 1) }),
    ];
    expect(shape(rows)).toEqual([["pending", ["bad", "open", "good"]]]);
  });
  it("without a baseline only says failing and passing, and never that an unchecked one passes", () => {
    const rows = [
      makeRow("ok", { outcome: null }),
      makeRow("bad", { outcome: null, candidate: { passed: 0, samples: 1 } }),
      makeRow("sometimes", { outcome: null, candidate: { passed: 2, samples: 3 } }),
      makeRow("plain", { outcome: null, checks: 0 }),
      makeRow("lost", { outcome: "missing", candidate: { passed: 0, samples: 0 } }),
      makeRow("open", { outcome: null, candidate: { passed: 0, samples: 0 } }),
    ];
    expect(shape(rows, "alone")).toEqual([
      ["look", ["lost"]],
      ["failing", ["bad", "sometimes"]],
      ["passing", ["ok"]],
      ["unchecked", ["plain"]],
      ["pending", ["open"]],
    ]);
  });
});

describe("a baseline that is still being replayed", () => {
  it("is not called missing where its reply has not come yet", () => {
    const rows = [makeRow("late", { outcome: "missing", baseline: { passed: 0, samples: 0 } })];
    expect(shape(rows, "arriving")).toEqual([["pending", ["late"]]]);
    expect(shape(rows, "there")).toEqual([["look", ["late"]]]);
  });
});

describe("filterRows", () => {
  const rows = [
    makeRow("phone-1", { title: "Asks for a number", tags: ["must"] }),
    makeRow("hours", { outcome: "broke" }),
  ];
  const found = (query: string) => filterRows(rows, query, "there").map((row) => row.id);

  it("finds by id, title, tag and outcome, in any case", () => {
    expect(found("PHONE")).toEqual(["phone-1"]);
    expect(found("number must")).toEqual(["phone-1"]);
    expect(found("broke")).toEqual(["hours"]);
  });
  it("wants every word, and all rows for none", () => {
    expect(found("phone broke")).toEqual([]);
    expect(found("  ")).toEqual(["phone-1", "hours"]);
  });
});

describe("moving through the list", () => {
  const groups = groupRows(
    [makeRow("a", { outcome: "broke" }), makeRow("b", { outcome: "fixed" }), makeRow("c")],
    "there",
  );
  const items = outcomeListItems(groups, (group) => group !== "same");

  it("crosses from one group into the next and skips a folded one", () => {
    expect(neighbourConversation(items, "a", 1)).toBe("b");
    expect(neighbourConversation(items, "b", 1)).toBe("b");
    expect(neighbourConversation(items, "b", -1)).toBe("a");
    expect(neighbourConversation(items, "a", -1)).toBe("a");
  });
  it("starts at an end when the selected conversation is not on screen", () => {
    expect(neighbourConversation(items, "c", 1)).toBe("a");
    expect(neighbourConversation(items, null, -1)).toBe("b");
    expect(neighbourConversation([], null, 1)).toBeNull();
  });
  it("shows the first broken conversation first, and nothing while all is pending", () => {
    expect(firstConversationToShow(groups)).toBe("a");
    expect(firstConversationToShow(groupRows([makeRow("x", { outcome: null })], "there"))).toBeNull();
  });
});
