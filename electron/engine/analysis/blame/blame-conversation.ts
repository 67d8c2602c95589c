import type { BlameRequest } from "../../../../shared/contract/analyses.ts";
import type { ModelSettings } from "../../../../shared/domain/model.ts";
import type { Prompt } from "../../../../shared/domain/prompt.ts";
import type { Run } from "../../../../shared/domain/run.ts";
import { Problem } from "../../../../shared/problem.ts";
import type { Comparisons } from "../../compare/comparisons.ts";
import { requireSet, requireConversation } from "../../conversations/conversations.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef, type ResolvedRef } from "../../prompts/refs.ts";
import { runOfRef } from "../../replay/resolve-request.ts";
import type { Replays } from "../../replay/replays.ts";
import type { Store } from "../../store/store.ts";
import { type PromptVariant, blameEdit, rankHunks, type ConversationBlame } from "./find-causes.ts";
import { type Edit, splitEdit, type Hunk, describeHunk } from "./edit-hunks.ts";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { BlamedConversation, BlamedHunk, BlameHunk } from "../../../../shared/domain/analysis.ts";
import { errorMessageOf, errorStackOf } from "../../../../shared/errors.ts";
import { areLongEnoughToCompare } from "../../statistics/reply-groups.ts";
import { BudgetSpent, TrialFailed, type TrialSession } from "../trials/trial.ts";
import { emptyTally } from "../likelihood-ratio-test.ts";

export interface PrepareBlameDependencies {
  store: Store;
  comparison: Comparisons["summary"];
  listRuns: Replays["list"];
}

export interface PreparedBlame {
  baseline: PromptVariant;
  candidate: PromptVariant;
  edit: Edit;
  settingsId: number | null;
  conversationIds: string[];
}

/** What a blame stands on. Whatever is wrong with the request is thrown before anything is asked. */
export function prepareBlame(dependencies: PrepareBlameDependencies, request: BlameRequest): PreparedBlame {
  const { store } = dependencies;
  const prompt = requirePrompt(store, request.promptId);
  requireSet(store, request.setId);
  const before = resolveRef(store, prompt, String(request.baseline));
  const after = resolveRef(store, prompt, String(request.candidate));
  const baseline = { text: before.text, settings: before.settings };
  const candidate = { text: after.text, settings: after.settings };
  const conversationIds = request.conversationIds ?? changedConversations(dependencies, request, prompt, before, after);
  return {
    baseline,
    candidate,
    ...addSettingsHunk(splitEdit(before.text, after.text), baseline, candidate),
    conversationIds,
  };
}

