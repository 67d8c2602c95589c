import { describe, expect, it } from "vitest";
import { groupReplies, areLongEnoughToCompare } from "../../../electron/engine/statistics/reply-groups.ts";

describe("identical replies", () => {
  it("are put together with their samples, the largest group first", () => {
    const groups = groupReplies([
      { sample: 0, replies: ["a", "b"] },
      { sample: 1, replies: ["a", "c"] },
      { sample: 2, replies: ["a", "c"] },
      { sample: 3, replies: ["ab"] },
    ]);
    expect(groups).toEqual([
      { replies: ["a", "c"], samples: [1, 2] },
      { replies: ["a", "b"], samples: [0] },
      { replies: ["ab"], samples: [3] },
    ]);
    expect(groupReplies([])).toEqual([]);
  });

  it("tell that nothing is left to chance when they are long, not when they are a word", () => {
    const long = "Notice is three months to the end of a month, as section 12 of your contract says.";
    expect(areLongEnoughToCompare([long])).toBe(true);
    expect(areLongEnoughToCompare(["Notice is three months", "Your contract says so, in section 12."])).toBe(false);
    expect(areLongEnoughToCompare(["Notice is three months.", "Your contract says so, in its section 12."])).toBe(true);
    expect(areLongEnoughToCompare(["Yes"])).toBe(false);
    expect(areLongEnoughToCompare([])).toBe(false);
  });
});
