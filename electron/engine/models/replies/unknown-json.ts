/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object, or null for anything else, lists included. */
export function objectOf(value: unknown): JsonObject | null {
  return isObject(value) ? value : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list, or an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list; whatever else stands in it is left out. */
export function objectsOf(value: unknown): JsonObject[] {
  return listOf(value).filter(isObject);
}

/** The text, or null where there is none or an empty one. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A code as providers write it: a text, or a number as text; null for anything else. */
export function codeOf(value: unknown): string | null {
  return typeof value === "number" && Number.isFinite(value) ? String(value) : textOf(value);
}

/** Names that stand in a line, separated by spaces. */
export function splitNames(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(" "));
}

/** The value of a JSON text, or undefined where it is not one. A byte order mark before it is passed over. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

/** Sorted by their own `index`; a list in which any is missing, odd or there twice keeps the order it came in. */
export function byIndex(all: JsonObject[]): JsonObject[] {
  const places = all.map(({ index }) => index);
  const sound = places.every((index) => typeof index === "number" && Number.isSafeInteger(index) && index >= 0);
  if (!sound || new Set(places).size !== all.length) return all;
  return all.toSorted((a, b) => Number(a["index"]) - Number(b["index"]));
}
