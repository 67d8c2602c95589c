import { cutSidesInWords } from "../../../shared/rules/cut-words.ts";
import { factIdentity, factReason } from "../../../shared/rules/fact-words.ts";
import type { ConversationComparison } from "../../../shared/domain/comparison.ts";
import type { Entry } from "./report-standing.ts";

/** Why a conversation stands where it does, which replies were cut off, and the new facts of its replies in the shown sample by name. */
export function flagNotes({ row, detail }: Pick<Entry, "row" | "detail">): string[] {
  const named = row.flags > 0 ? namedFlags(detail) : [];
  // The row's own words name the first of them already.
  const own = row.detail !== null && !named.some((note) => row.detail?.startsWith(note)) ? [row.detail] : [];
  const cut = cutSidesInWords(row.cut);
  return [...own, ...(cut === null ? [] : [cut]), ...named];
}

function namedFlags(detail: ConversationComparison | null): string[] {
  const facts = (detail?.turns ?? []).flatMap((turn) => turn.facts ?? []).filter(({ standing }) => standing === "new");
  const once = new Map(facts.map((fact) => [factIdentity(fact), fact]));
  return [...once.values()].map(factReason);
}
