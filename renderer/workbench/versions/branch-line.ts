import type { Version } from "../../../shared/domain/prompt.ts";

type Descent = Pick<Version, "number" | "parentNumber" | "mergedNumber">;

/** A branch's own way: its head and what led there by first parents, oldest first. */
export function branchLine<T extends Descent>(versions: readonly T[], head: number | null): T[] {
  const byNumber = new Map(versions.map((version) => [version.number, version]));
  const line: T[] = [];
  for (let at = byNumber.get(head ?? 0); at !== undefined; at = byNumber.get(at.parentNumber ?? 0)) line.push(at);
  return line.reverse();
}

/**
 * What stands on the strip: the branch's line and, after it, versions of other branches that are looked at or
 * compared against.
 */
export function stripOf<T extends Descent>(
  versions: readonly T[],
  head: number | null,
  looked: readonly (number | "draft" | null)[],
): { line: T[]; besides: T[] } {
  const line = branchLine(versions, head);
  const onLine = new Set(line.map(({ number }) => number));
  return { line, besides: versions.filter(({ number }) => looked.includes(number) && !onLine.has(number)) };
}

/**
 * What `[` and `]` go to: the neighbour on the line, the draft after its end. From a version of another branch, the
 * one it was made on, and back to the line.
 */
export function stepAlong(
  { line, besides }: { line: readonly Descent[]; besides: readonly Descent[] },
  from: number | "draft",
  by: 1 | -1,
): number | "draft" | null {
  const away = besides.find(({ number }) => number === from);
  if (away !== undefined) return by < 0 ? away.parentNumber : (line.at(-1)?.number ?? "draft");
  const all = [...line.map(({ number }) => number), "draft" as const];
  return all[all.indexOf(from) + by] ?? null;
}

/** The versions that have this one among their ancestors, by either parent, and itself. */
export function descendants(versions: readonly Descent[], number: number): ReadonlySet<number> {
  const found = new Set([number]);
  // Parents have lower numbers than their children.
  for (const version of versions.toSorted((a, b) => a.number - b.number)) {
    const { parentNumber, mergedNumber } = version;
    if (found.has(parentNumber ?? 0) || found.has(mergedNumber ?? 0)) found.add(version.number);
  }
  return found;
}
