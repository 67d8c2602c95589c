import { describe, expect, it } from "vitest";
import { splitEdit } from "../../../../electron/engine/analysis/blame/edit-hunks.ts";
import { rankHunks } from "../../../../electron/engine/analysis/blame/find-causes.ts";

const { hunks } = splitEdit(
  "You are Lex.",
  "You are Lex.\n- Never name competitors such as LexDirect.\n- Write short answers.\n- Give no phone numbers.",
);
const conversation = {
  turns: [
    { role: "user" as const, content: "What is your phone number?", checks: [{ type: "not-contains", value: "555" }] },
  ],
  checks: [],
};

describe("rankHunks", () => {
  it("puts the hunk first that shares words with the conversation and its checks", () => {
    const ranked = rankHunks(hunks, conversation, new Map());
    expect(ranked.map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(ranked.toSorted((a, b) => b.weight - a.weight)[0]?.id).toBe(2);
    expect(ranked.every(({ weight }) => weight > 0)).toBe(true);
  });

  it("believes more in a hunk that explains other conversations", () => {
    const ranked = rankHunks(hunks, conversation, new Map([[1, 1]]));
    expect(ranked.toSorted((a, b) => b.weight - a.weight)[0]?.id).toBe(1);
  });
});
