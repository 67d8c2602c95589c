import { Problem } from "../../../shared/problem.ts";
import { FIRST_BRANCH, type Prompt } from "../../../shared/domain/prompt.ts";
import { currentTimestamp } from "../clock.ts";
import type { Store } from "../store/store.ts";

/** Finds a prompt by id; a deleted or unknown one is a problem for the person who asked. */
export function requirePrompt(store: Store, promptId: string): Prompt {
  const prompt = store.prompts.get(Number(promptId));
  if (!prompt) throw new Problem("not-found", "This prompt does not exist any more. Pick another one.", { promptId });
  return prompt;
}

export function requirePromptByName(store: Store, name: string): Prompt {
  const prompt = store.prompts.find(name);
  if (prompt) return prompt;
  const names = store.prompts.list().map((one) => one.name);
  const known = names.length > 0 ? `This project has: ${names.join(", ")}.` : "This project has no prompts yet.";
  throw new Problem("not-found", `There is no prompt named "${name}". ${known}`, { name });
}

/** Makes a prompt with an empty history and the branch main; `text` becomes its draft. */
export function createPrompt(store: Store, name: string, text: string): Prompt {
  return store.write(() => {
    if (store.prompts.find(name)) {
      throw new Problem("conflict", `There is a prompt named "${name}" already. Choose another name.`, { name });
    }
    const id = store.prompts.insert(name, currentTimestamp());
    const branch = {
      promptId: id,
      name: FIRST_BRANCH,
      headId: null,
      baseId: null,
      current: true,
      now: currentTimestamp(),
    };
    const branchId = store.branches.insert(branch);
    store.drafts.write({ branchId, text, settings: {}, baseVersionId: null, now: currentTimestamp() });
    return requirePrompt(store, String(id));
  });
}

export function renamePrompt(store: Store, promptId: string, name: string): void {
  store.write(() => {
    const prompt = requirePrompt(store, promptId);
    const other = store.prompts.find(name);
    if (other && other.id !== prompt.id) {
      throw new Problem("conflict", `There is a prompt named "${name}" already. Choose another name.`, { name });
    }
    store.prompts.rename(Number(promptId), name);
  });
}

/** Takes a prompt off the list; its versions stay for the runs that used them. */
export function removePrompt(store: Store, promptId: string): void {
  store.write(() => {
    requirePrompt(store, promptId);
    store.prompts.remove(Number(promptId), currentTimestamp());
  });
}
