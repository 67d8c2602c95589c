import { describe, expect, it } from "vitest";
import {
  nextTurnToStopAt,
  segmentsOfSide,
  turnsToStopAt,
  turnShape,
} from "../../../../../renderer/workbench/evidence/evidence-model.ts";
import { makeReply, makeTurn } from "../make.ts";

describe("turnShape", () => {
  it("tells fixed, same, differing and one-sided turns apart", () => {
    expect(turnShape(makeTurn(0, { fixed: "Hello." }))).toBe("fixed");
    expect(turnShape(makeTurn(0))).toBe("same");
    expect(turnShape(makeTurn(0, { candidate: makeReply("other") }))).toBe("differs");
    expect(turnShape(makeTurn(0, { baseline: null }))).toBe("alone");
    expect(turnShape(makeTurn(0, { baseline: null, candidate: null }))).toBe("empty");
  });
});

describe("stops", () => {
  it("stops at differences, failures and errors, and passes over what is the same and passes", () => {
    const check = { type: "contains", value: "x" };
    const turns = [
      makeTurn(0),
      makeTurn(1, { candidate: makeReply("other") }),
      makeTurn(2, { verdicts: [{ check, baseline: null, candidate: { status: "fail", reason: "" } }] }),
      makeTurn(3, { candidate: null, candidateError: "The server said 500." }),
      makeTurn(4, { fixed: "Hello." }),
    ];
    expect(turnsToStopAt(turns)).toEqual([1, 2, 3]);
  });
  it("goes round at both ends", () => {
    expect(nextTurnToStopAt([1, 3], null, 1)).toBe(1);
    expect(nextTurnToStopAt([1, 3], null, -1)).toBe(3);
    expect(nextTurnToStopAt([1, 3], 3, 1)).toBe(1);
    expect(nextTurnToStopAt([1, 3], 1, -1)).toBe(3);
    expect(nextTurnToStopAt([1, 3], 2, 1)).toBe(3);
    expect(nextTurnToStopAt([], 2, 1)).toBeNull();
  });
});

describe("segmentsOf", () => {
  it("gives each side its own text back, whole", () => {
    const segments = [
      { kind: "same" as const, text: "Call " },
      { kind: "removed" as const, text: "nobody" },
      { kind: "added" as const, text: "555-0134" },
      { kind: "same" as const, text: "." },
    ];
    const text = (side: "baseline" | "candidate") =>
      segmentsOfSide(segments, side)
        .map((one) => one.text)
        .join("");
    expect(text("baseline")).toBe("Call nobody.");
    expect(text("candidate")).toBe("Call 555-0134.");
  });
});
