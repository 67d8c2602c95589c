import { describe, expect, it } from "vitest";
import {
  formatLineStatus,
  lineSign,
  superscript,
  countLinesChangedSince,
  keptLines,
  lineStatuses,
} from "../../../../../renderer/workbench/audit/line-status.ts";
import type { AuditRule } from "../../../../../shared/domain/analysis.ts";

const rule = (line: number, more: Partial<AuditRule> = {}): AuditRule => ({
  line,
  text: "",
  guardedBy: [],
  fixes: [],
  open: 0,
  status: "guarded",
  ...more,
});

describe("the rules of an audit beside a text", () => {
  const text = "One.\r\nTwo.\r\nThree. Four.\r\n";
  const rules = [
    rule(1, { guardedBy: ["a"] }),
    rule(2, { status: "idle" }),
    rule(3, { guardedBy: ["a", "b"] }),
    rule(3, { guardedBy: ["b", "c"], fixes: ["d"], status: "harmful" }),
  ];

  it("stand where their lines stand now, the rules of one line together", () => {
    expect(lineStatuses({ rules, text }, text)).toEqual([
      { line: 1, status: "guarded", guards: 1, fixes: 0 },
      { line: 2, status: "idle", guards: 0, fixes: 0 },
      { line: 3, status: "harmful", guards: 3, fixes: 1 },
    ]);
    expect(lineStatuses({ rules, text }, `New.\r\n${text}`).map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it("go with a line that was changed, and the change is counted", () => {
    const edited = text.replace("Two.", "Two!");
    expect(lineStatuses({ rules, text }, edited).map(({ line }) => line)).toEqual([1, 3]);
    expect(countLinesChangedSince({ text }, edited)).toBe(1);
    expect(countLinesChangedSince({ text }, text.replace("Two.\r\n", ""))).toBe(1);
    expect(countLinesChangedSince({ text }, `${text}\r\nFive.`)).toBe(1);
    expect(countLinesChangedSince({ text }, text)).toBe(0);
    expect([...keptLines("a\nb\nc\n", "a\nc\n")]).toEqual([
      [1, 1],
      [3, 2],
    ]);
  });
});

describe("an audit's words", () => {
  it("put the number of guards behind a line, and a sign with a word where it needs a look", () => {
    const guarded = { line: 1, status: "guarded", guards: 14, fixes: 0 } as const;
    expect(superscript(1_024)).toBe("¹⁰²⁴");
    expect(lineSign(guarded)).toBe(" ¹⁴");
    expect(lineSign({ ...guarded, status: "harmful", guards: 2, fixes: 3 })).toBe(" ² ▼3 harmful");
    expect(lineSign({ ...guarded, status: "unguarded", guards: 0 })).toBe(" ! no guard");
    expect(lineSign({ ...guarded, status: "idle", guards: 1 })).toBe(" ¹ ○ idle");
    expect(formatLineStatus({ ...guarded, guards: 1 })).toBe("Guarded: 1 conversation fails without it.");
    expect(formatLineStatus({ ...guarded, status: "harmful", guards: 0, fixes: 2 })).toBe(
      "Harmful: 2 conversations pass only without it.",
    );
  });
});
