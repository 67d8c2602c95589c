/** A shorter one is a stand-in such as "none" or "x", which stands inside other words by chance. */
const SHORTEST_SECRET = 8;

/** Replaces every occurrence of a key, also as it looks inside a URL; a very short one only where it stands alone. */
export function redactKey(text: string, key: string | null): string {
  if (key === null || key === "") return text;
  const forms = [key, encodeURIComponent(key)];
  if (key.length >= SHORTEST_SECRET) return forms.reduce((said, form) => said.replaceAll(form, "[key]"), text);
  const alone = forms.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${alone})(?![\\p{L}\\p{N}_-])`, "gu"), "[key]");
}

/** One line of at most `limit` characters. */
export function clip(text: string, limit: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`;
}
