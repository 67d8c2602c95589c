import type { BlameRequest } from "../../../../shared/contract/blame.ts";
import type { ModelSettings } from "../../../../shared/domain/model.ts";
import type { Prompt } from "../../../../shared/domain/prompt.ts";
import type { Run } from "../../../../shared/domain/run.ts";
import { Problem } from "../../../../shared/problem.ts";
import type { Comparisons } from "../../compare/comparisons.ts";
import { requireSet } from "../../conversations/conversations.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef, type Resolved } from "../../prompts/refs.ts";
import { runOfRef } from "../../replay/find-runs.ts";
import type { Replays } from "../../replay/replays.ts";
import type { Store } from "../../store/store.ts";
import type { Side } from "./blame-one.ts";
import type { Edit } from "./edit.ts";
import { splitEdit } from "./hunks.ts";

export interface PrepareDependencies {
  store: Store;
  comparison: Comparisons["summary"];
  listRuns: Replays["list"];
}

export interface Prepared {
  baseline: Side;
  candidate: Side;
  edit: Edit;
  settingsId: number | null;
  conversationIds: string[];
}

/** What a blame stands on. Whatever is wrong with the request is thrown before anything is asked. */
export function prepareBlame(dependencies: PrepareDependencies, request: BlameRequest): Prepared {
  const { store } = dependencies;
  const prompt = requirePrompt(store, request.promptId);
  requireSet(store, request.setId);
  const before = resolveRef(store, prompt, String(request.baseline));
  const after = resolveRef(store, prompt, String(request.candidate));
  const baseline = { text: before.text, settings: before.settings };
  const candidate = { text: after.text, settings: after.settings };
  const conversationIds = request.conversationIds ?? changedBetween(dependencies, request, prompt, before, after);
  return {
    baseline,
    candidate,
    ...withSettings(splitEdit(before.text, after.text), baseline, candidate),
    conversationIds,
  };
}

/** Broken first, as they stand in the comparison. */
function changedBetween(
  { store, comparison, listRuns }: PrepareDependencies,
  { setId }: Pick<BlameRequest, "setId">,
  prompt: Prompt,
  before: Resolved,
  after: Resolved,
): string[] {
  const runs = listRuns(prompt.id, setId);
  const runOf = (resolved: Resolved): Run => {
    const run = runOfRef(runs, resolved);
    if (run) return run;
    const name = resolved.kind === "draft" ? "The draft" : `v${resolved.version.number}`;
    throw new Problem(
      "not-found",
      `${name} of "${prompt.name}" has no complete run over this set, so nothing is known to have changed. Replay it first, or name conversations.`,
    );
  };
  const rows = comparison(runOf(before).id, runOf(after).id).rows;
  return (["broke", "fixed"] as const).flatMap((outcome) =>
    rows
      .filter((row) => row.outcome === outcome && store.conversations.get(Number(setId), row.id) !== null)
      .map((row) => row.id),
  );
}

/** Where the versions bring other model settings along, these are a hunk as well. */
function withSettings(edit: Edit, baseline: Side, candidate: Side): Pick<Prepared, "edit" | "settingsId"> {
  const [removed, added] = [inWords(baseline.settings), inWords(candidate.settings)];
  if (removed === added) return { edit, settingsId: null };
  const id = edit.hunks.length;
  const hunk = { id, kind: "settings" as const, before: null, after: null, removed, added, anchor: 1 };
  return { edit: { ...edit, hunks: [...edit.hunks, hunk] }, settingsId: id };
}

function inWords({ temperature, topP, maxOutputTokens, seed, thinking }: ModelSettings): string {
  const named = Object.entries({ temperature, "top p": topP, "reply limit": maxOutputTokens, seed, thinking });
  const set = named.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  return set.length === 0 ? "no settings" : set.join(", ");
}
