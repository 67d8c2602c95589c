import { formatCertainty } from "../../../shared/format/values.ts";
import type { Audit, BlameState, BlamedHunk } from "../../../shared/domain/analysis.ts";
import type { BlameRequest } from "../../../shared/contract/analyses.ts";
import { errorStackOf } from "../../../shared/errors.ts";
import { currentTimestamp } from "../clock.ts";
import type { EventBus } from "../events.ts";
import type { Store } from "../store/store.ts";
import { ensureRuleIds, type LedgerScope } from "./ledger.ts";
import { toLedgerText, type LedgerText } from "./locate-rules.ts";
import type { LedgerProposal } from "../store/ledger.ts";
import { type RuleWordings, normalizeWording } from "./follow-rules.ts";

interface LinkSuggesterDependencies {
  store: Store;
  events: EventBus;
  log(line: string): void;
}

/** Turns what blame and audit found into proposals of links. A search is never held up, nor broken, by that. */
export function createLinkSuggester({ store, events, log }: LinkSuggesterDependencies) {
  let queue: Promise<void> = Promise.resolve();

  const then = (work: () => Promise<void>): void => {
    queue = queue.then(work).catch((error: unknown) => {
      log(`ledger: nothing was proposed: ${errorStackOf(error)}`);
    });
  };

  const propose = async (target: LedgerText, setId: string, proposals: readonly LinkProposal[]): Promise<void> => {
    if (proposals.length === 0 || store.readOnly) return;
    const set = Number(setId);
    let added = 0;
    const places = proposals.map(({ place }) => place);
    await ensureRuleIds(store, target, places, (idAt) => {
      const known = countLinksByRule(store, target.promptId, set);
      for (const { place, conversationId, origin, reason } of proposals) {
        const ruleId = idAt.get(place);
        const many = ruleId === undefined ? 0 : (known.get(ruleId) ?? 0);
        if (ruleId === undefined || (origin === "audit" && many >= MAX_PROPOSALS_PER_RULE)) continue;
        if (!store.ledger.propose({ ruleId, setId: set, conversationId, origin, reason }, currentTimestamp())) continue;
        known.set(ruleId, many + 1);
        added += 1;
      }
    });
    if (added > 0) events.changed("ledger");
  };

  return {
    /** What fixed a conversation was written for it, perhaps. */
    blamed({ promptId, setId, baseline, candidate }: BlameRequest, text: string, found: BlameState): void {
      then(async () => {
        const target = toLedgerText(store, promptId, candidate === "draft" ? null : candidate, text);
        const names = { baseline: baseline === "draft" ? "draft" : `v${baseline}`, candidate: target.name };
        await propose(target, setId, proposalsFromBlame(found, target.wordings, names));
      });
    },
    /** A conversation that fails without a rule guards it. */
    audited({ promptId, setId }: LedgerScope, found: Audit): void {
      const number = found.version === "draft" ? null : Number(found.version.slice(1));
      then(() => propose(toLedgerText(store, promptId, number, found.text), setId, proposalsFromAudit(found)));
    },
    /** Resolves when all that was heard is written. */
    settled: (): Promise<void> => queue,
  };
}
export type LinkSuggester = ReturnType<typeof createLinkSuggester>;

function countLinksByRule(store: Store, promptId: number, setId: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const one of [...store.ledger.links(promptId), ...store.ledger.proposals(promptId)]) {
    if (one.setId === setId) counts.set(one.ruleId, (counts.get(one.ruleId) ?? 0) + 1);
  }
  return counts;
}

/** A link that a search proposes, by the place of the rule in the text that was searched. */
type LinkProposal = Pick<LedgerProposal, "conversationId" | "origin" | "reason"> & { place: number };

/** Rules of one change that are proposed at most: more would say of none that it was written for it. */
const MAX_RULES_PER_HUNK = 4;
/** Conversations that an audit proposes for a rule: those that the fewest other rules guard too. */
const MAX_PROPOSALS_PER_RULE = 20;
/** Nobody answers more than this; the next audit goes on. */
const MAX_PROPOSALS_PER_AUDIT = 2_000;

/** The rules that a change brought, for the conversations that it fixed. `names` are what the versions are called. */
export function proposalsFromBlame(
  { conversations }: Pick<BlameState, "conversations">,
  text: RuleWordings,
  names: { baseline: string; candidate: string },
): LinkProposal[] {
  return conversations.flatMap(({ id, outcome, hunks, certainty }) => {
    if (outcome !== "fixed") return [];
    const sure = certainty === null || certainty === 1 ? "" : `, ${formatCertainty(certainty)} certain`;
    return hunks.flatMap((hunk) => {
      const together = hunks.filter((one) => one.set === hunk.set).length - 1;
      const how = together === 0 ? "" : `, with ${together} other change${together === 1 ? "" : "s"}`;
      const reason = `fixed from ${names.baseline} to ${names.candidate} by this change${how}${sure}`;
      return rulesInHunk(hunk, text).map((place) => ({ place, conversationId: id, origin: "blame" as const, reason }));
    });
  });
}

/** Places of the rules that a hunk added, or gave another wording; of those it holds, the ones that did it. */
export function rulesInHunk(
  { side, kind, from, to, text, part }: BlamedHunk,
  { book, wordings }: RuleWordings,
): number[] {
  if (side !== "candidate" || (kind !== "added" && kind !== "changed")) return [];
  const brought = normalizeWording(text);
  const places = wordings.flatMap((wording, at) => {
    const rule = book.rules[at];
    const lines = rule?.pieces.map(({ line }) => line + 1) ?? [];
    const within = rule !== undefined && rule.line <= to && Math.max(rule.line, ...lines) >= from;
    const shared = singleSpaced(text).includes(wording) || wording.includes(brought);
    return within && rule.line >= from && wording !== "" && shared ? [at] : [];
  });
  const did =
    part === null
      ? []
      : part
          .split(" … ")
          .map(singleSpaced)
          .filter((words) => words !== "");
  const those = places.filter((at) =>
    did.some((words) => wordings[at]?.includes(words) || words.includes(wordings[at] ?? "")),
  );
  const told = those.length > 0 ? those : places;
  return told.length > MAX_RULES_PER_HUNK ? [] : told;
}

/** For each rule the conversations that fail without it, the most particular ones first, one of each rule in rotation. */
export function proposalsFromAudit({ rules, version }: Pick<Audit, "rules" | "version">): LinkProposal[] {
  const guards = new Map<string, number>();
  for (const { guardedBy } of rules) for (const id of guardedBy) guards.set(id, (guards.get(id) ?? 0) + 1);
  const ranked = rules.map(({ guardedBy }) =>
    guardedBy.toSorted((a, b) => (guards.get(a) ?? 0) - (guards.get(b) ?? 0)).slice(0, MAX_PROPOSALS_PER_RULE),
  );
  const reason = `fails without it, by the audit of ${version}`;
  const rotation = Array.from({ length: MAX_PROPOSALS_PER_RULE }, (_, round) =>
    ranked.flatMap((ids, place): LinkProposal[] => {
      const conversationId = ids[round];
      return conversationId === undefined ? [] : [{ place, conversationId, origin: "audit", reason }];
    }),
  );
  return rotation.flat().slice(0, MAX_PROPOSALS_PER_AUDIT);
}

const singleSpaced = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
