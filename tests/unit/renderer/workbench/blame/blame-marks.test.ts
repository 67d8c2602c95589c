import { describe, expect, it } from "vitest";
import type { BlamedConversation, BlameHunk, BlameState } from "../../../../../shared/domain/analysis.ts";
import {
  formatBlamedConversation,
  hunkMarks,
  markedLines,
  hunkMarkAt,
  formatHunkMark,
} from "../../../../../renderer/workbench/blame/blame-marks.ts";

const hunk = (id: number, more: Partial<BlameHunk> = {}): BlameHunk => ({
  id,
  kind: "added",
  side: "candidate",
  from: 10 * (id + 1),
  to: 10 * (id + 1) + 1,
  text: `- Rule ${id}.`,
  removed: "",
  anchor: 10 * (id + 1),
  ...more,
});
const hunks = [hunk(0), hunk(1), hunk(2, { side: "baseline", kind: "removed", anchor: 25 })];

function conversation(id: string, more: Partial<BlamedConversation> & { by?: [number, number][] }): BlamedConversation {
  const { by = [], ...rest } = more;
  const tally = { passed: 1, samples: 1 };
  const blamed = by.flatMap(([at, set]) => hunks.slice(at, at + 1).map((one) => ({ ...one, set, part: null })));
  return {
    id,
    title: "",
    outcome: "broke",
    answer: "found",
    hunks: blamed,
    certainty: 1,
    calls: 1,
    detail: "One change does it by itself.",
    baseline: tally,
    candidate: tally,
    ...rest,
  };
}

const state: BlameState = {
  id: "1",
  setId: "1",
  running: false,
  problem: null,
  baselineSha256: "",
  candidateSha256: "",
  hunks,
  total: 4,
  conversations: [
    conversation("a", { by: [[0, 0]], certainty: 0.987 }),
    conversation("b", { by: [[0, 0]], outcome: "fixed" }),
    conversation("c", {
      by: [
        [0, 0],
        [2, 0],
      ],
    }),
    conversation("d", { answer: "undetermined", detail: "Undetermined: too close." }),
  ],
  calls: 9,
  callsAtMost: 20,
  cost: 0,
};

describe("hunkMarks", () => {
  const marks = hunkMarks(state, "c");

  it("leaves out hunks that did nothing, and counts each conversation where it belongs", () => {
    expect(marks.map(({ hunk: { id }, broke, fixed }) => [id, broke.length, fixed.length])).toEqual([
      [0, 2, 1],
      [2, 1, 0],
    ]);
    expect(marks.every(({ selected }) => selected)).toBe(true);
    expect(hunkMarks(state, "a").map(({ selected }) => selected)).toEqual([true, false]);
  });

  it("puts what went beside the line before it", () => {
    expect(marks.map(markedLines)).toEqual([
      { from: 10, to: 11 },
      { from: 25, to: 25 },
    ]);
    expect(hunkMarkAt(marks, 11)?.hunk.id).toBe(0);
    expect(hunkMarkAt(marks, 25)?.hunk.id).toBe(2);
    expect(hunkMarkAt(marks, 12)).toBeNull();
  });

  it("says who, how sure, and with what else; never surer than it is", () => {
    expect(marks.map(formatHunkMark)).toEqual([
      "Lines 10 to 11: broke a (98% certain), c (only with 1 other change); fixed b",
      "Lines 30 to 31 of the baseline, removed: broke c (only with 1 other change)",
    ]);
    expect(formatBlamedConversation(state, "d")).toBe("d: Undetermined: too close.");
    expect(formatBlamedConversation(state, "other")).toBeNull();
  });
});
