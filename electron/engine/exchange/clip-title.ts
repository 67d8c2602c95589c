const maxTitle = 80;

/** A text as one line of at most 80 characters, cut at a word and ended with an ellipsis where it is longer. */
export function clipTitle(text: string): string {
  const line = text.trimStart().slice(0, 1000).replace(/\s+/g, " ").trim();
  if (line.length <= maxTitle) return line;
  const room = line.slice(0, maxTitle);
  const space = room.lastIndexOf(" ");
  const cut = space > maxTitle / 2 ? room.slice(0, space) : room.slice(0, maxTitle - 1);
  // Half of a surrogate pair may be left where the cut went through one.
  return `${cut.replace(/[\uD800-\uDBFF]$/, "").replace(/[\s,;:.–-]+$/, "")}…`;
}
