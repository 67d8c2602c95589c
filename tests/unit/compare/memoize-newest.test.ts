import { describe, expect, it } from "vitest";
import { memoizeNewest } from "../../../electron/engine/compare/run-results.ts";

describe("what is kept of the newest", () => {
  it("is made once while its key stays the same, and anew with another", () => {
    const kept = memoizeNewest<object>(2);
    const first = kept("a", "1", () => ({}));
    expect(kept("a", "1", () => ({}))).toBe(first);
    const second = kept("a", "2", () => ({}));
    expect(second).not.toBe(first);
    expect(kept("a", "2", () => ({}))).toBe(second);
    expect(kept("a", "1", () => ({}))).not.toBe(first);
  });

  it("is what was asked for last", () => {
    const kept = memoizeNewest<object>(2);
    const [a, b] = [kept("a", "", () => ({})), kept("b", "", () => ({}))];
    expect(kept("a", "", () => ({}))).toBe(a);
    kept("c", "", () => ({}));
    expect(kept("a", "", () => ({}))).toBe(a);
    expect(kept("b", "", () => ({}))).not.toBe(b);
  });

  it("stays as it was where the new one cannot be made", () => {
    const kept = memoizeNewest<number>(2);
    kept("a", "1", () => 1);
    const broken = () => {
      throw new Error("the file is gone");
    };
    expect(() => kept("a", "2", broken)).toThrow("the file is gone");
    expect(kept("a", "1", () => 2)).toBe(1);
  });
});
