import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { Prompt, Version } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import type { Store } from "../store/store.ts";
import { getDraft } from "./drafts.ts";

/** What a REF names: a version, or the draft. */
export type ResolvedRef =
  | { kind: "version"; version: Version; text: string; settings: ModelSettings }
  | { kind: "draft"; text: string; settings: ModelSettings };

/** REF: `v3`, `3`, a label, a branch (its head), a hash prefix of at least 6, `latest`, `draft`. */
export function resolveRef(store: Store, prompt: Prompt, ref: string): ResolvedRef {
  if (ref === "draft") {
    const draft = getDraft(store, prompt.id);
    return { kind: "draft", text: draft.text, settings: draft.settings };
  }
  const version = findVersion(store, prompt, ref);
  const { text, settings } = store.versions.withText(version);
  return { kind: "version", version, text, settings };
}

function findVersion(store: Store, prompt: Prompt, ref: string): Version {
  const promptId = Number(prompt.id);
  if (ref === "latest") {
    const latest = store.versions.latest(promptId);
    if (!latest)
      throw new Problem("not-found", `The prompt "${prompt.name}" has no versions yet. Commit one first.`, { ref });
    return latest;
  }
  const number = /^v?(\d{1,9})$/i.exec(ref)?.[1];
  const found =
    (number ? store.versions.byNumber(promptId, Number(number)) : null) ??
    store.versions.byLabel(promptId, ref) ??
    branchHead(store, prompt, ref) ??
    findByHash(store, promptId, ref);
  if (found) return found;
  const latest = store.versions.latest(promptId);
  const known = latest ? `Its newest version is v${latest.number}.` : "It has no versions yet.";
  throw new Problem(
    "not-found",
    `The prompt "${prompt.name}" has no version "${ref}". ${known} A REF is v3, 3, a label, a branch, a hash prefix of at least 6, latest or draft.`,
    { ref },
  );
}

function branchHead(store: Store, prompt: Prompt, ref: string): Version | null {
  const branch = store.branches.find(Number(prompt.id), ref);
  if (!branch) return null;
  if (branch.headNumber !== null) return store.versions.byNumber(Number(prompt.id), branch.headNumber);
  throw new Problem("not-found", `The branch ${ref} of "${prompt.name}" has no versions yet. Commit one first.`, {
    ref,
  });
}

function findByHash(store: Store, promptId: number, ref: string): Version | null {
  if (!/^[0-9a-f]{6,64}$/i.test(ref)) return null;
  const matches = store.versions.byHash(promptId, ref.toLowerCase());
  const [newest] = matches;
  if (newest && matches.some((one) => one.sha256 !== newest.sha256)) {
    const names = matches.map((one) => `v${one.number} (${one.sha256.slice(0, 12)})`).join(", ");
    throw new Problem("ambiguous", `The hash prefix "${ref}" fits several versions: ${names}. Give more of it.`, {
      ref,
    });
  }
  return newest ?? null;
}
