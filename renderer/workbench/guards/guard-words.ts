import type { Tried } from "../../../shared/domain/guard.ts";

const says: Record<Tried["status"], { sign: string; word: string }> = {
  pass: { sign: "✓", word: "passes" },
  fail: { sign: "✗", word: "fails" },
  error: { sign: "!", word: "cannot be evaluated" },
};

/** "✗ fails on this reply". */
export function triedInWords({ status }: Tried, on: string): string {
  const { sign, word } = says[status];
  return `${sign} ${word} on ${on}`;
}
