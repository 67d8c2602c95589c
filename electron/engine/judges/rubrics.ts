import type { Rubric } from "../../../shared/domain/judge.ts";
import { Problem } from "../../../shared/problem.ts";
import { now } from "../clock.ts";
import type { Store } from "../store/store.ts";

export interface RubricDraft {
  /** Null makes a new one. */
  id: string | null;
  name: string;
  text: string;
  threshold: number | null;
  setIds: readonly string[];
}

/** Saves a rubric. Another text or threshold makes a new version; a new name or other sets do not. */
export function saveRubric(store: Store, draft: RubricDraft): Rubric {
  return store.write(() => {
    const text = draft.text.trim();
    if (text === "") throw new Problem("bad-input", "A rubric needs a text that says what to look for.");
    const taken = store.rubrics.idOf(draft.name);
    if (taken !== null && String(taken) !== draft.id) {
      throw new Problem("conflict", `There is a rubric “${draft.name}” already. Choose another name.`);
    }
    const known = draft.id === null ? null : requireRubric(store, draft.id);
    const id = known === null ? store.rubrics.insert(draft.name) : Number(known.id);
    if (known && known.name !== draft.name) store.rubrics.rename(id, draft.name);
    if (!known || known.text !== text || known.threshold !== draft.threshold) {
      store.rubrics.insertVersion(id, (known?.number ?? 0) + 1, text, draft.threshold, now());
    }
    const sets = draft.setIds.filter((setId) => store.conversations.set(Number(setId)) !== null);
    store.rubrics.setSets(id, sets.map(Number));
    return requireRubric(store, String(id));
  });
}

/** Takes a rubric off the list and off its sets; runs keep their own copy of its text. */
export function removeRubric(store: Store, id: string): void {
  store.write(() => store.rubrics.remove(Number(requireRubric(store, id).id), now()));
}

export function requireRubric(store: Store, id: string): Rubric {
  const rubric = store.rubrics.get(Number(id));
  if (!rubric) throw new Problem("not-found", "This rubric does not exist any more.", { id });
  return rubric;
}
