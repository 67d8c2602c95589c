import { expect, test } from "vitest";
import { type Conflict, conflictAt, focusedConflict, nextConflict } from "../../../../renderer/merge/conflicts.ts";

const none = { from: 1, to: 0, text: "" };
const at = (from: number, to: number): Conflict => ({ from, to, ours: none, base: null, theirs: none, last: false });
const two = [at(3, 8), at(12, 20)];

test("the conflict at the cursor, its marks included", () => {
  expect([2, 3, 8, 9, 12].map((line) => conflictAt(two, line))).toEqual([null, 0, 0, null, 1]);
});

test("next and previous go round and round, from within and from between", () => {
  expect([1, 5, 10, 12, 30].map((line) => nextConflict(two, line, 1))).toEqual([0, 1, 1, 0, 0]);
  expect([1, 5, 10, 12, 30].map((line) => nextConflict(two, line, -1))).toEqual([1, 1, 0, 0, 1]);
});

test("keys are about the conflict at the cursor, else about the next, and about none where none is open", () => {
  expect([1, 5, 10, 30].map((line) => focusedConflict(two, line))).toEqual([0, 0, 1, 0]);
  expect(focusedConflict([], 4)).toBeNull();
  expect(nextConflict([], 4, 1)).toBeNull();
});
