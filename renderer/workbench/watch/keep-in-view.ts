import type { Picked } from "./watcher.ts";

/** What is in view stays among the picked, first; the telling ones fill up to the limit. */
export function keepInView(telling: Picked, inView: readonly string[], limit: number): Picked {
  const ids = [...new Set([...inView, ...telling.ids])].slice(0, Math.max(limit, new Set(inView).size));
  return { ids, why: Object.fromEntries(ids.map((id) => [id, telling.why[id] ?? "moved in the last quick replay"])) };
}
