import { expect, test } from "vitest";
import {
  findingRows,
  selectedFinding,
  canResumeMergeCheck,
  formatMergeCheckResult,
  formatOpenConflicts,
  formatMergePlan,
  formatMergeCheckProgress,
} from "../../../../renderer/merge/merge-findings.ts";
import { checkOf, found } from "./make-check.ts";

const all = [found("b", "flaky"), found("a", "lostFix"), found("c", "unlikeBoth"), found("d", "unlikeBoth")];

test("what speaks against the merge stands first, each kind under its name and in the order it came", () => {
  const rows = findingRows(all);
  expect(rows.map((row) => (row.kind === "group" ? `${row.finding} ${row.count}` : row.row.id))).toEqual([
    "unlikeBoth 2",
    "c",
    "d",
    "lostFix 1",
    "a",
    "flaky 1",
    "b",
  ]);
});

test("the first is shown until one is selected, and again when the selected one is gone", () => {
  const rows = findingRows(all);
  expect(selectedFinding(rows, null)?.id).toBe("c");
  expect(selectedFinding(rows, "b")?.id).toBe("b");
  expect(selectedFinding(rows, "gone")?.id).toBe("c");
  expect(selectedFinding([], "b")).toBeNull();
});

const plan = { conversations: 24, unchecked: 0, calls: 312, likely: 72, cost: 0.4, random: true, alike: null };

test("what it takes is said with the limit in force", () => {
  expect(formatMergePlan(plan, null)).toBe("24 conversations · at most 312 calls, usually 72 · about $0.40");
  expect(formatMergePlan(plan, 50)).toBe("24 conversations · at most 50 calls · about $0.40");
  expect(formatMergePlan({ ...plan, calls: 0, likely: 0, cost: 0, unchecked: 3 }, null)).toBe(
    "24 conversations · no calls, all is known · 3 without a check",
  );
  expect(formatMergePlan({ ...plan, cost: null }, null)).toContain("price unknown");
});

test("how far it is and what it came to, the worst first", () => {
  const check = checkOf(all, { total: 1_204, cost: 0.25 });
  expect(formatMergeCheckProgress(check, null)).toBe("4 of 1,204 conversations · 12 of at most 16 calls");
  expect(formatMergeCheckProgress(check, 14)).toBe("4 of 1,204 conversations · 12 of at most 14 calls");
  expect(formatMergeCheckResult(check)).toBe("2 unlike both parents · 1 lost a fix · 1 flaky · 12 calls · $0.25");
  expect(formatMergeCheckResult({ ...check, problem: "Stopped." })).toMatch(/ · Stopped\.$/);
});

test("it can go on where it was cut short or something failed, and not while it runs", () => {
  expect(canResumeMergeCheck(checkOf(all))).toBe(false);
  expect(canResumeMergeCheck(checkOf([found("a", "stopped")]))).toBe(true);
  expect(canResumeMergeCheck(checkOf([found("a", "failed")]))).toBe(true);
  expect(canResumeMergeCheck(checkOf(all, { problem: "Stopped." }))).toBe(true);
  expect(canResumeMergeCheck(checkOf([found("a", "stopped")], { running: true }))).toBe(false);
});

test("what is open, in words", () => {
  expect(formatOpenConflicts(0, [])).toBe("No conflict is open");
  expect(formatOpenConflicts(1, [])).toBe("1 conflict open");
  expect(formatOpenConflicts(2, [14])).toBe("Line 14 holds a conflict mark that belongs to no other: take it out");
});
