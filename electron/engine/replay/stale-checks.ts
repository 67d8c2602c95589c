import type { ConversationContent } from "../../../shared/domain/conversation.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { canonicalContent } from "../exchange/content-hash.ts";
import { rubricChecks } from "../judges/set-rubrics.ts";
import type { Store } from "../store/store.ts";

/** A conversation of a run whose checks are other ones by now. Its turns are what they were. */
export interface StaleConversation {
  position: number;
  id: string;
  /** What the run checked it by. */
  contentId: number;
  /** The same turns with the checks that it has now, those of the set's rubrics included. */
  current: ConversationContent;
}

/**
 * The conversations of a run whose checks were edited since: what it says of them rests on checks that are gone. One
 * whose turns were edited is another conversation; one that is not in the set any more has nothing to be checked by.
 */
export function staleChecks(store: Store, run: Run): StaleConversation[] {
  if (run.setId === null) return [];
  const setId = Number(run.setId);
  const rubrics = rubricChecks(store, setId);
  const now = new Map(store.conversations.stored(setId).map((one) => [one.id, one]));
  return store.runs.places(Number(run.id)).flatMap(({ position, id, contentId }) => {
    const stored = now.get(id);
    if (!stored || (rubrics.length === 0 && stored.contentId === contentId)) return [];
    const own = stored.content;
    const current = { ...own, checks: [...own.checks, ...rubrics] };
    const before = store.conversations.contentOf(contentId);
    if (canonicalContent(before) === canonicalContent(current)) return [];
    return haveSameTurns(before, current) ? [{ position, id, contentId, current }] : [];
  });
}

/** How many conversations have stale checks on either side of a comparison. */
export function countStale(store: Store, runs: readonly Run[]): number {
  return new Set(runs.flatMap((run) => staleChecks(store, run).map(({ id }) => id))).size;
}

/** They differ in nothing but their checks: replies to one are replies to the other. */
export function haveSameTurns(one: ConversationContent, other: ConversationContent): boolean {
  return turnsAlone(one) === turnsAlone(other);
}

function turnsAlone({ turns }: ConversationContent): string {
  return JSON.stringify(turns.map(({ role, content }) => [role, content]));
}
