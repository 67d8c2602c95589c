import { describe, expect, it } from "vitest";
import { filterRows, groupRows, nextToReview } from "../../../../../renderer/workbench/outcomes/outcome-groups.ts";
import {
  whyGoodReplyStillFails,
  formatVerdictTime,
  selectedReply,
  withHumanVerdict,
} from "../../../../../renderer/workbench/annotations/reply-annotations.ts";
import type { ConversationComparison } from "../../../../../shared/domain/comparison.ts";
import { formatApprovedMatch, formatHumanVerdicts } from "../../../../../shared/format/comparison-notes.ts";
import { turnsToStopAt } from "../../../../../renderer/workbench/evidence/evidence-model.ts";
import { makeReply, makeRow, makeTurn } from "../make.ts";

const at = "2026-11-21T09:24:00.000Z";
const person = { verdict: "bad" as const, note: "invents a phone number", author: "ada", at };

describe("the review queue", () => {
  const rows = [
    makeRow("broke", { outcome: "broke", changed: true, review: true }),
    makeRow("judged", { changed: true }),
    makeRow("changed", { changed: true, review: true }),
    makeRow("same"),
  ];
  it("goes to the next in the order of the list and round its end", () => {
    const order = groupRows(rows, "there").flatMap((group) => group.rows.map(({ id }) => id));
    const next = (selected: string | null) => nextToReview(order, new Set(["broke", "changed"]), selected);
    expect(next(null)).toBe("broke");
    expect(next("broke")).toBe("changed");
    expect(next("judged")).toBe("changed");
    expect(next("same")).toBe("broke");
    expect(next("changed")).toBe("broke");
    expect(next("gone")).toBe("broke");
    expect(nextToReview(order, new Set(), "same")).toBeNull();
  });

  it("is found by its words in the filter", () => {
    expect(filterRows(rows, "to review", "there").map(({ id }) => id)).toEqual(["broke", "changed"]);
  });
});

describe("a verdict that was just given", () => {
  const shown: ConversationComparison = {
    row: makeRow("a"),
    notes: "",
    sample: 0,
    samples: 1,
    runs: { baseline: "1", candidate: "2" },
    turns: [
      makeTurn(0, { baseline: makeReply("old"), candidate: makeReply("new") }),
      makeTurn(1, { baseline: makeReply("new"), candidate: makeReply("new") }),
    ],
  };

  it("shows on every side with the same words at the same turn, and nowhere else", () => {
    const said = withHumanVerdict(shown, { conversationId: "a", turn: 1 }, "new", { person });
    expect(said?.turns.map((turn) => [turn.baseline?.person ?? null, turn.candidate?.person ?? null])).toEqual([
      [null, null],
      [person, person],
    ]);
    expect(withHumanVerdict(shown, { conversationId: "b", turn: 1 }, "new", { person })).toBe(shown);
    expect(withHumanVerdict(undefined, { conversationId: "a", turn: 1 }, "new", { person })).toBeUndefined();
  });
});

describe("the reply that keys judge", () => {
  const where = { conversationId: "a", sample: 2, runs: { baseline: "1", candidate: "2" } };

  it("is the candidate's at the current turn, else the first there is", () => {
    const turns = [makeTurn(0, { baseline: null, candidate: null, fixed: "Hello." }), makeTurn(1), makeTurn(2)];
    expect(selectedReply(turns, 2, where)?.at).toEqual({ runId: "2", conversationId: "a", turn: 2, sample: 2 });
    expect(selectedReply(turns, null, where)?.at.turn).toBe(1);
    const gone = [makeTurn(0, { candidate: null })];
    expect(selectedReply(gone, 0, where)?.at.runId).toBe("1");
    expect(selectedReply([], null, where)).toBeNull();
  });
});

describe("what people said, in words", () => {
  it("says that a good verdict does not help against a check that fails", () => {
    const fails = { check: { type: "contains" }, status: "fail" as const, reason: "" };
    const rubric = { check: { type: "llm-rubric" }, status: "fail" as const, reason: "" };
    const good = { ...person, verdict: "good" as const };
    expect(whyGoodReplyStillFails(makeReply("x", { verdicts: [fails], person: good }))).toContain("still fails");
    expect(whyGoodReplyStillFails(makeReply("x", { verdicts: [rubric], person: good }))).toBeNull();
    expect(whyGoodReplyStillFails(makeReply("x", { verdicts: [fails], person }))).toBeNull();
  });

  it("tells an approved reply from one that is like it, and never calls those the same", () => {
    const rule = { match: "similarity" as const, method: "words" as const, threshold: 0.9 };
    const match = { own: false, rule, similarity: 0.9999, author: "ada", at };
    expect(formatApprovedMatch(match)).toBe("matches the approved reply, 99% by words");
    expect(formatApprovedMatch({ ...match, own: true })).toBe("approved as the expected reply");
    expect(formatHumanVerdicts(makeReply("x", { person, expected: match })).map(({ text }) => text)).toEqual([
      "ada says bad: invents a phone number",
      "matches the approved reply, 99% by words (ada)",
    ]);
  });

  it("names the time of today and the day of what is older", () => {
    const then = new Date(2026, 10, 21, 9, 24);
    expect(formatVerdictTime(then.toISOString(), new Date(2026, 10, 21, 18, 0))).toBe("09:24");
    expect(formatVerdictTime(then.toISOString(), new Date(2026, 10, 22, 8, 0))).toBe("21 Nov 2026");
  });
});

it("a reply called bad is a stop, one called good against a judge is none", () => {
  const rubric = { check: { type: "llm-rubric" }, baseline: null, candidate: { status: "fail" as const, reason: "" } };
  const turns = [
    makeTurn(0, { candidate: makeReply("same", { person }) }),
    makeTurn(1, { candidate: makeReply("same", { person: { ...person, verdict: "good" } }), verdicts: [rubric] }),
    makeTurn(2, { verdicts: [rubric] }),
  ];
  expect(turnsToStopAt(turns)).toEqual([0, 2]);
});
