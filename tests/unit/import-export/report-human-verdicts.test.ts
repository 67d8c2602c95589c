import { describe, expect, it } from "vitest";
import { writeReport } from "../../../electron/engine/import-export/report.ts";
import { reportData, type Made } from "./report-data.ts";

const at = "2026-11-21T09:24:00.000Z";
const person = { verdict: "bad" as const, note: "*invents* a <b>phone</b>", author: "ada", at };
const expected = { own: true, rule: { match: "exact" as const }, similarity: 1, author: "ada", at };
const broke: Made = { id: "a", outcome: "broke", before: "x", after: "y", checks: 0, reply: { person } };
const failing: Made = { id: "b", outcome: "stillFailing", after: "z", reply: { person } };
const approved: Made = { id: "c", outcome: "fixed", before: "x", after: "y", reply: { expected } };

describe("people's verdicts in reports", () => {
  it("stand in Markdown under what they broke, and in the line of what is not told in full, as plain text", () => {
    const text = writeReport(reportData([broke, failing, approved]), "markdown");
    expect(text).toContain("  - ✗ ada says bad: \\*invents\\* a \\<b\\>phone\\</b\\>\n");
    expect(text).toMatch(/`b`.* · ✗ ada says bad/);
    expect(text).toContain("✓ approved as the expected reply (ada)");
  });

  it("stand in HTML under the reply, and a conversation without checks that they fail is not called unchecked", () => {
    const text = writeReport(reportData([broke]), "html");
    expect(text).toContain("ada says bad: *invents* a &lt;b&gt;phone&lt;/b&gt;");
    expect(text).not.toContain("no checks</span>");
  });

  it("stand in JUnit under the reply", () => {
    expect(writeReport(reportData([broke]), "junit")).toContain("ada says bad: *invents* a &lt;b&gt;phone&lt;/b&gt;");
  });
});
