import type {
  MergeCheck,
  MergedConversation,
  MergeFinding,
  MergePiece,
  MergePreview,
} from "../../shared/domain/merge.ts";
import type { MergePlan } from "../../shared/contract/merge.ts";
import { mergeFindingSchema } from "../../shared/domain/merge.ts";
import { counted } from "../../shared/rules/plural.ts";

const signs: Record<MergeFinding, string> = {
  unlikeBoth: "▼ unlike both",
  lostFix: "▼ lost fix",
  carriedBreak: "▽ carried break",
  asWorse: "▽ as the worse",
  failed: "! failed",
  undecided: "? undecided",
  flaky: "~ flaky",
  betterThanBoth: "▲ better than both",
  asBetter: "△ as the better",
  asParents: "○ as the parents",
  stopped: "– not asked",
};
const WIDTH = Math.max(...Object.values(signs).map((sign) => sign.length));

/** A place where both sides changed the same, with the line of the result that it begins in. */
export interface ConflictAt {
  line: number;
  base: string;
  ours: string;
  theirs: string;
}

/** Where the conflicts are, counted in the text that merges so far: from 1, with ours in each conflict before. */
export function conflictsAt(pieces: readonly MergePiece[]): ConflictAt[] {
  let line = 1;
  return pieces.flatMap((piece) => {
    const text = piece.kind === "conflict" ? piece.ours : piece.text;
    const at = line;
    line += text.split("\n").length - 1;
    if (piece.kind !== "conflict") return [];
    const { base, ours, theirs } = piece;
    return [{ line: at, base, ours, theirs }];
  });
}

/** The conflicts for a terminal: what stands there on each side. */
export function conflictLines({ pieces, note }: MergePreview, names: { ours: string; theirs: string }): string[] {
  const shown = (text: string, name: string): string[] => [
    `    ${name}:`,
    ...(text === ""
      ? ["      (nothing)"]
      : text
          .replace(/\r?\n$/, "")
          .split(/\r?\n/)
          .map((one) => `      ${one}`)),
  ];
  return [
    note,
    ...conflictsAt(pieces).flatMap(({ line, ours, theirs }, at) => [
      `  conflict ${at + 1}, at line ${line}`,
      ...shown(ours, names.ours),
      ...shown(theirs, names.theirs),
    ]),
    "Nothing was changed. Merge them in a file and give it with --text FILE.",
  ];
}

/** What the check takes. Cost in US dollars of the usual calls, which is an estimate. */
export function mergePlanLine({ conversations, calls, likely, cost, alike }: MergePlan): string {
  if (alike !== null) return "Nothing has to be replayed.";
  const price = cost === null ? ", price unknown" : cost === 0 ? "" : `, about $${cost.toFixed(4)}`;
  const many = counted(conversations, "conversation");
  return `${many}: at most ${calls} calls, about ${likely}${price} where the merge does what its parents do.`;
}

/** What the merge does, for a terminal: counts, then every conversation that is worth a look. */
export function checkLines({ counts, conversations, unchecked, alike, ours, theirs }: MergeCheck): string[] {
  if (alike !== null)
    return [`The merge is ${alike === "ours" ? ours : theirs} word for word: there is nothing to check.`];
  const told = mergeFindingSchema.options.filter((finding) => counts[finding] > 0);
  const bare = unchecked === 0 ? [] : [`${unchecked} without a check, which pass whatever is said`];
  return [
    [...told.map((finding) => `${counts[finding]} ${signs[finding].slice(2)}`), ...bare].join(", "),
    ...conversations.map(conversationLine),
  ];
}

function conversationLine({ id, finding, detail, certainty, calls }: MergedConversation): string {
  const sure = certainty === null || certainty === 1 ? "" : `, ${Math.floor(certainty * 100)}% certain`;
  return `${signs[finding].padEnd(WIDTH)} ${id}: ${detail} (${counted(calls, "call")}${sure})`;
}
