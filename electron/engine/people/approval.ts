import { setImmediate as breathe } from "node:timers/promises";
import type { ReplyAt } from "../../../shared/contract/people.ts";
import type { MatchRule } from "../../../shared/domain/people.ts";
import { Problem } from "../../../shared/problem.ts";
import { now } from "../clock.ts";
import { authorName } from "../prompts/author-name.ts";
import type { Restated } from "../replay/standing.ts";
import type { ReplyPlace } from "../store/people.ts";
import type { Store } from "../store/store.ts";
import { matchBy } from "./match-expected.ts";
import { placeOf } from "./reply-place.ts";
import { restateReplies } from "./restate-replies.ts";

/** Counting the edits between longer texts would hold up a replay. */
const LONGEST_BY_CHARACTERS = 4_000;
/** How long the engine may be busy with comparing before others get their turn, in milliseconds. */
const AT_ONCE_MS = 10;

/** Makes a reply the expected one of its place, or gives it another rule; replies that match are found at once. */
export async function approveReply(store: Store, at: ReplyAt, rule: MatchRule): Promise<Restated[]> {
  const asked = placeOf(store, at);
  const text = store.texts.get(asked.textId);
  refuseTooLong(rule, text);
  const known = await compareAll(store, asked, rule, text);
  return store.write(() => {
    const place = placeOf(store, at);
    const before = dropApproval(store, place);
    const id = store.expected.insert(place, rule, authorName(), now());
    store.expected.addMatch(place, id, 1);
    for (const textId of rule.match === "exact" ? [] : store.people.textsAt(place.contentId, place.turn)) {
      // What was recorded while the others were compared is compared now.
      const similarity = known.has(textId) ? known.get(textId) : matchBy(rule, store.texts.get(textId), text);
      if (similarity != null) store.expected.addMatch({ ...place, textId }, id, similarity);
    }
    // A reply cannot be expected and bad.
    if (store.people.verdict(place)?.verdict === "bad") store.people.remove(place);
    store.people.move();
    return restateReplies(store, place.contentId, place.turn, [...before, ...store.expected.matchedBy(id)]);
  });
}

/** Takes an approval back; replies that passed by it stand as their checks say. */
export function unapproveReply(store: Store, at: ReplyAt): Restated[] {
  return store.write(() => {
    const place = placeOf(store, at);
    const before = dropApproval(store, place);
    if (before.length > 0) store.people.move();
    return restateReplies(store, place.contentId, place.turn, before);
  });
}

/** Gives back the text ids of the replies that matched. The caller holds the transaction and restates them. */
export function dropApproval(store: Store, place: ReplyPlace): number[] {
  const approved = store.expected.at(place.contentId, place.turn).find(({ textId }) => textId === place.textId);
  if (!approved) return [];
  const matched = store.expected.matchedBy(approved.id);
  store.expected.remove(approved.id);
  return matched;
}

async function compareAll(
  store: Store,
  { contentId, turn }: ReplyPlace,
  rule: MatchRule,
  text: string,
): Promise<ReadonlyMap<number, number | null>> {
  const found = new Map<number, number | null>();
  if (rule.match === "exact") return found;
  let since = performance.now();
  for (const textId of store.people.textsAt(contentId, turn)) {
    found.set(textId, matchBy(rule, store.texts.get(textId), text));
    if (performance.now() - since < AT_ONCE_MS) continue;
    await breathe();
    since = performance.now();
  }
  return found;
}

function refuseTooLong(rule: MatchRule, text: string): void {
  if (rule.match === "exact" || rule.method !== "characters" || text.length <= LONGEST_BY_CHARACTERS) return;
  throw new Problem(
    "bad-input",
    `This reply has ${text.length.toLocaleString("en")} characters, too many to compare it by characters (at most ${LONGEST_BY_CHARACTERS.toLocaleString("en")}). Approve it by words, or exactly.`,
    { characters: text.length },
  );
}
