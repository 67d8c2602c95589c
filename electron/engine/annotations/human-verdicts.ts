import type { RecordedReplyRef } from "../../../shared/contract/verdicts.ts";
import type { HumanVerdict, MatchRule } from "../../../shared/domain/annotation.ts";
import { currentTimestamp } from "../clock.ts";
import { authorName } from "../prompts/versions.ts";
import { type StatusChange, recomputeStatus } from "./sample-status.ts";
import type { Store } from "../store/store.ts";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { Problem } from "../../../shared/problem.ts";
import type { AnnotationKey } from "../store/annotations.ts";
import { similarityIfMatching } from "./approved-replies.ts";

/**
 * Keeps a person's verdict on a reply, in place of an earlier one, and what it changes in every run. A reply called bad
 * is not the expected one any more. Throws a Problem where there is no such reply.
 */
export function saveHumanVerdict(
  store: Store,
  at: RecordedReplyRef,
  verdict: HumanVerdict,
  note: string | undefined,
): StatusChange[] {
  return store.write(() => {
    const place = annotationKeyOf(store, at);
    const kept = note ?? store.annotations.verdict(place)?.note ?? "";
    store.annotations.put(place, { verdict, note: kept, author: authorName(), at: currentTimestamp() });
    store.annotations.bumpStatusRevision();
    const dropped = verdict === "bad" ? dropApproval(store, place) : [];
    return recomputeStatuses(store, place.contentId, place.turn, [place.textId, ...dropped]);
  });
}

/** Takes a verdict back; what checks, judges and approved replies say then holds again. */
export function removeHumanVerdict(store: Store, at: RecordedReplyRef): StatusChange[] {
  return store.write(() => {
    const place = annotationKeyOf(store, at);
    if (!store.annotations.remove(place)) return [];
    store.annotations.bumpStatusRevision();
    return recomputeStatuses(store, place.contentId, place.turn, [place.textId]);
  });
}

/** Counting the edits between longer texts would hold up a replay. */
const MAX_CHARACTERS_COMPARED = 4_000;
/** How long the engine may be busy with comparing before it yields to the event loop, in milliseconds. */
const MAX_BUSY_MS = 10;

/** Makes a reply the expected one of its place, or gives it another rule; replies that match are found at once. */
export async function approveReply(store: Store, at: RecordedReplyRef, rule: MatchRule): Promise<StatusChange[]> {
  const asked = annotationKeyOf(store, at);
  const text = store.texts.get(asked.textId);
  refuseTooLong(rule, text);
  const known = await compareRecordedReplies(store, asked, rule, text);
  return store.write(() => {
    const place = annotationKeyOf(store, at);
    const before = dropApproval(store, place);
    const id = store.approvedReplies.insert(place, rule, authorName(), currentTimestamp());
    store.approvedReplies.addMatch(place, id, 1);
    for (const textId of rule.match === "exact" ? [] : store.annotations.textsAt(place.contentId, place.turn)) {
      // What was recorded while the others were compared is compared now.
      const similarity = known.has(textId)
        ? known.get(textId)
        : similarityIfMatching(rule, store.texts.get(textId), text);
      if (similarity != null) store.approvedReplies.addMatch({ ...place, textId }, id, similarity);
    }
    // A reply cannot be expected and bad.
    if (store.annotations.verdict(place)?.verdict === "bad") store.annotations.remove(place);
    store.annotations.bumpStatusRevision();
    return recomputeStatuses(store, place.contentId, place.turn, [...before, ...store.approvedReplies.matchedBy(id)]);
  });
}

/** Takes an approval back; replies that passed by it stand as their checks say. */
export function unapproveReply(store: Store, at: RecordedReplyRef): StatusChange[] {
  return store.write(() => {
    const place = annotationKeyOf(store, at);
    const before = dropApproval(store, place);
    if (before.length > 0) store.annotations.bumpStatusRevision();
    return recomputeStatuses(store, place.contentId, place.turn, before);
  });
}

/** Gives back the text ids of the replies that matched. The caller holds the transaction and recomputes their status. */
function dropApproval(store: Store, place: AnnotationKey): number[] {
  const approved = store.approvedReplies.at(place.contentId, place.turn).find(({ textId }) => textId === place.textId);
  if (!approved) return [];
  const matched = store.approvedReplies.matchedBy(approved.id);
  store.approvedReplies.remove(approved.id);
  return matched;
}

async function compareRecordedReplies(
  store: Store,
  { contentId, turn }: AnnotationKey,
  rule: MatchRule,
  text: string,
): Promise<ReadonlyMap<number, number | null>> {
  const found = new Map<number, number | null>();
  if (rule.match === "exact") return found;
  let since = performance.now();
  for (const textId of store.annotations.textsAt(contentId, turn)) {
    found.set(textId, similarityIfMatching(rule, store.texts.get(textId), text));
    if (performance.now() - since < MAX_BUSY_MS) continue;
    await yieldToEventLoop();
    since = performance.now();
  }
  return found;
}

function refuseTooLong(rule: MatchRule, text: string): void {
  if (rule.match === "exact" || rule.method !== "characters" || text.length <= MAX_CHARACTERS_COMPARED) return;
  throw new Problem(
    "bad-input",
    `This reply has ${text.length.toLocaleString("en")} characters, too many to compare it by characters (at most ${MAX_CHARACTERS_COMPARED.toLocaleString("en")}). Approve it by words, or exactly.`,
    { characters: text.length },
  );
}

/** Recomputes the status of every sample that has one of these replies to one turn. The caller holds the transaction. */
function recomputeStatuses(store: Store, contentId: number, turn: number, textIds: Iterable<number>): StatusChange[] {
  const moved: StatusChange[] = [];
  for (const textId of new Set(textIds)) {
    for (const { runId, position, sample } of store.annotations.samplesWith({ contentId, turn, textId })) {
      const one = recomputeStatus(store, runId, position, sample);
      if (one) moved.push(one);
    }
  }
  return moved;
}

/** What a verdict on a recorded reply is about, whatever run it was given in. */
function annotationKeyOf(store: Store, { runId, conversationId, turn, sample }: RecordedReplyRef): AnnotationKey {
  const conversation = store.runs.conversation(Number(runId), conversationId);
  const textId = conversation && store.outputs.textAt(Number(runId), conversation.position, sample, turn);
  if (!conversation || textId === null) {
    throw new Problem("not-found", "There is no recorded reply at this place any more. Nothing was changed.", {
      runId,
      conversationId,
    });
  }
  return { contentId: conversation.contentId, turn, textId };
}
