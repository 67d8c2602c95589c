import { describe, expect, it } from "vitest";
import { leadWith } from "../../../electron/engine/replay/order.ts";
import { rankTelling, type TellingCase } from "../../../electron/engine/replay/telling.ts";

describe("conversations of rules that an edit touched", () => {
  it("lead, those with news first, and none is lost or there twice", () => {
    expect(leadWith(new Set(["a", "d", "c"]), ["b", "c", "e"])).toEqual(["c", "a", "d", "b", "e"]);
    expect(leadWith(new Set(), ["b", "c"])).toEqual(["b", "c"]);
    expect(leadWith(new Set(["a"]), [])).toEqual(["a"]);
  });

  it("are the most telling ones, whatever broke last, with the reason", () => {
    const one = (id: string, change: Partial<TellingCase> = {}): TellingCase => ({
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
    const told = rankTelling(cases, 3);
    expect(told.ids).toEqual(["near", "linked", "broke"]);
    expect(told.why).toEqual({ near: "its rule was edited", linked: "its rule was edited", broke: "broke last" });
    expect(rankTelling(cases, 1).ids).toEqual(["near"]);
  });
});
