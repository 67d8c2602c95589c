import { describe, expect, it } from "vitest";
import { matchNameWords } from "../../../../renderer/ui/command-dialog.tsx";

describe("matching a command's name", () => {
  it("finds a name by the beginnings of its words, in any order", () => {
    expect(matchNameWords("Commit and replay commit-and-replay", "rep com")).toBeGreaterThan(0);
    expect(matchNameWords("v7: Keep answers short", "v7")).toBe(1);
  });

  it("does not take letters scattered over a name for a match", () => {
    expect(matchNameWords("Previous conversation previous-conversation", "restore")).toBe(0);
  });

  it("puts a name that begins so before one that only holds it", () => {
    expect(matchNameWords("Replay draft", "replay")).toBeGreaterThan(matchNameWords("Stop the replay", "replay"));
  });

  it("shows everything while nothing is typed", () => {
    expect(matchNameWords("Anything", " ")).toBeGreaterThan(0);
  });
});
