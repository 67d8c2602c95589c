import { now } from "../../clock.ts";
import type { Store } from "../../store/store.ts";
import { followBack, followForward, type Followed } from "./catch-up.ts";
import { keepFollowed, knownRules } from "./known-rules.ts";
import { locate } from "./locate.ts";
import { standIn } from "./stand.ts";
import type { Target } from "./target.ts";
import { draftReader, versionReader } from "./version-reader.ts";

/**
 * The ids by which the ledger knows the rules at some places of a text; new ones are traced through all versions.
 * `then` runs in the transaction that makes them.
 */
export async function anchorRules(
  store: Store,
  target: Target,
  places: readonly number[],
  then: (idAt: ReadonlyMap<number, number>) => void,
): Promise<void> {
  const { promptId, wordings: text } = target;
  const last = store.versions.descent(promptId).at(-1)?.number ?? 0;
  const known = await knownRules(store, promptId);
  const standing = standIn(store, known, target);
  const idAt = new Map<number, number>();
  for (const [id, place] of standing.places) if (!idAt.has(place)) idAt.set(place, id);
  const fresh = [...new Set(places)].flatMap((place, at): (Followed & { place: number })[] => {
    const rule = text.book.rules[place];
    if (!rule || idAt.has(place)) return [];
    const wordings = new Set([text.wordings[place] ?? ""]);
    return [{ id: -1 - at, text: rule.text, seen: target.number, draftTextId: null, wordings, place }];
  });
  if (fresh.length > 0) await trace(store, target, fresh);
  store.write(() => {
    const draftTextId = target.number === null ? store.texts.put(target.text) : null;
    for (const rule of fresh) {
      rule.id = store.ledger.insert(promptId, rule.text, rule.seen, rule.seen === null ? draftTextId : null, now());
      keepFollowed(store, rule);
      idAt.set(rule.place, rule.id);
    }
    // Without any rule before, nobody has followed the versions that are there.
    if (store.ledger.followed(promptId) === null) store.ledger.follow(promptId, last);
    if (draftTextId !== null) restand(store, known, standing.places, target, draftTextId);
    then(idAt);
  });
}

/** Finds what new rules were called in every version, from where they stand now. */
async function trace(store: Store, target: Target, fresh: readonly Followed[]): Promise<void> {
  const reader = versionReader(store, target.promptId);
  const history = store.versions.descent(target.promptId);
  const starts = target.number === null ? target.parents : [target.number];
  if (target.number === null) {
    for (const number of target.parents) {
      const base = reader.wordings(number);
      const places = locate(fresh, base, { parents: [target.wordings] });
      for (const rule of fresh) {
        const wording = base.wordings[places.get(rule.id) ?? -1];
        if (wording !== undefined) rule.wordings.add(wording);
      }
    }
  }
  for (const start of starts) await followBack(history, start, fresh, reader);
  await followForward(history, fresh, reader, draftReader(store));
}

/** Rules that only a draft has are found from its newest text on: small edits add up. */
function restand(
  store: Store,
  known: readonly Followed[],
  places: ReadonlyMap<number, number>,
  { wordings: { book, wordings } }: Target,
  draftTextId: number,
): void {
  for (const rule of known) {
    const place = places.get(rule.id);
    const here = place === undefined ? undefined : book.rules[place];
    if (rule.draftTextId === null || place === undefined || !here) continue;
    store.ledger.addWording(rule.id, wordings[place] ?? "");
    store.ledger.restand(rule.id, here.text, draftTextId);
  }
}
