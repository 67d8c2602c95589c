import type { BlamedConversation, BlamedHunk, BlameHunk } from "../../../../shared/domain/blame.ts";
import { noSamples } from "./alike.ts";
import type { Blame } from "./blame-one.ts";
import type { Hunk } from "./edit.ts";
import { hunkText } from "./hunks.ts";

interface Named {
  id: string;
  title: string;
  calls: number;
}

/** A hunk as the contract tells it: by the candidate's lines, or by the baseline's where it leaves none. */
export function toldHunk(hunk: Hunk): BlameHunk {
  const side = hunk.after ? "candidate" : "baseline";
  const lines = hunk.after ?? hunk.before ?? { from: 0, to: 0 };
  return {
    id: hunk.id,
    kind: hunk.kind,
    side,
    ...lines,
    text: hunkText(hunk),
    removed: hunk.removed,
    anchor: hunk.anchor,
  };
}

/** What was found out about one conversation, in the words of the contract. */
export function answerOf({ id, title, calls }: Named, blame: Blame, hunks: readonly Hunk[]): BlamedConversation {
  const { ends, found, parts, certainty } = blame;
  const { outcome, baseline, candidate } = ends;
  const isChange = outcome === "broke" || outcome === "fixed";
  const blamed = (found?.sets ?? []).flatMap((set, at) =>
    [...set]
      .sort((a, b) => a - b)
      .flatMap((hunkId): BlamedHunk[] => {
        const hunk = hunks[hunkId];
        return hunk ? [{ ...toldHunk(hunk), set: at, part: parts.get(hunkId) ?? null }] : [];
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
    detail: inWords(blame),
    baseline,
    candidate,
  };
}

/** A conversation that was not come to an answer with; `reason` says why. */
export function unanswered(
  { id, title, calls }: Named,
  answer: "none" | "stopped" | "failed",
  reason: string,
): BlamedConversation {
  const empty = { baseline: noSamples, candidate: noSamples };
  return { id, title, outcome: null, answer, hunks: [], certainty: null, calls, detail: reason, ...empty };
}

function inWords({ ends: { outcome }, found }: Blame): string {
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
      return found ? foundInWords(found) : UNDETERMINED;
  }
}

const UNDETERMINED =
  "Undetermined: with parts of the edit it passes neither as often as before nor as seldom as after, or the limit of replays was reached.";

function foundInWords({ sets, rest }: NonNullable<Blame["found"]>): string {
  const [first = []] = sets;
  const together = first.length > 1 ? `${first.length} changes do it only together` : "One change does it by itself";
  const ways = sets.length > 1 ? `${sets.length} parts of the edit do it, each without the others` : together;
  return rest === null ? `${ways}. Whether the rest would do it too was not settled.` : `${ways}.`;
}
