import { describe, expect, it } from "vitest";
import type { Comparison } from "../../../../../shared/domain/comparison.ts";
import {
  formatCause,
  conversationsToPin,
  findPinnedRun,
} from "../../../../../renderer/workbench/evidence/evidence-model.ts";
import { placeholderComparison } from "../../../../../renderer/workbench/state/use-comparison.ts";
import { callsMade, keepShownConversations } from "../../../../../renderer/workbench/watch/watcher.ts";
import { nextConversation, watchGroups } from "../../../../../renderer/workbench/prompt/watch-strip.tsx";
import { makeProgress, makeRow, makeRun } from "../make.ts";

function comparison(rows: Comparison["rows"], more: Partial<Comparison> = {}): Comparison {
  const empty = { ...placeholderComparison(blank, makeRun("1", 1), makeRun("2", 2)), pending: 0 };
  return { ...empty, rows, ...more };
}
const blank: Comparison = {
  baseline: null,
  candidate: makeRun("2", 2),
  counts: { broke: 0, fixed: 0, stillFailing: 0, stillPassing: 0, flaky: 0, undecided: 0, edited: 0, missing: 0 },
  pending: 0,
  changed: 0,
  noiseFloor: null,
  passRate: { baseline: null, candidate: null, difference: null, interval: null, p: null },
  rows: [],
};

describe("what a quick replay replays", () => {
  it("keeps what the strip speaks of, so that it can be seen to be mended, and fills up with what tells most", () => {
    const telling = { ids: ["a", "b", "c"], why: { a: "broke last", b: "failed last", c: "next in the set" } };
    expect(keepShownConversations(telling, ["x", "b"], 4)).toEqual({
      ids: ["x", "b", "a", "c"],
      why: { x: "moved in the last quick replay", b: "failed last", a: "broke last", c: "next in the set" },
    });
    expect(keepShownConversations(telling, [], 2).ids).toEqual(["a", "b"]);
  });
});

describe("a session's calls", () => {
  it("count retries, calls without a reply, and those that were under way when a run was cancelled", () => {
    const of = (more: Parameters<typeof makeProgress>[0]) => callsMade({ concurrency: 8 }, makeProgress(more));
    expect(of({ calls: 6, cached: 2, recorded: 8, replies: 8 })).toBe(6);
    expect(of({ status: "incomplete", calls: 3, retries: 4, errors: 1, recorded: 3, replies: 8 })).toBe(8);
    expect(of({ status: "cancelled", calls: 3, recorded: 3, replies: 8 })).toBe(8);
    expect(of({ status: "cancelled", calls: 3, recorded: 3, replies: 30 })).toBe(11);
  });
});

describe("the watch strip", () => {
  it("has a place for broke, fixed and same at all times, and shows others when there are any", () => {
    const rows = [makeRow("a", { outcome: "broke" }), makeRow("b", { changed: true }), makeRow("c", { outcome: null })];
    const groups = watchGroups(comparison(rows));
    expect(groups.map(({ group, rows: of }) => [group, of.length])).toEqual([
      ["broke", 1],
      ["fixed", 0],
      ["changed", 1],
      ["same", 0],
    ]);
  });

  it("goes from one conversation of a group to the next, round and round", () => {
    const rows = [{ id: "a" }, { id: "b" }];
    expect([
      nextConversation(rows, null),
      nextConversation(rows, "a"),
      nextConversation(rows, "b"),
      nextConversation([], "a"),
    ]).toEqual(["a", "b", "a", null]);
  });
});

describe("pinned history", () => {
  const [baseline, candidate] = [makeRun("1", 1), makeRun("2", 2, { textSha256: "new" })];

  it("explains with a run of the same text, pinned to the same baseline", () => {
    const pinned = makeRun("3", 2, { history: "pinned", baselineRunId: "1", textSha256: "new" });
    const runs = [
      { ...pinned, id: "5", textSha256: "other" },
      { ...pinned, id: "4", baselineRunId: "9" },
      pinned,
      candidate,
    ];
    expect(findPinnedRun(runs, baseline, candidate)?.id).toBe("3");
    expect(findPinnedRun([candidate, baseline], baseline, candidate)).toBeNull();
  });

  it("is replayed for changed conversations of several turns whose cause is not known, once both runs are complete", () => {
    const rows = [
      makeRow("unknown", { changed: true, turns: 3 }),
      makeRow("known", { changed: true, turns: 3, cause: "edit" }),
      makeRow("one-turn", { changed: true }),
      makeRow("same", { turns: 3 }),
    ];
    expect(conversationsToPin(comparison(rows))).toEqual(["unknown"]);
    expect(conversationsToPin(comparison(rows, { candidate: makeRun("2", 2, {}, { status: "running" }) }))).toEqual([]);
    expect(conversationsToPin(comparison(rows, { candidate: makeRun("2", 2, { history: "pinned" }) }))).toEqual([]);
    expect(formatCause("drift")).not.toBe(formatCause("edit"));
  });
});
