/** UTF-16 units of JSON that are parsed on the window's thread. */
const MAX_JSON = 400_000;
/** UTF-16 units that indenting may add: each level adds two to each of its lines, so that depth multiplies length. */
const MAX_INDENT = 1_000_000;

/** JSON with line breaks for reading; as it is where it is no JSON, or where indenting would make too much of it. */
export function prettyJson(json: string): string {
  if (json.length > MAX_JSON || indentOf(json) > MAX_INDENT) return json;
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    // Not JSON, or nested beyond the stack: shown as it is rather than not at all.
    return json;
  }
}

/** What indenting adds, in UTF-16 units, without parsing; more where quotes are not closed, which is no JSON anyway. */
function indentOf(json: string): number {
  let depth = 0;
  let sum = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (inText) {
      if (character === "\\") at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "{" || character === "[") {
      depth += 1;
      sum += 2 * depth;
    } else if (character === "}" || character === "]") {
      depth -= 1;
      sum += 2 * depth;
    } else if (character === ",") sum += 2 * depth;
  }
  return sum;
}
