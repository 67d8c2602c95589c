import { Problem } from "../../../shared/problem.ts";
import { now } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { requireFreeLabel } from "./free-name.ts";
import { requireVersion } from "./versions.ts";

/** Puts a label on a version; if another version bears it, it moves. */
export function setLabel(store: Store, promptId: string, number: number, label: string): void {
  store.write(() => {
    const version = requireVersion(store, promptId, number);
    requireFreeLabel(store, Number(promptId), label);
    store.labels.set(Number(promptId), label, Number(version.id), now());
  });
}

export function removeLabel(store: Store, promptId: string, label: string): void {
  store.write(() => {
    if (!store.labels.remove(Number(promptId), label)) {
      throw new Problem("not-found", `No version bears the label ${label}.`, { label });
    }
  });
}
