import { describe, expect, it } from "vitest";
import {
  firstDivergentTurn,
  limitToQuickReplay,
  onlyPickedConversations,
  type RunResults,
  type ConversationResults,
} from "../../../electron/engine/compare/run-results.ts";
import type { SampleStatus } from "../../../electron/engine/store/results.ts";
import { makeRun } from "../renderer/workbench/make.ts";

const result = (replyTexts: (number | null)[], sample = 0, status: SampleStatus = "passed") => ({
  position: 0,
  sample,
  status,
  replyTexts,
});

function sideOf(id: string, statuses: readonly SampleStatus[]): [string, ConversationResults] {
  const conversation = { position: 0, id, contentId: 1, title: "", tags: "[]", notes: "", turns: 1, checks: 1 };
  const results = statuses.map((status, sample) => result([sample], sample, status));
  return [id, { conversation, results, failure: null, end: null, cut: null }];
}

const runSide = (sides: [string, ConversationResults][], auto: boolean, run = makeRun("1", 1)): RunResults => ({
  run,
  byId: new Map(sides),
  auto,
});

describe("the first turn that differs", () => {
  it("is the first whose reply is another one, fixed replies left out", () => {
    expect(firstDivergentTurn([result([1, null, 3])], [result([1, null, 4])])).toBe(2);
    expect(firstDivergentTurn([result([1, null, 3])], [result([1, null, 3])])).toBeNull();
    expect(firstDivergentTurn([result([1, 2])], [result([5, 6])])).toBe(0);
  });

  it("is not known where a side has no sample, and needs only the samples that both have", () => {
    expect(firstDivergentTurn([], [result([1])])).toBeNull();
    expect(firstDivergentTurn([result([1]), result([2], 1)], [result([1])])).toBeNull();
    expect(firstDivergentTurn([result([2]), result([1], 1)], [result([1]), result([2], 1)])).toBeNull();
    expect(firstDivergentTurn([result([1]), result([2], 1)], [result([1]), result([3], 1)])).toBe(0);
  });
});

describe("a baseline that is held against a quick replay", () => {
  const quick = runSide(
    [sideOf("a", ["passed"]), sideOf("b", ["passed"])],
    false,
    makeRun("2", null, { partial: true }),
  );
  const baseline = runSide(
    [sideOf("a", ["passed", "passed"]), sideOf("b", ["passed", "failed"]), sideOf("c", ["passed"])],
    true,
  );

  it("keeps only the conversations that were picked, and one sample where its own agree", () => {
    const held = limitToQuickReplay(onlyPickedConversations(baseline, quick), quick);
    expect([...held.byId].map(([id, { results }]) => [id, results.length])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect(held.auto).toBe(false);
  });

  it("stays whole for whatever it is compared with next", () => {
    limitToQuickReplay(onlyPickedConversations(baseline, quick), quick);
    expect([...baseline.byId].map(([id, { results }]) => [id, results.length])).toEqual([
      ["a", 2],
      ["b", 2],
      ["c", 1],
    ]);
    expect(baseline.auto).toBe(true);
    expect(onlyPickedConversations(baseline, runSide([], false))).toBe(baseline);
  });
});
