import type { BisectStop } from "../../../../shared/domain/analysis.ts";
import type { Prompt } from "../../../../shared/domain/prompt.ts";
import { Problem } from "../../../../shared/problem.ts";
import { getDraft } from "../../prompts/drafts.ts";
import { resolveRef } from "../../prompts/refs.ts";
import { haveSameSettings } from "../../prompts/versions.ts";
import type { Store } from "../../store/store.ts";

export interface PathVersion extends BisectStop {
  text: string;
}

export interface VersionPath {
  /** From the good end to the bad one; versions that change nothing are left out. At least one. */
  stops: PathVersion[];
  note: string | null;
}

/** The versions between two REFs. Throws Problem("not-found") for a REF that names nothing, or two without a way. */
export function readVersionPath(store: Store, prompt: Prompt, good: string, bad: string): VersionPath {
  const from = versionNumberOf(store, prompt, good);
  const to = versionNumberOf(store, prompt, bad);
  const history = store.versions.descent(Number(prompt.id));
  const draft = { number: null, parent: getDraft(store, prompt.id).baseNumber, merged: null };
  const found = pathBetweenVersions([...history, draft], from, to);
  if (!found) {
    throw new Problem(
      "not-found",
      `${versionNameOf(from)} and ${versionNameOf(to)} have no version in common that both come from, so there is no way between them.`,
      { good, bad },
    );
  }
  const { versions, topIndex, mergesPassed } = found;
  const read = versions.flatMap((number, at) => {
    const stop = readPathVersion(store, prompt, number);
    return stop ? [{ ...stop, up: at <= topIndex }] : [];
  });
  const stops: PathVersion[] = [];
  let before: (typeof read)[number] | undefined;
  for (const { up, ...stop } of read) {
    const { version, number, message } = stop;
    const source = up && before ? before : stop;
    const previous = stops.at(-1);
    const changed = !previous || previous.text !== stop.text || !haveSameSettings(previous.settings, stop.settings);
    const culprit = up
      ? { version: source.version, number: source.number, message: source.message, undone: true }
      : { version, number, message, undone: false };
    if (changed) stops.push({ ...stop, culprit: previous ? culprit : null });
    before = { ...stop, up };
  }
  const notes = [
    directionNote(from, to, versions[topIndex] ?? null, topIndex, versions.length),
    mergeNote(mergesPassed),
  ];
  return { stops, note: notes.filter((one) => one !== null).join(" ") || null };
}

function versionNumberOf(store: Store, prompt: Prompt, ref: string): number | null {
  const resolved = resolveRef(store, prompt, ref);
  return resolved.kind === "draft" ? null : resolved.version.number;
}

/** Null for a version that was deleted: it is passed by. */
function readPathVersion(store: Store, prompt: Prompt, number: number | null): Omit<PathVersion, "culprit"> | null {
  if (number === null) {
    const { text, settings } = getDraft(store, prompt.id);
    return { version: "draft", number, message: "not committed yet", text, settings };
  }
  const version = store.versions.byNumber(Number(prompt.id), number);
  if (!version) return null;
  const { text, settings, message } = store.versions.withText(version);
  return { version: versionNameOf(number), number, message, text, settings };
}

function versionNameOf(number: number | null): string {
  return number === null ? "draft" : `v${number}`;
}

function directionNote(
  from: number | null,
  to: number | null,
  top: number | null,
  at: number,
  length: number,
): string | null {
  if (at === 0) return null;
  const [good, bad] = [versionNameOf(from), versionNameOf(to)];
  if (at === length - 1) {
    return `${good} is newer than ${bad}: the search goes back from ${good}, for the version without which it breaks.`;
  }
  return `${good} is no ancestor of ${bad}: the search goes back to ${versionNameOf(top)}, which both come from, and on to ${bad}.`;
}

/** A change of the line that was not walked comes in with the merge, which is then what is found. */
function mergeNote(forks: AncestryPath["mergesPassed"]): string | null {
  if (forks.length === 0) return null;
  const merges = forks.map(({ merge }) => versionNameOf(merge)).join(", ");
  const lines = forks.map(({ left }) => versionNameOf(left)).join(", ");
  return forks.length === 1
    ? `${merges} merges two lines that both lead here: the search walks the first one, and what the other one (${lines}) changed counts as ${merges}.`
    : `${merges} each merge two lines that both lead here: the search walks the first ones, and what the others (${lines}) changed counts as the merge.`;
}

/** A version and what it was made from, null where there is no such parent; its own number is null for a draft. */
export interface VersionAncestry {
  number: number | null;
  parent: number | null;
  /** The second parent of a merge. */
  merged: number | null;
}

interface AncestryPath {
  versions: (number | null)[];
  /** The place of the ancestor that both ends come from: 0 where the way only goes down from it. */
  topIndex: number;
  /** Merges on the way whose other parent comes from that ancestor too: the way went along the first one. */
  mergesPassed: { merge: number | null; left: number }[];
}

/**
 * The way from one version to another by parents: up to their newest common ancestor, then down. At a merge it follows
 * the parent that comes from that ancestor, the first one where both do. Null where the two have no ancestor in common.
 */
export function pathBetweenVersions(
  history: readonly VersionAncestry[],
  from: number | null,
  to: number | null,
): AncestryPath | null {
  const parentsOf = readParents(history);
  const both = ancestors(parentsOf, to);
  const common = [...ancestors(parentsOf, from)].filter((one) => both.has(one));
  const [meeting] = common.sort((one, other) => versionAge(other) - versionAge(one));
  if (meeting === undefined) return null;
  const up = lineUpTo(parentsOf, from, meeting);
  const down = lineUpTo(parentsOf, to, meeting);
  return {
    versions: [...up.line, ...down.line.slice(0, -1).reverse()],
    topIndex: up.line.length - 1,
    mergesPassed: [...up.forks, ...down.forks.reverse()],
  };
}

type ParentsOf = (number: number | null) => readonly number[];

/** A version is newer than its parents. Where a damaged file says otherwise, that parent is passed over: no circles. */
function readParents(history: readonly VersionAncestry[]): ParentsOf {
  const known = new Map(
    history.map(({ number, parent, merged }) => {
      const older = [parent, merged].filter((one) => one !== null && one < versionAge(number));
      return [number, older.filter((one) => one !== null)];
    }),
  );
  return (number) => known.get(number) ?? [];
}

/** A draft is newer than every version. */
function versionAge(number: number | null): number {
  return number ?? Number.POSITIVE_INFINITY;
}

/** A version and all it comes from. */
function ancestors(parentsOf: ParentsOf, start: number | null): Set<number | null> {
  const met = new Set<number | null>([start]);
  // A set hands out what is added to it while it is walked.
  for (const one of met) for (const parent of parentsOf(one)) met.add(parent);
  return met;
}

/** From a version up to one of its ancestors. */
function lineUpTo(parentsOf: ParentsOf, start: number | null, ancestor: number | null) {
  const leads = new Set<number | null>([ancestor]);
  // Oldest first: what a version was made from is decided before it.
  for (const one of [...ancestors(parentsOf, start)].sort((a, b) => versionAge(a) - versionAge(b))) {
    if (parentsOf(one).some((parent) => leads.has(parent))) leads.add(one);
  }
  const line: (number | null)[] = [start];
  const forks: AncestryPath["mergesPassed"] = [];
  for (let at = start; at !== ancestor;) {
    const [next, left] = parentsOf(at).filter((parent) => leads.has(parent));
    if (next === undefined) break;
    if (left !== undefined && left !== next) forks.push({ merge: at, left });
    line.push(next);
    at = next;
  }
  return { line, forks };
}
