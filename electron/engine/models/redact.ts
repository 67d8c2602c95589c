/** Replaces every occurrence of a key, also as it looks inside a URL. */
export function redactKey(text: string, key: string | null): string {
  if (key === null || key === "") return text;
  return text.replaceAll(key, "[key]").replaceAll(encodeURIComponent(key), "[key]");
}

/** One line of at most `limit` characters. */
export function clip(text: string, limit: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`;
}
