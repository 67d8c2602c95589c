/** A version and what it was made from, null where there is no such parent; its own number is null for a draft. */
export interface Descent {
  number: number | null;
  parent: number | null;
  /** The second parent of a merge. */
  merged: number | null;
}

export interface Way {
  way: (number | null)[];
  /** The place of the ancestor that both ends come from: 0 where the way only goes down from it. */
  top: number;
  /** Merges on the way whose other parent comes from that ancestor too: the way went along the first one. */
  forks: { merge: number | null; left: number }[];
}

/**
 * The way from one version to another by parents: up to their newest common ancestor, then down. At a merge it follows
 * the parent that comes from that ancestor, the first one where both do. Null where the two have no ancestor in common.
 */
export function wayBetween(history: readonly Descent[], from: number | null, to: number | null): Way | null {
  const parentsOf = readParents(history);
  const both = ancestors(parentsOf, to);
  const common = [...ancestors(parentsOf, from)].filter((one) => both.has(one));
  const [meeting] = common.sort((one, other) => age(other) - age(one));
  if (meeting === undefined) return null;
  const up = lineTo(parentsOf, from, meeting);
  const down = lineTo(parentsOf, to, meeting);
  return {
    way: [...up.line, ...down.line.slice(0, -1).reverse()],
    top: up.line.length - 1,
    forks: [...up.forks, ...down.forks.reverse()],
  };
}

type ParentsOf = (number: number | null) => readonly number[];

/** A version is newer than its parents. Where a damaged file says otherwise, that parent is passed over: no circles. */
function readParents(history: readonly Descent[]): ParentsOf {
  const known = new Map(
    history.map(({ number, parent, merged }) => {
      const older = [parent, merged].filter((one) => one !== null && one < age(number));
      return [number, older.filter((one) => one !== null)];
    }),
  );
  return (number) => known.get(number) ?? [];
}

/** A draft is newer than every version. */
function age(number: number | null): number {
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
function lineTo(parentsOf: ParentsOf, start: number | null, ancestor: number | null) {
  const leads = new Set<number | null>([ancestor]);
  // Oldest first: what a version was made from is decided before it.
  for (const one of [...ancestors(parentsOf, start)].sort((a, b) => age(a) - age(b))) {
    if (parentsOf(one).some((parent) => leads.has(parent))) leads.add(one);
  }
  const line: (number | null)[] = [start];
  const forks: Way["forks"] = [];
  for (let at = start; at !== ancestor;) {
    const [next, left] = parentsOf(at).filter((parent) => leads.has(parent));
    if (next === undefined) break;
    if (left !== undefined && left !== next) forks.push({ merge: at, left });
    line.push(next);
    at = next;
  }
  return { line, forks };
}
