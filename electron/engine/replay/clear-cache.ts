import type { Store } from "../store/store.ts";

/** Replays no longer find what was recorded up to now; the runs keep all of it. */
export function clearCache(store: Store): void {
  store.write(() => {
    store.settings.set("cacheFrom", String(store.outputs.newestId()));
    store.settings.set("judgeCacheFrom", String(store.judgeCalls.newestId()));
    store.judgeCalls.clearVectors();
    store.trials.forget();
    store.probes.forget();
  });
}

/** A deleted run's ids are given out again: the mark must not stand above them. */
export function keepCacheMark(store: Store): void {
  const mark = Number(store.settings.get("cacheFrom") ?? 0);
  const newest = store.outputs.newestId();
  if (mark > newest) store.settings.set("cacheFrom", String(newest));
}
