import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { revertHunkAtLine, splitEdit } from "../../../../electron/engine/analysis/blame/edit-hunks.ts";

const before = "You are Lex.\n- Be kind.\n- Name the law.\n- Keep to four lines.";
const after = "You are Lex.\n- Be brief.\n- Ask back.\n- Name the law.\n- Keep to ten lines.";

describe("revertAt", () => {
  it("takes back the one change at a line, and leaves the others", () => {
    expect(revertHunkAtLine(before, after, "candidate", 3)).toBe(after.replace("- Ask back.\n", ""));
    expect(revertHunkAtLine(before, after, "candidate", 5)).toBe(after.replace("ten", "four"));
  });

  it("brings back what went, by its line in the baseline", () => {
    const without = "You are Lex.\n- Name the law.\n- Keep to four lines.";
    expect(revertHunkAtLine(before, without, "baseline", 2)).toBe(before);
  });

  it("has nothing to take back in a line that is the same", () => {
    expect(revertHunkAtLine(before, after, "candidate", 1)).toBeNull();
    expect(revertHunkAtLine(before, before, "candidate", 2)).toBeNull();
    expect(revertHunkAtLine(before, after, "candidate", 99)).toBeNull();
  });

  it("ends at the baseline when it is done as long as there is something", () => {
    const text = fc.array(fc.constantFrom("- Be kind.", "- Be brief. Ask back.", "- Be brief.", "", "## Rules"), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, text, fc.constantFrom("\n", "\r\n"), (old, now, end) => {
        const [from, to] = [old.join("\n"), now.join(end)];
        let left = to;
        for (let rounds = 0; rounds < 40 && left !== from; rounds += 1) {
          const [hunk] = splitEdit(from, left).hunks;
          const side = hunk?.after ? "candidate" : "baseline";
          const next = revertHunkAtLine(from, left, side, (hunk?.after ?? hunk?.before)?.from ?? 1);
          expect(next).not.toBeNull();
          left = next ?? left;
        }
        expect(left).toBe(from);
      }),
    );
  });
});
