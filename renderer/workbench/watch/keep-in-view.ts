import type { Picked } from "./watcher.ts";

/** What is in view stays among the picked, first; the telling ones fill up to the limit. */
export function keepInView(telling: Picked, inView: readonly string[], limit: number): Picked {
  const ids = [...new Set([...inView, ...telling.ids])].slice(0, Math.max(limit, new Set(inView).size));
  return {
    ids,
    why: Object.fromEntries(ids.map((id) => [id, whyOf(telling.why, id) ?? "moved in the last quick replay"])),
  };
}

/** Ids are people's: "constructor" is one, and an object has that without being given it. */
export function whyOf(why: Picked["why"], id: string): string | undefined {
  return Object.hasOwn(why, id) ? why[id] : undefined;
}
