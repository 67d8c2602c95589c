import type { Store } from "../../store/store.ts";

const LONGEST = 200;
/** Room for a number behind it. */
const ROOM = 8;

/** An id like this one that the set does not have: itself, else with the next free number behind it. */
export function freeId(store: Store, setId: string, like: string): string {
  const base = like.trim().slice(0, LONGEST - ROOM) || "conversation";
  let id = base;
  for (let number = 2; store.conversations.get(Number(setId), id); number += 1) id = `${base}-${number}`;
  return id;
}
