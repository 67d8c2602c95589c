import { describe, expect, it } from "vitest";
import { causeOfChange, decidingTurn } from "../../../electron/engine/compare/explain-changes.ts";

describe("the cause of another reply", () => {
  it("is the edit when the reply differs after the baseline's own replies too", () => {
    expect(causeOfChange([[1, 2]], [[1, 3]], [[1, 4]], 1)).toBe("edit");
  });

  it("is drift when, after the baseline's own replies, the reply is what it was", () => {
    expect(causeOfChange([[1, 2]], [[5, 3]], [[5, 2]], 1)).toBe("drift");
  });

  it("is unknown where replies are the same, fixed, or not there yet", () => {
    expect(causeOfChange([[1, 2]], [[1, 2]], [[1, 3]], 1)).toBeNull();
    expect(causeOfChange([[1, null]], [[2, null]], [[2, null]], 1)).toBeNull();
    expect(causeOfChange([[1, 2]], [[5, 3]], [], 1)).toBeNull();
    expect(causeOfChange([[1, 2]], [[5, 3]], [[5]], 1)).toBeNull();
  });

  it("takes samples as a collection, whatever their order, and only as many as all three runs have", () => {
    expect(causeOfChange([[1], [2]], [[3], [2]], [[2], [1]], 0)).toBe("drift");
    expect(causeOfChange([[1], [2]], [[3], [2]], [[1]], 0)).toBe("drift");
    expect(causeOfChange([[1], [2]], [[2], [1]], [[7], [8]], 0)).toBeNull();
  });
});

describe("the turn that decided a conversation", () => {
  it("is the first whose verdicts moved, though an earlier reply differs", () => {
    expect(decidingTurn(new Map(), new Map([[2, 1]]), 0)).toBe(2);
    expect(decidingTurn(new Map([[1, 1]]), new Map([[1, 1]]), 0)).toBe(0);
    expect(decidingTurn(new Map([[1, 3]]), new Map([[1, 1]]), 0)).toBe(1);
  });
});
