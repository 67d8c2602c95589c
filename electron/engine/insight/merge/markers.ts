/** What opens and closes a conflict: seven signs or more, so that a text about conflicts can be marked as well. */
const MARKER = /^(?:<{7,}|>{7,})(?:\s|$)/;

/**
 * Lines, counted from 1, that mark a conflict somebody left open. A prompt may be about such marks: those that a parent
 * has of its own are none.
 */
export function leftoverMarkers(text: string, parents: readonly string[]): number[] {
  const own = new Set(parents.flatMap((parent) => parent.split(/\r?\n/).filter((line) => MARKER.test(line))));
  return text.split(/\r?\n/).flatMap((line, at) => (MARKER.test(line) && !own.has(line) ? [at + 1] : []));
}
