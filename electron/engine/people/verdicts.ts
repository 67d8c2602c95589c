import type { ReplyAt } from "../../../shared/contract/people.ts";
import type { PersonSays } from "../../../shared/domain/people.ts";
import { now } from "../clock.ts";
import { authorName } from "../prompts/author-name.ts";
import type { Restated } from "../replay/standing.ts";
import type { Store } from "../store/store.ts";
import { dropApproval } from "./approval.ts";
import { placeOf } from "./reply-place.ts";
import { restateReplies } from "./restate-replies.ts";

/**
 * Keeps a person's verdict on a reply, in place of an earlier one, and what it changes in every run. A reply called bad
 * is not the expected one any more. Throws a Problem where there is no such reply.
 */
export function giveVerdict(store: Store, at: ReplyAt, verdict: PersonSays, note: string | undefined): Restated[] {
  return store.write(() => {
    const place = placeOf(store, at);
    const kept = note ?? store.people.verdict(place)?.note ?? "";
    store.people.put(place, { verdict, note: kept, author: authorName(), at: now() });
    store.people.move();
    const dropped = verdict === "bad" ? dropApproval(store, place) : [];
    return restateReplies(store, place.contentId, place.turn, [place.textId, ...dropped]);
  });
}

/** Takes a verdict back; what checks, judges and approved replies say then holds again. */
export function removeVerdict(store: Store, at: ReplyAt): Restated[] {
  return store.write(() => {
    const place = placeOf(store, at);
    if (!store.people.remove(place)) return [];
    store.people.move();
    return restateReplies(store, place.contentId, place.turn, [place.textId]);
  });
}
