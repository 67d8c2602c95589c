import type { Rubric } from "../../../shared/domain/judge.ts";
import { Problem } from "../../../shared/problem.ts";
import { currentTimestamp } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type { Check } from "../../../shared/domain/check.ts";
import { type ConversationSet, userTurns } from "../../../shared/domain/conversation.ts";
import { canonicalContent } from "../store/content-hash.ts";
import type { StoredConversation } from "../store/conversations.ts";
import { forEachYielding } from "../async.ts";
import { isModelGraded } from "../../../shared/rules/sample-status.ts";
import { chosenJudge } from "./chosen-judge.ts";

interface RubricDraft {
  /** Null makes a new one. */
  id: string | null;
  name: string;
  text: string;
  threshold: number | null;
  setIds: readonly string[];
}

/** Saves a rubric. Another text or threshold makes a new version; a new name or other sets do not. */
export function saveRubric(store: Store, draft: RubricDraft): Rubric {
  return store.write(() => {
    const text = draft.text.trim();
    if (text === "") throw new Problem("bad-input", "A rubric needs a text that says what to look for.");
    const taken = store.rubrics.idOf(draft.name);
    if (taken !== null && String(taken) !== draft.id) {
      throw new Problem("conflict", `There is a rubric “${draft.name}” already. Choose another name.`);
    }
    const known = draft.id === null ? null : requireRubric(store, draft.id);
    const id = known === null ? store.rubrics.insert(draft.name) : Number(known.id);
    if (known && known.name !== draft.name) store.rubrics.rename(id, draft.name);
    if (!known || known.text !== text || known.threshold !== draft.threshold) {
      store.rubrics.insertVersion(id, (known?.number ?? 0) + 1, text, draft.threshold, currentTimestamp());
    }
    const sets = draft.setIds.filter((setId) => store.conversations.set(Number(setId)) !== null);
    store.rubrics.setSets(id, sets.map(Number));
    return requireRubric(store, String(id));
  });
}

/** Takes a rubric off the list and off its sets; runs keep their own copy of its text. */
export function removeRubric(store: Store, id: string): void {
  store.write(() => store.rubrics.remove(Number(requireRubric(store, id).id), currentTimestamp()));
}

export function requireRubric(store: Store, id: string): Rubric {
  const rubric = store.rubrics.get(Number(id));
  if (!rubric) throw new Problem("not-found", "This rubric does not exist any more.", { id });
  return rubric;
}

const NO_CONTENT = -1;

/** The checks that a set's rubrics put on every reply. */
export function rubricChecks(store: Store, setId: number): Check[] {
  return store.rubrics.ofSet(setId).map(checkOf);
}

interface PickedConversations {
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
export function withRubrics(
  store: Store,
  set: ConversationSet,
  { all, taken }: PickedConversations,
): PickedConversations {
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
export async function withRubricsCounted(
  store: Store,
  set: ConversationSet,
  { all, taken }: PickedConversations,
): Promise<PickedConversations> {
  const checks = rubricChecks(store, Number(set.id));
  if (checks.length === 0) return { all, taken };
  await forEachYielding(taken, (one) => {
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

/**
 * How many checks the chosen judge would decide in `replies` replies, shared out as in one sample of each conversation;
 * some ask it more than once, and what it was asked before is not asked again. Null where no judge is chosen or asked.
 */
export async function countJudgeQuestions(
  store: Store,
  set: ConversationSet,
  conversations: readonly Pick<StoredConversation, "content">[],
  replies: number,
): Promise<number | null> {
  if (chosenJudge(store) === null) return null;
  const rubrics = store.rubrics.ofSet(Number(set.id)).length;
  let live = 0;
  let questions = 0;
  await forEachYielding(conversations, ({ content }) => {
    const everywhere = rubrics + countGraded(content.checks);
    for (const { fixed, checks } of userTurns(content.turns)) {
      if (fixed !== null) continue;
      live += 1;
      questions += everywhere + countGraded(checks);
    }
  });
  return questions === 0 ? null : Math.round((questions / live) * replies);
}

function countGraded(checks: readonly Check[]): number {
  return checks.filter(({ type }) => isModelGraded(type)).length;
}
