import type { PatternMatch, PatternTask } from "./messages.ts";

const keptPatterns = 500;
const patterns = new Map<string, RegExp>();

export function runPattern({ source, flags, text }: PatternTask): PatternMatch {
  const pattern = compiled(source, flags);
  pattern.lastIndex = 0;
  const found = pattern.exec(text);
  return found ? { matched: true, at: found.index, match: found[0] } : { matched: false, at: 0, match: "" };
}

function compiled(source: string, flags: string): RegExp {
  const key = `${flags}/${source}`;
  const known = patterns.get(key);
  if (known) return known;
  if (patterns.size >= keptPatterns) patterns.clear();
  const pattern = new RegExp(source, flags);
  patterns.set(key, pattern);
  return pattern;
}
