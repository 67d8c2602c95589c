import { quote } from "./quote.ts";

/** What stands at a place in a text that a person wrote, in words: before “…”, or after “…” at its end. */
export function pointAt(text: string, at: number): string {
  if (at < text.length) return `before ${quote(text.slice(at, at + 24), 20)}`;
  const tail = text.slice(-16);
  return text === "" ? "in an empty text" : `after ${quote(tail.length < text.length ? `…${tail}` : tail, 20)}`;
}
