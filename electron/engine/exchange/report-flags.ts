import { cutSidesInWords } from "../../../shared/rules/cut-words.ts";
import { factIdentity, factReason } from "../../../shared/rules/fact-words.ts";
import type { ConversationComparison, ReplyMarks } from "../../../shared/domain/comparison.ts";
import { END_UNSAID, KEY_IN_REPLY, marksInWords } from "../../../shared/rules/reply-warnings.ts";
import type { Entry } from "./report-standing.ts";

/** Why a conversation stands where it does, which replies were cut off, and the new facts of its replies in the shown sample by name. */
export function flagNotes({ row, detail }: Pick<Entry, "row" | "detail">): string[] {
  const named = row.flags > 0 ? namedFlags(detail) : [];
  // The row's own words name the first of them already.
  const own = row.detail !== null && !named.some((note) => row.detail?.startsWith(note)) ? [row.detail] : [];
  const cut = cutSidesInWords(row.cut);
  return [...own, ...(cut === null ? [] : [cut]), ...marked(detail), ...named];
}

/** Which side's shown replies are not kept as they came, or may not be whole. */
function marked(detail: ConversationComparison | null): string[] {
  const marksOf = (side: "baseline" | "candidate"): ReplyMarks => {
    const warnings = (detail?.turns ?? []).map((turn) => turn[side]?.warnings ?? []);
    const count = (warning: string): number => warnings.filter((said) => said.includes(warning)).length;
    return { redacted: count(KEY_IN_REPLY), endUnsaid: count(END_UNSAID) };
  };
  return [
    ...marksInWords(marksOf("candidate")),
    ...marksInWords(marksOf("baseline")).map((said) => `baseline: ${said}`),
  ];
}

function namedFlags(detail: ConversationComparison | null): string[] {
  const facts = (detail?.turns ?? []).flatMap((turn) => turn.facts ?? []).filter(({ standing }) => standing === "new");
  const once = new Map(facts.map((fact) => [factIdentity(fact), fact]));
  return [...once.values()].map(factReason);
}
