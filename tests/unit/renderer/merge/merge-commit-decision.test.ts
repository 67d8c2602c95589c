import { expect, test } from "vitest";
import { decideCommit } from "../../../../renderer/merge/merge-findings.ts";
import { checkOf, found } from "./make-check.ts";

const span = { from: 1, to: 0, text: "" };
const conflict = { from: 1, to: 5, ours: span, base: null, theirs: span, last: false };
const fine = checkOf([found("a", "asParents"), found("b", "flaky")]);
const usual: Parameters<typeof decideCommit>[0] = {
  preview: { upToDate: false, draftEdited: false },
  ours: "main",
  open: { conflicts: [], loose: [] },
  check: fine,
  alike: false,
  canWrite: true,
};

test("a merge that was checked without a surprise is committed without a question", () => {
  expect(decideCommit(usual)).toEqual({ kind: "go" });
});

test("what is open, edited or not to be written holds it back, and says so", () => {
  const reasonOf = (change: Partial<typeof usual>) => {
    const stand = decideCommit({ ...usual, ...change });
    return stand.kind === "blocked" ? stand.reason : stand.kind;
  };
  expect(reasonOf({ open: { conflicts: [conflict, conflict], loose: [] } })).toBe("2 conflicts open.");
  expect(reasonOf({ open: { conflicts: [conflict], loose: [7] } })).toMatch(/^Line 7 holds a conflict mark/);
  expect(reasonOf({ preview: { upToDate: false, draftEdited: true } })).toMatch(/^The draft of main has edits/);
  expect(reasonOf({ preview: { upToDate: true, draftEdited: false } })).toBe("There is nothing to merge.");
  expect(reasonOf({ canWrite: false })).toBe("The project can only be read.");
});

test("surprises are named before it is committed, and are never passed over because the check was cut short", () => {
  const check = checkOf(
    ["a", "b", "c", "d"].map((id) => found(id, "unlikeBoth")),
    { problem: "Its limit of 9 calls was reached." },
  );
  expect(decideCommit({ ...usual, check })).toMatchObject({
    kind: "ask",
    danger: true,
    title: "Commit with 4 surprises?",
    text: expect.stringContaining("a, b, c and 1 more"),
  });
  const one = decideCommit({ ...usual, check: checkOf([found("a", "lostFix")]) });
  expect(one).toMatchObject({ title: "Commit with 1 surprise?", text: expect.stringContaining("1 conversation does") });
});

test("nobody commits what was not checked, or not to its end, without being asked", () => {
  expect(decideCommit({ ...usual, check: null })).toMatchObject({ kind: "ask", title: "Commit without a check?" });
  for (const check of [{ ...fine, running: true }, { ...fine, problem: "Stopped." }, checkOf([found("a", "failed")])]) {
    expect(decideCommit({ ...usual, check })).toMatchObject({ kind: "ask", title: "Commit before the check is done?" });
  }
});

test("a result that is a parent word for word needs no check", () => {
  expect(decideCommit({ ...usual, check: null, alike: true })).toEqual({ kind: "go" });
});
