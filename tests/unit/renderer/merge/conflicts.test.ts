import fc from "fast-check";
import { expect, test } from "vitest";
import { conflictText, conflictMarkLength, findConflicts, takeSide } from "../../../../renderer/merge/conflicts.ts";
import type { MergePiece } from "../../../../shared/domain/merge.ts";
import { anyPieces, edited, names, sideOf } from "./make.ts";

const conflictsIn = (text: string, of: readonly MergePiece[] = pieces) => findConflicts(text, conflictMarkLength(of));

const pieces: MergePiece[] = [
  { kind: "same", text: "You are Lex.\n" },
  { kind: "conflict", ours: "- No prices.\n", base: "", theirs: "- Prices in euros.\n- With tax.\n" },
  { kind: "theirs", text: "- Be kind.\n" },
];

test("a conflict stands between marks that name both sides and what was before", () => {
  expect(conflictText(pieces, names)).toBe(
    [
      "You are Lex.",
      "<<<<<<< main",
      "- No prices.",
      "||||||| v3",
      "=======",
      "- Prices in euros.",
      "- With tax.",
      ">>>>>>> pricing",
      "- Be kind.",
      "",
    ].join("\n"),
  );
});

test("what is open is read from the text, with its lines", () => {
  const { conflicts, loose } = conflictsIn(conflictText(pieces, names));
  expect(loose).toEqual([]);
  expect(conflicts).toEqual([
    {
      from: 2,
      to: 8,
      ours: { from: 3, to: 3, text: "- No prices.\n" },
      base: { from: 5, to: 4, text: "" },
      theirs: { from: 6, to: 7, text: "- Prices in euros.\n- With tax.\n" },
      last: false,
    },
  ]);
});

test("conflicts are told apart after other lines came in, and one without its base still is one", () => {
  const text = conflictText([...pieces, ...pieces], names).replace("||||||| v3\n", "");
  const { conflicts } = conflictsIn(`A new line.\n${text}`);
  expect(conflicts.map(({ from, base }) => [from, base?.text ?? null])).toEqual([
    [3, null],
    [11, ""],
  ]);
});

test("a mark that an edit left behind is no conflict, and is told", () => {
  const text = conflictText(pieces, names);
  expect(conflictsIn(text.replace("<<<<<<< main\n", ""))).toEqual({ conflicts: [], loose: [7] });
  expect(conflictsIn(text.replace(">>>>>>> pricing\n", ""))).toEqual({ conflicts: [], loose: [2] });
  expect(conflictsIn(text.replace("=======\n", ""))).toEqual({ conflicts: [], loose: [2, 7] });
});

test("headings underlined with equals signs and quotes are no marks", () => {
  const text = "Prices\n=======\n\n>>> quoted\n>>\n==============\n|||||||\n";
  expect(conflictsIn(text)).toEqual({ conflicts: [], loose: [] });
});

test("a prompt about conflicts keeps marks of its own", () => {
  const own: MergePiece[] = [{ kind: "same", text: "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n" }, ...pieces];
  const text = conflictText(own, names);
  expect(text).toContain("<<<<<<<< main\n");
  expect(conflictsIn(text, own)).toMatchObject({ conflicts: [{ from: 7, to: 13 }], loose: [] });
});

test("a heading within a conflict is not taken for the mark between the sides", () => {
  const own: MergePiece[] = [{ kind: "conflict", ours: "Prices\n=======\n", base: "", theirs: "Fees\n========\n" }];
  const { conflicts } = conflictsIn(conflictText(own, names), own);
  expect(conflicts.map(({ ours, theirs }) => [ours.text, theirs.text])).toEqual([
    ["Prices\n=======\n", "Fees\n========\n"],
  ]);
});

test("both sides are taken one after the other, ours first", () => {
  const text = conflictText(pieces, names);
  const [conflict] = conflictsIn(text).conflicts;
  expect(conflict && edited(text, takeSide(conflict, "both", pieces))).toBe(
    "You are Lex.\n- No prices.\n- Prices in euros.\n- With tax.\n- Be kind.\n",
  );
});

test("the side that is taken ends the text as it does itself", () => {
  const end: MergePiece[] = [
    { kind: "same", text: "a\n" },
    { kind: "conflict", ours: "c", base: "b", theirs: "d\n" },
  ];
  const text = conflictText(end, names);
  const [conflict] = conflictsIn(text).conflicts;
  const take = (side: "ours" | "theirs" | "both") => conflict && edited(text, takeSide(conflict, side, end));
  expect(take("ours")).toBe("a\nc");
  expect(take("theirs")).toBe("a\nd\n");
  expect(take("both")).toBe("a\nc\nd\n");
});

test("whatever is merged: as many conflicts as there are, and taking one side throughout gives it byte for byte", () => {
  fc.assert(
    fc.property(anyPieces, fc.constantFrom("ours" as const, "theirs" as const), (all, side) => {
      let text = conflictText(all, names);
      const many = all.filter(({ kind }) => kind === "conflict").length;
      expect(conflictsIn(text, all)).toMatchObject({ conflicts: { length: many }, loose: [] });
      for (let open = many; open > 0; open -= 1) {
        const [conflict] = conflictsIn(text, all).conflicts;
        if (conflict) text = edited(text, takeSide(conflict, side, all));
      }
      expect(text).toBe(sideOf(all, side));
    }),
    { numRuns: 500 },
  );
});