/** Broken first, as they stand in the comparison. */
function changedConversations(
  { store, comparison, listRuns }: PrepareBlameDependencies,
  { setId }: Pick<BlameRequest, "setId">,
  prompt: Prompt,
  before: ResolvedRef,
  after: ResolvedRef,
): string[] {
  const runs = listRuns(prompt.id, setId);
  const runOf = (resolved: ResolvedRef): Run => {
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
function addSettingsHunk(
  edit: Edit,
  baseline: PromptVariant,
  candidate: PromptVariant,
): Pick<PreparedBlame, "edit" | "settingsId"> {
  const [removed, added] = [formatSettings(baseline.settings), formatSettings(candidate.settings)];
  if (removed === added) return { edit, settingsId: null };
  const id = edit.hunks.length;
  const hunk = { id, kind: "settings" as const, before: null, after: null, removed, added, anchor: 1 };
  return { edit: { ...edit, hunks: [...edit.hunks, hunk] }, settingsId: id };
}

function formatSettings({ temperature, topP, maxOutputTokens, seed, thinking }: ModelSettings): string {
  const named = Object.entries({ temperature, "top p": topP, "reply limit": maxOutputTokens, seed, thinking });
  const set = named.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  return set.length === 0 ? "no settings" : set.join(", ");
}

export interface BlameConversationOptions extends PreparedBlame {
  store: Store;
  session: TrialSession;
  setId: string;
  random: boolean;
  /** Whether the model rolls dice by its own account: the same reply twice then says little. */
  rollsDice: boolean;
  log(line: string): void;
}

const NO_DIFFERENCE_DETAIL = "There is no difference between the two versions: nothing can be to blame.";

/** Blames one conversation after the other; what explains one is asked about first in the next. */
export function createConversationBlamer(terms: BlameConversationOptions) {
  const { store, session, setId, edit, random, log } = terms;
  const explained = new Map<number, number>();

  /** Replies and verdict as one word, where they are long enough that none comes twice by chance. */
  const comparableReply = (pass: boolean, textIds: readonly number[] | null): string | null => {
    if (terms.rollsDice) return null;
    const texts = textIds?.map((textId) => store.texts.get(textId)) ?? [];
    return areLongEnoughToCompare(texts) ? `${pass} ${textIds?.join(" ")}` : null;
  };

  const find = (id: string) => requireConversation(store, setId, id);

  return {
    titleOf: (id: string): string => {
      const title = store.conversations.get(Number(setId), id)?.title;
      return title ?? "";
    },

    /** Never rejects: what went wrong is an answer as well. */
    async blame(id: string, signal: AbortSignal): Promise<BlamedConversation> {
      const named = { id, title: this.titleOf(id), calls: 0 };
      if (edit.hunks.length === 0) return unansweredBlame(named, "none", NO_DIFFERENCE_DETAIL);
      try {
        const conversation = find(id);
        const blame = await blameEdit({
          ...terms,
          random,
          rank: () => rankHunks(edit.hunks, conversation, explained),
          async replay({ text, settings }, sample) {
            await yieldToEventLoop();
            signal.throwIfAborted();
            named.calls += session.callsFor(text, id, sample, settings);
            const pass = (await session.run(text, id, sample, settings)) === "pass";
            return { pass, reply: comparableReply(pass, session.repliesOf(text, id, sample, settings)) };
          },
        });
        for (const hunk of blame.found?.sets.flat() ?? []) explained.set(hunk, (explained.get(hunk) ?? 0) + 1);
        return toBlamedConversation(named, blame, edit.hunks);
      } catch (error) {
        if (signal.aborted) return unansweredBlame(named, "stopped", "Stopped by a person. What was learnt is kept.");
        if (error instanceof BudgetSpent) return unansweredBlame(named, "stopped", error.message);
        if (error instanceof TrialFailed || error instanceof Problem)
          return unansweredBlame(named, "failed", error.message);
        log(`blame of ${id}: ${errorStackOf(error)}`);
        return unansweredBlame(named, "failed", errorMessageOf(error));
      }
    },
  };
}

interface NamedConversation {
  id: string;
  title: string;
  calls: number;
}

/** A hunk as the contract tells it: by the candidate's lines, or by the baseline's where it leaves none. */
export function toBlameHunk(hunk: Hunk): BlameHunk {
  const side = hunk.after ? "candidate" : "baseline";
  const lines = hunk.after ?? hunk.before ?? { from: 0, to: 0 };
  return {
    id: hunk.id,
    kind: hunk.kind,
    side,
    ...lines,
    text: describeHunk(hunk),
    removed: hunk.removed,
    anchor: hunk.anchor,
  };
}

/** What was found out about one conversation, in the words of the contract. */
function toBlamedConversation(
  { id, title, calls }: NamedConversation,
  blame: ConversationBlame,
  hunks: readonly Hunk[],
): BlamedConversation {
  const { ends, found, parts, certainty } = blame;
  const { outcome, baseline, candidate } = ends;
  const isChange = outcome === "broke" || outcome === "fixed";
  const blamed = (found?.sets ?? []).flatMap((set, at) =>
    [...set]
      .sort((a, b) => a - b)
      .flatMap((hunkId): BlamedHunk[] => {
        const hunk = hunks[hunkId];
        return hunk ? [{ ...toBlameHunk(hunk), set: at, part: parts.get(hunkId) ?? null }] : [];
      }),
  );
  const answer = found ? "found" : isChange || outcome === "undecided" ? "undetermined" : "none";
  return {
    id,
    title,
    outcome,
    answer,
    hunks: blamed,
    certainty: answer === "undetermined" ? null : certainty,
    calls,
    detail: describeBlame(blame),
    baseline,
    candidate,
  };
}

/** A conversation that was not come to an answer with; `reason` says why. */
export function unansweredBlame(
  { id, title, calls }: NamedConversation,
  answer: "none" | "stopped" | "failed",
  reason: string,
): BlamedConversation {
  const empty = { baseline: emptyTally, candidate: emptyTally };
  return { id, title, outcome: null, answer, hunks: [], certainty: null, calls, detail: reason, ...empty };
}

function describeBlame({ ends: { outcome }, found }: ConversationBlame): string {
  switch (outcome) {
    case "stillPassing":
      return "Passes with both versions: there is nothing to blame.";
    case "stillFailing":
      return "Fails with both versions: there is nothing to blame.";
    case "flaky":
      return "Passes at times and fails at times with both versions: the edit did not change that by half or more.";
    case "undecided":
      return "Undetermined: as far as it was sampled, the two versions cannot be told apart for sure.";
    case "broke":
    case "fixed":
      return found ? describeCauses(found) : UNDETERMINED_DETAIL;
  }
}

const UNDETERMINED_DETAIL =
  "Undetermined: with parts of the edit it passes neither as often as before nor as seldom as after, or the limit of replays was reached.";

function describeCauses({ sets, rest }: NonNullable<ConversationBlame["found"]>): string {
  const [first = []] = sets;
  const together = first.length > 1 ? `${first.length} changes do it only together` : "One change does it by itself";
  const ways = sets.length > 1 ? `${sets.length} parts of the edit do it, each without the others` : together;
  return rest === null ? `${ways}. Whether the rest would do it too was not settled.` : `${ways}.`;
}
