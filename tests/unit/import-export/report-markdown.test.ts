import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeReport } from "../../../electron/engine/import-export/report.ts";
import type { ReportData } from "../../../electron/engine/import-export/report-content.ts";
import { everyOutcome, hostile, reportData, type Made } from "./report-data.ts";

const markdown = (data: ReportData): string => writeReport(data, "markdown");

/** The text outside of fences; throws where one is left open. */
function outsideFences(text: string): string {
  let fence: string | null = null;
  const outside: string[] = [];
  for (const line of text.split("\n")) {
    const ticks: string | undefined = /^ {0,5}(`{3,})(?:text)?$/.exec(line)?.[1];
    if (fence === null) {
      if (ticks === undefined) outside.push(line);
      else fence = ticks;
    } else if (ticks !== undefined && ticks.length >= fence.length && !line.endsWith("text")) fence = null;
  }
  if (fence !== null) throw new Error("a fence is never closed");
  return outside.join("\n");
}

describe("the Markdown report", () => {
  it("gives counts, pass rate, then what broke, was fixed and needs a look, then the rest", () => {
    const text = markdown(reportData(everyOutcome));
    expect(text.split("\n")[0]).toBe("# legal-advice: v1 → v2");
    expect(text).toContain("▼ 1 broke · ▲ 1 fixed · ? 1 undecided · ≈ 1 flaky");
    expect(text).toContain("| Pass rate | 84.4% → 81.3% · −3.1 points · 95% interval −19 to +12.6 · p = 0.625 |");
    const places = ["▼ Broke (1)", "▲ Fixed (1)", "? Needs a look (4)", "✗ Still failing (1)", "○ Same (2)"].map(
      (heading) => text.indexOf(heading),
    );
    expect(places.every((place, at) => place > (places[at - 1] ?? 0))).toBe(true);
  });

  it("says why something broke, and of something fixed why it failed before", () => {
    const text = markdown(
      reportData([
        { id: "a", outcome: "broke", before: "x", after: "y", reason: "it now fails" },
        { id: "b", outcome: "fixed", before: "x", after: "y", reason: "it then failed" },
      ]),
    );
    expect(text).toContain('- ✗ `not-contains "LexDirect"` it now fails');
    expect(text).toContain('- ✗ in v1: `not-contains "LexDirect"` it then failed');
  });

  it("shows the place where long replies part, not their common beginning", () => {
    const start = "The same words again. ".repeat(100);
    const text = markdown(
      reportData([{ id: "a", outcome: "broke", before: `${start}Ask us.`, after: `${start}Ask LexDirect.` }]),
    );
    expect(text).toContain("Ask LexDirect.\n");
    expect(text.length).toBeLessThan(2_500);
  });

  it("lets no reply close its fence, and no title or reason become markup, a mention or a cell", () => {
    const text = markdown(
      reportData([
        {
          id: "a",
          title: "<img src=x> | @team *b*",
          outcome: "broke",
          before: hostile,
          after: `${hostile}\n\`\`\`\`\`\nout`,
          reason: hostile,
        },
      ]),
    );
    const outside = outsideFences(text);
    expect(outside).not.toContain("\nout");
    expect(outside).not.toMatch(/(?<!\\)<(?!\/?(?:details|summary)>)/);
    expect(outside).not.toMatch(/@(?:team|everyone)/);
    expect(text).not.toMatch(/[\u202A-\u202E]/);
  });

  it("closes every fence and folded part whatever the text holds", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constant(hostile),
      fc.string({ unit: fc.constantFrom("`", "\n", "~", " ") }),
    );
    fc.assert(
      fc.property(text, text, fc.constantFrom(...everyOutcome), (one, two, made) => {
        const outside = outsideFences(
          markdown(reportData([{ ...made, title: one, user: two, after: two, reason: one }])),
        );
        expect(outside.match(/^<details>/gm)?.length).toBe(outside.match(/^<\/details>/gm)?.length);
      }),
      { numRuns: 150 },
    );
  });

  it("stays under 60,000 bytes, and names or counts every conversation", () => {
    const long = "Ünïcödé 漢字 ".repeat(200);
    const many: Made[] = Array.from({ length: 3_000 }, (_, at) => ({
      id: `case-${at}`,
      title: long.slice(0, 400),
      outcome: at < 500 ? "broke" : "stillPassing",
      before: long,
      after: at < 500 ? `${long}!` : long,
    }));
    const text = markdown(reportData(many));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
    const named = text.match(/^- . [^·]+ · `case-\d+`/gm)?.length ?? 0;
    const leftOut = Number(/([\d,]+) more conversations are left out/.exec(text)?.[1]?.replace(",", ""));
    expect(named).toBeGreaterThan(50);
    expect(named + leftOut).toBe(3_000);
  });

  it("says nothing of what is left out where nothing is", () => {
    expect(markdown(reportData(everyOutcome))).not.toContain("left out");
  });
});
