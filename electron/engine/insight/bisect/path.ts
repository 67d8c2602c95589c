import type { BisectStop } from "../../../../shared/domain/bisect.ts";
import type { Prompt } from "../../../../shared/domain/prompt.ts";
import { Problem } from "../../../../shared/problem.ts";
import { getDraft } from "../../prompts/drafts.ts";
import { resolveRef } from "../../prompts/refs.ts";
import { sameSettings } from "../../prompts/versions.ts";
import type { Store } from "../../store/store.ts";
import { wayBetween, type Way } from "./ancestry.ts";

export interface PathStop extends BisectStop {
  text: string;
}

export interface VersionPath {
  /** From the good end to the bad one; versions that change nothing are left out. At least one. */
  stops: PathStop[];
  note: string | null;
}

/** The versions between two REFs. Throws Problem("not-found") for a REF that names nothing, or two without a way. */
export function readPath(store: Store, prompt: Prompt, good: string, bad: string): VersionPath {
  const from = numberOf(store, prompt, good);
  const to = numberOf(store, prompt, bad);
  const history = store.versions.descent(Number(prompt.id));
  const draft = { number: null, parent: getDraft(store, prompt.id).baseNumber, merged: null };
  const found = wayBetween([...history, draft], from, to);
  if (!found) {
    throw new Problem(
      "not-found",
      `${nameOf(from)} and ${nameOf(to)} have no version in common that both come from, so there is no way between them.`,
      { good, bad },
    );
  }
  const { way, top, forks } = found;
  const read = way.flatMap((number, at) => {
    const stop = readStop(store, prompt, number);
    return stop ? [{ ...stop, up: at <= top }] : [];
  });
  const stops: PathStop[] = [];
  let before: (typeof read)[number] | undefined;
  for (const { up, ...stop } of read) {
    const { version, number, message } = stop;
    const source = up && before ? before : stop;
    const previous = stops.at(-1);
    const changed = !previous || previous.text !== stop.text || !sameSettings(previous.settings, stop.settings);
    const culprit = up
      ? { version: source.version, number: source.number, message: source.message, undone: true }
      : { version, number, message, undone: false };
    if (changed) stops.push({ ...stop, culprit: previous ? culprit : null });
    before = { ...stop, up };
  }
  const notes = [noteOf(from, to, way[top] ?? null, top, way.length), noteOfForks(forks)];
  return { stops, note: notes.filter((one) => one !== null).join(" ") || null };
}

function numberOf(store: Store, prompt: Prompt, ref: string): number | null {
  const resolved = resolveRef(store, prompt, ref);
  return resolved.kind === "draft" ? null : resolved.version.number;
}

/** Null for a version that was deleted: it is passed by. */
function readStop(store: Store, prompt: Prompt, number: number | null): Omit<PathStop, "culprit"> | null {
  if (number === null) {
    const { text, settings } = getDraft(store, prompt.id);
    return { version: "draft", number, message: "not committed yet", text, settings };
  }
  const version = store.versions.byNumber(Number(prompt.id), number);
  if (!version) return null;
  const { text, settings, message } = store.versions.withText(version);
  return { version: nameOf(number), number, message, text, settings };
}

function nameOf(number: number | null): string {
  return number === null ? "draft" : `v${number}`;
}

function noteOf(from: number | null, to: number | null, top: number | null, at: number, length: number): string | null {
  if (at === 0) return null;
  const [good, bad] = [nameOf(from), nameOf(to)];
  if (at === length - 1) {
    return `${good} is newer than ${bad}: the search goes back from ${good}, for the version without which it breaks.`;
  }
  return `${good} is no ancestor of ${bad}: the search goes back to ${nameOf(top)}, which both come from, and on to ${bad}.`;
}

/** A change of the line that was not walked comes in with the merge, which is then what is found. */
function noteOfForks(forks: Way["forks"]): string | null {
  if (forks.length === 0) return null;
  const merges = forks.map(({ merge }) => nameOf(merge)).join(", ");
  const lines = forks.map(({ left }) => nameOf(left)).join(", ");
  return forks.length === 1
    ? `${merges} merges two lines that both lead here: the search walks the first one, and what the other one (${lines}) changed counts as ${merges}.`
    : `${merges} each merge two lines that both lead here: the search walks the first ones, and what the others (${lines}) changed counts as the merge.`;
}
