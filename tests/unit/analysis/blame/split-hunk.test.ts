import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyHunks, splitEdit } from "../../../../electron/engine/analysis/blame/edit-hunks.ts";
import { splitHunk } from "../../../../electron/engine/analysis/blame/split-hunk.ts";

const sentence = fc.constantFrom("Be kind.", "Never guess.", "Name the law!", "ask back", "Is it so?");
const line = fc
  .tuple(fc.constantFrom("- ", "", "  * ", "1. "), fc.array(sentence, { minLength: 1, maxLength: 4 }))
  .map(([mark, sentences]) => mark + sentences.join(" "));
const text = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n"));

describe("splitHunk", () => {
  it("gives parts that together are the hunk, and none of them as if it were left out", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edit = splitEdit(before, after);
        for (const { id } of edit.hunks) {
          const finer = splitHunk(edit, id);
          if (!finer) continue;
          const others = edit.hunks.map((hunk) => hunk.id).filter((other) => other !== id);
          const parts = finer.parts.map((part) => part.id);
          expect(applyHunks(finer.edit, new Set(parts))).toBe(applyHunks(edit, new Set([id])));
          expect(applyHunks(finer.edit, new Set([...others, ...parts]))).toBe(after);
          expect(applyHunks(finer.edit, new Set())).toBe(before);
          expect(applyHunks(finer.edit, new Set(others))).toBe(applyHunks(edit, new Set(others)));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("splits a list item that came into its sentences, each with the mark", () => {
    const edit = splitEdit("You are Lex.", "You are Lex.\n- Be kind. Never guess.");
    const finer = splitHunk(edit, 0);
    expect(finer?.parts.map(({ added }) => added)).toEqual(["Be kind.", "Never guess."]);
    const second = finer?.parts[1]?.id ?? -1;
    expect(finer && applyHunks(finer.edit, new Set([second]))).toBe("You are Lex.\n- Never guess.");
  });

  it("splits another wording into sentences where it has several, else into runs of words", () => {
    const reworded = splitEdit(
      "- Do not make up phone numbers.",
      "- Only give known details. Never make up phone numbers.",
    );
    expect(splitHunk(reworded, 0)?.parts.map(({ added }) => added)).toEqual([
      "Only give known details.",
      "Never make up phone numbers.",
    ]);
    const words = splitEdit("Use plain words and four lines.", "Use many words and ten lines.");
    expect(splitHunk(words, 0)?.parts.map(({ removed, added }) => `${removed}>${added}`)).toEqual([
      "plain>many",
      "four>ten",
    ]);
  });

  it("has nothing smaller for one sentence that came", () => {
    expect(splitHunk(splitEdit("A.", "A.\n- Be kind."), 0)).toBeNull();
  });
});
