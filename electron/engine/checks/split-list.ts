const item = /\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(?:,|$)/gy;

/**
 * The items of a comma separated text, trimmed, without empty ones. An item in double quotes may hold commas;
 * a quote inside it is doubled, as in CSV. Source: promptfoo's documentation of contains-any.
 */
export function splitList(text: string): string[] {
  const items: string[] = [];
  item.lastIndex = 0;
  while (item.lastIndex < text.length) {
    const found = item.exec(text);
    if (!found) break;
    const content = found[1]?.replaceAll('""', '"') ?? found[2]?.trim() ?? "";
    if (content !== "") items.push(content);
  }
  return items;
}
