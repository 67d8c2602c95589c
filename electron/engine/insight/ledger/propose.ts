import type { Audit } from "../../../../shared/domain/audit.ts";
import type { BlamedHunk, BlameState } from "../../../../shared/domain/blame.ts";
import type { LedgerProposal } from "../../store/ledger.ts";
import type { Wordings } from "./follow-rules.ts";
import { wordingOf } from "./wording.ts";

/** A link that a search proposes, by the place of the rule in the text that was searched. */
export type Proposal = Pick<LedgerProposal, "conversationId" | "origin" | "reason"> & { place: number };

/** Rules of one change that are proposed at most: more would say of none that it was written for it. */
const MOST_OF_A_HUNK = 4;
/** Conversations that an audit proposes for a rule: those that the fewest other rules guard too. */
export const MOST_OF_A_RULE = 20;
/** Nobody answers more than this; the next audit goes on. */
const MOST_OF_AN_AUDIT = 2_000;

/** The rules that a change brought, for the conversations that it fixed. `names` are what the versions are called. */
export function fromBlame(
  { conversations }: Pick<BlameState, "conversations">,
  text: Wordings,
  names: { baseline: string; candidate: string },
): Proposal[] {
  return conversations.flatMap(({ id, outcome, hunks, certainty }) => {
    if (outcome !== "fixed") return [];
    const sure = certainty === null || certainty === 1 ? "" : `, ${Math.floor(certainty * 100)}% certain`;
    return hunks.flatMap((hunk) => {
      const together = hunks.filter((one) => one.set === hunk.set).length - 1;
      const how = together === 0 ? "" : `, with ${together} other change${together === 1 ? "" : "s"}`;
      const reason = `fixed from ${names.baseline} to ${names.candidate} by this change${how}${sure}`;
      return rulesOf(hunk, text).map((place) => ({ place, conversationId: id, origin: "blame" as const, reason }));
    });
  });
}

/** Places of the rules that a hunk added, or gave another wording; of those it holds, the ones that did it. */
export function rulesOf({ side, kind, from, to, text, part }: BlamedHunk, { book, wordings }: Wordings): number[] {
  if (side !== "candidate" || (kind !== "added" && kind !== "changed")) return [];
  const brought = wordingOf(text);
  const places = wordings.flatMap((wording, at) => {
    const rule = book.rules[at];
    const lines = rule?.pieces.map(({ line }) => line + 1) ?? [];
    const within = rule !== undefined && rule.line <= to && Math.max(rule.line, ...lines) >= from;
    const shared = normal(text).includes(wording) || wording.includes(brought);
    return within && rule.line >= from && wording !== "" && shared ? [at] : [];
  });
  const did =
    part === null
      ? []
      : part
          .split(" … ")
          .map(normal)
          .filter((words) => words !== "");
  const those = places.filter((at) =>
    did.some((words) => wordings[at]?.includes(words) || words.includes(wordings[at] ?? "")),
  );
  const told = those.length > 0 ? those : places;
  return told.length > MOST_OF_A_HUNK ? [] : told;
}

/** For each rule the conversations that fail without it, the most particular ones first, rule by rule in turns. */
export function fromAudit({ rules, version }: Pick<Audit, "rules" | "version">): Proposal[] {
  const guards = new Map<string, number>();
  for (const { guardedBy } of rules) for (const id of guardedBy) guards.set(id, (guards.get(id) ?? 0) + 1);
  const ranked = rules.map(({ guardedBy }) =>
    guardedBy.toSorted((a, b) => (guards.get(a) ?? 0) - (guards.get(b) ?? 0)).slice(0, MOST_OF_A_RULE),
  );
  const reason = `fails without it, by the audit of ${version}`;
  const turns = Array.from({ length: MOST_OF_A_RULE }, (_, turn) =>
    ranked.flatMap((ids, place): Proposal[] => {
      const conversationId = ids[turn];
      return conversationId === undefined ? [] : [{ place, conversationId, origin: "audit", reason }];
    }),
  );
  return turns.flat().slice(0, MOST_OF_AN_AUDIT);
}

const normal = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
