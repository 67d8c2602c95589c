import type { Check } from "../../../shared/domain/check.ts";
import type { ConversationSet } from "../../../shared/domain/conversation.ts";
import type { Rubric } from "../../../shared/domain/judge.ts";
import { canonicalContent } from "../exchange/content-hash.ts";
import type { StoredConversation } from "../store/conversations.ts";
import { inBreaths } from "../replay/plan-replay.ts";
import type { Store } from "../store/store.ts";

const NO_CONTENT = -1;

/** The checks that a set's rubrics put on every reply. */
export function rubricChecks(store: Store, setId: number): Check[] {
  return store.rubrics.ofSet(setId).map(checkOf);
}

interface Picked {
  all: StoredConversation[];
  taken: StoredConversation[];
}

/** The check that a set's rubric puts on every reply. It names rubric and version, so that verdicts say which. */
function checkOf({ name, number, text, threshold }: Rubric): Check {
  return { type: "llm-rubric", value: text, rubric: `${name} v${number}`, ...(threshold !== null && { threshold }) };
}

/**
 * The set's conversations with the checks of its rubrics, as a run takes them along: other rubrics make another
 * content, so that a run by one rubric is never compared with a run by another. The caller holds the transaction.
 */
export function withRubrics(store: Store, set: ConversationSet, { all, taken }: Picked): Picked {
  const checks = rubricChecks(store, Number(set.id));
  if (checks.length === 0) return { all, taken };
  const judged = all.map((one) => judgedBy(store, one, checks));
  const ids = new Set(taken.map(({ id }) => id));
  return { all: judged, taken: judged.filter(({ id }) => ids.has(id)) };
}

/**
 * As `withRubrics`, for planning alone: nothing is written, and the contents to read are without the rubrics. A content
 * that no run has had yet gets an id that none has.
 */
export async function countRubrics(store: Store, set: ConversationSet, { all, taken }: Picked): Promise<Picked> {
  const checks = rubricChecks(store, Number(set.id));
  if (checks.length === 0) return { all, taken };
  await inBreaths(taken, (one) => {
    const own = one.content;
    const text = canonicalContent({ ...own, checks: [...own.checks, ...checks] });
    one.contentId = store.texts.find(text) ?? NO_CONTENT;
    one.checks += checks.length;
  });
  return { all, taken };
}

function judgedBy(store: Store, one: StoredConversation, checks: readonly Check[]): StoredConversation {
  const own = one.content;
  const { id, sha256 } = store.texts.putHashed(canonicalContent({ ...own, checks: [...own.checks, ...checks] }));
  // Field by field: a spread would read the content of every conversation of the set once more.
  return {
    id: one.id,
    title: one.title,
    tags: one.tags,
    notes: one.notes,
    contentId: id,
    contentSha256: sha256,
    turns: one.turns,
    checks: one.checks + checks.length,
    get content() {
      return store.conversations.contentOf(id);
    },
  };
}
