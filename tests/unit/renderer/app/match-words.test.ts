import { describe, expect, it } from "vitest";
import { matchWords } from "../../../../renderer/palette/match-words.ts";

describe("matching a command's name", () => {
  it("finds a name by the beginnings of its words, in any order", () => {
    expect(matchWords("Commit and replay commit-and-replay", "rep com")).toBeGreaterThan(0);
    expect(matchWords("v7: Keep answers short", "v7")).toBe(1);
  });

  it("does not take letters scattered over a name for a match", () => {
    expect(matchWords("Previous conversation previous-conversation", "restore")).toBe(0);
  });

  it("puts a name that begins so before one that only holds it", () => {
    expect(matchWords("Replay draft", "replay")).toBeGreaterThan(matchWords("Stop the replay", "replay"));
  });

  it("shows everything while nothing is typed", () => {
    expect(matchWords("Anything", " ")).toBeGreaterThan(0);
  });
});
