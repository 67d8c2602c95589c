import { describe, expect, it } from "vitest";
import { openConflictLines, mergeSettings } from "../../../../electron/engine/analysis/merge/merge-branches.ts";

describe("mergeSettings", () => {
  it("takes each setting from the side that changed it", () => {
    const base = { temperature: 0.5, seed: 1 };
    expect(mergeSettings(base, { temperature: 0, seed: 1 }, { temperature: 0.5, maxOutputTokens: 90 })).toEqual({
      settings: { temperature: 0, maxOutputTokens: 90 },
      settingConflicts: [],
    });
    expect(mergeSettings(base, { temperature: 0 }, { temperature: 0 })).toEqual({
      settings: { temperature: 0 },
      settingConflicts: [],
    });
  });

  it("takes ours and says so where both changed one to something else", () => {
    expect(mergeSettings({ temperature: 0.5 }, { temperature: 0 }, { temperature: 1 })).toEqual({
      settings: { temperature: 0 },
      settingConflicts: [{ name: "temperature", base: 0.5, ours: 0, theirs: 1 }],
    });
    expect(mergeSettings(null, {}, { seed: 7 })).toEqual({
      settings: {},
      settingConflicts: [{ name: "seed", base: null, ours: null, theirs: 7 }],
    });
  });
});

describe("leftoverMarkers", () => {
  it("finds the lines that mark an open conflict, whatever their length and line ends", () => {
    expect(openConflictLines("a\r\n<<<<<<< main\r\nb\r\n=======\r\nc\r\n>>>>>>> office\r\n", [])).toEqual([2, 6]);
    expect(openConflictLines("a\n<<<<<<<<< main\nb\n", [])).toEqual([2]);
  });

  it("leaves alone what a parent has of its own, and what only looks a little like it", () => {
    const about = "Explain conflicts:\n<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> branch\n";
    expect(openConflictLines(about, ["else", about])).toEqual([]);
    expect(openConflictLines(`${about}<<<<<<< main\n`, [about])).toEqual([7]);
    expect(openConflictLines("Heading\n=======\n>>> quoted\n<<<<<<<tag\n", [])).toEqual([]);
  });
});
