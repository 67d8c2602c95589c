/**
 * How well a name fits what was typed, from 0 (not at all) to 1. Every word must begin a word of the name;
 * letters scattered over it are no match.
 */
export function matchWords(name: string, typed: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const parts = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  if (!words.every((word) => parts.some((part) => part.startsWith(word)) || name.toLowerCase().includes(` ${word}`))) {
    return 0;
  }
  return name.toLowerCase().startsWith(words.join(" ")) ? 1 : 0.5;
}
