import type { Audit } from "../../../../shared/domain/audit.ts";
import type { BlameRequest } from "../../../../shared/contract/blame.ts";
import type { BlameState } from "../../../../shared/domain/blame.ts";
import { stackOf } from "../../../../shared/message-of.ts";
import { now } from "../../clock.ts";
import type { Events } from "../../events.ts";
import type { Store } from "../../store/store.ts";
import { anchorRules } from "./anchors.ts";
import type { Over } from "./ledger.ts";
import { fromAudit, fromBlame, MOST_OF_A_RULE, type Proposal } from "./propose.ts";
import { targetFor, type Target } from "./target.ts";

export interface SuggesterDependencies {
  store: Store;
  events: Events;
  log(line: string): void;
}

/** Turns what blame and audit found into proposals of links. A search is never held up, nor broken, by that. */
export function createSuggester({ store, events, log }: SuggesterDependencies) {
  let queue: Promise<void> = Promise.resolve();

  const then = (work: () => Promise<void>): void => {
    queue = queue.then(work).catch((error: unknown) => {
      log(`ledger: nothing was proposed: ${stackOf(error)}`);
    });
  };

  const propose = async (target: Target, setId: string, proposals: readonly Proposal[]): Promise<void> => {
    if (proposals.length === 0 || store.readOnly) return;
    const set = Number(setId);
    let added = 0;
    const places = proposals.map(({ place }) => place);
    await anchorRules(store, target, places, (idAt) => {
      const known = countByRule(store, target.promptId, set);
      for (const { place, conversationId, origin, reason } of proposals) {
        const ruleId = idAt.get(place);
        const many = ruleId === undefined ? 0 : (known.get(ruleId) ?? 0);
        if (ruleId === undefined || (origin === "audit" && many >= MOST_OF_A_RULE)) continue;
        if (!store.ledger.propose({ ruleId, setId: set, conversationId, origin, reason }, now())) continue;
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
        const target = targetFor(store, promptId, candidate === "draft" ? null : candidate, text);
        const names = { baseline: baseline === "draft" ? "draft" : `v${baseline}`, candidate: target.name };
        await propose(target, setId, fromBlame(found, target.wordings, names));
      });
    },
    /** A conversation that fails without a rule guards it. */
    audited({ promptId, setId }: Over, found: Audit): void {
      const number = found.version === "draft" ? null : Number(found.version.slice(1));
      then(() => propose(targetFor(store, promptId, number, found.text), setId, fromAudit(found)));
    },
    /** Resolves when all that was heard is written. */
    settled: (): Promise<void> => queue,
  };
}
export type Suggester = ReturnType<typeof createSuggester>;

function countByRule(store: Store, promptId: number, setId: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const one of [...store.ledger.links(promptId), ...store.ledger.proposals(promptId)]) {
    if (one.setId === setId) counts.set(one.ruleId, (counts.get(one.ruleId) ?? 0) + 1);
  }
  return counts;
}
