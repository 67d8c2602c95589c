import { describe, expect, it } from "vitest";
import {
  branchLine,
  descendants,
  neighbourVersion,
  stripVersions,
} from "../../../../../renderer/workbench/versions/graph-layout.ts";
import { followedVersion } from "../../../../../renderer/workbench/state/choose-runs.ts";
import { history } from "./make-graph.ts";

// main: 1 2 4 6 (merges 5); side: 3 5, from 2.
const versions = history("1", "2<1", "3<2", "4<2", "5<3", "6<4+5").toReversed();
const numbers = (line: readonly { number: number }[]): number[] => line.map(({ number }) => number);

describe("branchLine", () => {
  it("follows first parents from the head, oldest first", () => {
    expect(numbers(branchLine(versions, 6))).toEqual([1, 2, 4, 6]);
    expect(numbers(branchLine(versions, 5))).toEqual([1, 2, 3, 5]);
  });
  it("ends where a parent was deleted, and is empty before the first commit", () => {
    expect(
      numbers(
        branchLine(
          versions.filter(({ number }) => number !== 2),
          6,
        ),
      ),
    ).toEqual([4, 6]);
    expect(branchLine(versions, null)).toEqual([]);
  });
});

describe("the strip", () => {
  const strip = stripVersions(versions, 6, [3, 2]);
  it("has the branch's line, and apart from it what is looked at elsewhere", () => {
    expect(numbers(strip.line)).toEqual([1, 2, 4, 6]);
    expect(numbers(strip.besides)).toEqual([3]);
  });
  it("steps along the line to the draft, past numbers of other branches", () => {
    expect(neighbourVersion(strip, 2, 1)).toBe(4);
    expect(neighbourVersion(strip, 6, 1)).toBe("draft");
    expect(neighbourVersion(strip, "draft", -1)).toBe(6);
    expect(neighbourVersion(strip, "draft", 1)).toBeNull();
    expect(neighbourVersion(strip, 1, -1)).toBeNull();
  });
  it("steps from a version of another branch to its parent, and back to the line", () => {
    expect(neighbourVersion(strip, 3, -1)).toBe(2);
    expect(neighbourVersion(strip, 3, 1)).toBe(6);
  });
});

describe("descendants", () => {
  it("reach over forks and merges", () => {
    expect(descendants(versions, 3)).toEqual(new Set([3, 5, 6]));
    expect(descendants(versions, 4)).toEqual(new Set([4, 6]));
  });
});

describe("followedVersion", () => {
  const branch = (current: boolean, headNumber: number | null) => ({ current, headNumber });
  it("is the head of the current branch, though another has a newer version", () => {
    expect(followedVersion(versions, [branch(false, 6), branch(true, 5)])).toBe(5);
  });
  it("is the newest of all where the branch's head is not listed, or no branch is known", () => {
    expect(followedVersion(versions, [branch(true, 9)])).toBe(6);
    expect(followedVersion(versions, [])).toBe(6);
    expect(followedVersion([], [branch(true, null)])).toBeNull();
  });
});
