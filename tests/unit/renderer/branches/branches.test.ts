import { describe, expect, it } from "vitest";
import { branchesForMenu, formatBranchHead } from "../../../../renderer/branches/branches.ts";
import type { Branch } from "../../../../shared/domain/prompt.ts";

function branch(name: string, day: number, current = false): Branch {
  const updatedAt = `2026-11-${String(day).padStart(2, "0")}T10:00:00Z`;
  return { promptId: "1", name, headNumber: 7, baseNumber: null, current, edited: false, updatedAt };
}

describe("forMenu", () => {
  const branches = [branch("main", 1, true), branch("a", 2), branch("b", 9), branch("c", 5)];
  const names = (most: number): string[] => branchesForMenu(branches, most).map(({ name }) => name);
  it("lists them all while there is room", () => {
    expect(names(4)).toEqual(["main", "a", "b", "c"]);
  });
  it("keeps the current one and those worked on last, in the order they were made", () => {
    expect(names(3)).toEqual(["main", "b", "c"]);
    expect(names(2)).toEqual(["main", "b"]);
  });
});

describe("standOf", () => {
  it("says the head and whether there are words in no version", () => {
    expect(formatBranchHead({ headNumber: 12, edited: true })).toBe("v12, edited");
    expect(formatBranchHead({ headNumber: null, edited: false })).toBe("no version");
  });
});
