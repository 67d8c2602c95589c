import { describe, expect, it } from "vitest";
import { moveToFront, prioritizeConversations, type PriorityCase } from "../../../electron/engine/replay/prioritize.ts";

describe("conversations of rules that an edit touched", () => {
  it("lead, those with news first, and none is lost or there twice", () => {
    expect(moveToFront(new Set(["a", "d", "c"]), ["b", "c", "e"])).toEqual(["c", "a", "d", "b", "e"]);
    expect(moveToFront(new Set(), ["b", "c"])).toEqual(["b", "c"]);
    expect(moveToFront(new Set(["a"]), [])).toEqual(["a"]);
  });

  it("are the most telling ones, whatever broke last, with the reason", () => {
    const one = (id: string, change: Partial<PriorityCase> = {}): PriorityCase => ({
      id,
      checks: 1,
      shared: [],
      passed: [],
      ...change,
    });
    const cases = [
      one("broke", { passed: [false, true] }),
      one("linked", { linked: "its rule was edited" }),
      one("near", { linked: "its rule was edited", shared: ["phone"] }),
      one("other"),
    ];
    const told = prioritizeConversations(cases, 3);
    expect(told.ids).toEqual(["near", "linked", "broke"]);
    expect(told.why).toEqual({ near: "its rule was edited", linked: "its rule was edited", broke: "broke last" });
    expect(prioritizeConversations(cases, 1).ids).toEqual(["near"]);
  });
});
