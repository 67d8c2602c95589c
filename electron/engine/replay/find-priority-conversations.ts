import type { JsonValue } from "../../../shared/domain/check.ts";
import type { ConversationContent } from "../../../shared/domain/conversation.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { isSameModel, modelOfRun, wholeSetRuns } from "../../../shared/rules/run-of-version.ts";
import { requireSet } from "../conversations/conversations.ts";
import { reasonsByConversation, touchedRules } from "../ledger/locate-rules.ts";
import { getDraft } from "../prompts/drafts.ts";
import { diffKeywords, keywordsOf } from "../prompts/diff-keywords.ts";
import { prioritizeConversations, type PriorityPick } from "./prioritize.ts";
import type { Store } from "../store/store.ts";

/** How many earlier runs are looked at. */
const MAX_EARLIER_RUNS = 12;
/** How many conversations are read before the event loop runs other work. */
const CONVERSATIONS_PER_BATCH = 250;

/** The conversations of a set to replay first on the draft as it is saved, and why. */
export async function findPriorityConversations(
  store: Store,
  promptId: string,
  setId: string,
  limit: number,
): Promise<PriorityPick> {
  const set = requireSet(store, setId);
  const draft = getDraft(store, promptId);
  const base = draft.baseNumber === null ? null : store.versions.byNumber(Number(promptId), draft.baseNumber);
  const words = diffKeywords(base ? store.versions.withText(base).text : "", draft.text);
  const runs = earlierRuns(store, promptId, setId).map((run) => passesByConversation(store, Number(run.id)));
  const places = store.conversations.headers(Number(set.id));
  const linked = reasonsByConversation(await touchedRules(store, { promptId, setId, number: null, text: draft.text }));
  const cases = [];
  for (const [at, place] of places.entries()) {
    if (at % CONVERSATIONS_PER_BATCH === CONVERSATIONS_PER_BATCH - 1) await new Promise(setImmediate);
    const shared = words.size === 0 ? [] : sharedWords(words, place, store.conversations.contentOf(place.contentId));
    const passed = runs.map((run) => run.get(place.id) ?? null);
    cases.push({ id: place.id, checks: place.checks, shared, linked: linked.get(place.id) ?? null, passed });
  }
  return prioritizeConversations(cases, limit);
}

/** Newest first, all with the model of the newest: between two models, a flip says nothing of the conversation. */
function earlierRuns(store: Store, promptId: string, setId: string): Run[] {
  const all = store.runs.list(Number(promptId)).map(({ run }) => run);
  const told = wholeSetRuns(all.filter((run) => run.setId === setId && run.progress.recorded > 0));
  const [newest] = told;
  if (newest === undefined) return [];
  const model = modelOfRun(newest);
  return told.filter((run) => isSameModel(modelOfRun(run), model)).slice(0, MAX_EARLIER_RUNS);
}

function passesByConversation(store: Store, runId: number): Map<string, boolean> {
  const judged = store.results.passCounts(runId).filter(({ samples }) => samples > 0);
  return new Map(judged.map(({ id, passed, samples }) => [id, passed === samples]));
}

function sharedWords(
  words: ReadonlySet<string>,
  place: { tags: string; notes: string },
  { turns, checks }: ConversationContent,
): string[] {
  const texts = [place.tags, place.notes, ...checks.flatMap(({ value }) => stringsIn(value))];
  for (const turn of turns) {
    if (turn.role !== "user") continue;
    texts.push(turn.content, ...(turn.checks ?? []).flatMap(({ value }) => stringsIn(value)));
  }
  const own = new Set(texts.flatMap(keywordsOf));
  return [...words].filter((word) => own.has(word));
}

function stringsIn(value: JsonValue | undefined): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.flatMap(stringsIn) : [];
}
