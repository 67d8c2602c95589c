import { expect, test } from "vitest";
import {
  alignLines,
  originMarks,
  nearestAlignedLine,
  conflictLinesInSide,
} from "../../../../renderer/merge/line-alignment.ts";
import { findConflicts } from "../../../../renderer/merge/conflicts.ts";

test("each line is found in the other text, new ones are not", () => {
  expect(alignLines("a\nnew\nb\nc\n", "a\nb\ngone\nc\n")).toEqual([null, 1, null, 2, 4]);
});

test("line ends and a missing last one make no line another", () => {
  expect(alignLines("a\nb", "a\r\nb\r\n")).toEqual([null, 1, 2]);
});

test("a line that is not there stands behind the nearest one above it", () => {
  const lines = alignLines("new\na\nnew\nb\n", "x\na\nb\n");
  expect([1, 2, 3, 4, 9].map((line) => nearestAlignedLine(lines, line))).toEqual([1, 2, 3, 3, 4]);
});

test("the margin says which side a line comes from, or that somebody wrote it here", () => {
  const result = "both\nours\nours\ntheirs\nopen\nhand\n";
  const ours = alignLines(result, "both\nours\nours\n");
  const theirs = alignLines(result, "both\ntheirs\n");
  expect(originMarks(6, { ours, theirs }, (line) => line === 5)).toEqual([
    { origin: "ours", from: 2, to: 3 },
    { origin: "theirs", from: 4, to: 4 },
    { origin: "hand", from: 6, to: 6 },
  ]);
});

test("a conflict is found again in the text of either side, and in none where that side took the lines away", () => {
  const result = "a\n<<<<<<< main\nb\nc\n||||||| v1\nx\n=======\n>>>>>>> fees\nd\n";
  const { conflicts } = findConflicts(result, 7);
  expect(conflictLinesInSide(conflicts, "ours", alignLines(result, "a\nb\nc\nd\n"), 0)).toEqual([
    { from: 2, to: 3, meant: true },
  ]);
  expect(conflictLinesInSide(conflicts, "theirs", alignLines(result, "a\nd\n"), 0)).toEqual([]);
  expect(conflictLinesInSide(conflicts, "ours", null, 0)).toEqual([]);
});
