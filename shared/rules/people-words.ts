import type { Reply } from "../domain/comparison.ts";
import type { ExpectedMatch } from "../domain/people.ts";

/** Why a reply passes by itself, as the screen and the reports say it. */
export function matchInWords({ own, rule, similarity }: ExpectedMatch): string {
  if (own) return "approved as the expected reply";
  if (rule.match === "exact" || similarity === 1) return "matches the approved reply";
  // Rounded down: 100% would say that nothing differs.
  return `matches the approved reply, ${Math.floor(similarity * 100)}% by ${rule.method}`;
}

/** What people say of a reply, a line each, with its sign; none where nobody said anything. */
export function saidInWords({ person, expected }: Reply): { sign: "✓" | "✗"; text: string }[] {
  const lines: { sign: "✓" | "✗"; text: string }[] = [];
  if (person) {
    const note = person.note === "" ? "" : `: ${person.note}`;
    lines.push({ sign: person.verdict === "good" ? "✓" : "✗", text: `${person.author} says ${person.verdict}${note}` });
  }
  if (expected) lines.push({ sign: "✓", text: `${matchInWords(expected)} (${expected.author})` });
  return lines;
}
