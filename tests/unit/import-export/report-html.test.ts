import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeReport } from "../../../electron/engine/import-export/report.ts";
import type { ReportData } from "../../../electron/engine/import-export/report-content.ts";
import { htmlReport } from "../../../electron/engine/import-export/report-html.ts";
import { everyOutcome, hostile, reportData } from "./report-data.ts";
import { checkWellFormed, notXml } from "./well-formed.ts";

const empty = ["meta"];
const html = (data: ReportData): string => writeReport(data, "html");

describe("the html report", () => {
  it("holds no script, no address to load from, and forbids both", () => {
    const page = html(
      reportData([{ id: "a", outcome: "broke", before: hostile, after: `${hostile}!`, user: hostile }]),
    );
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    const { tags } = checkWellFormed(page, empty);
    for (const tag of ["script", "link", "img", "iframe", "textarea"]) expect(tags).not.toContain(tag);
  });

  it("is well formed and shows the text whatever names, titles, replies, reasons and prompts hold", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constant(hostile),
      fc.string({ unit: "grapheme-composite" }),
    );
    fc.assert(
      fc.property(text, text, text, fc.constantFrom(...everyOutcome), (one, two, three, made) => {
        const page = html(
          reportData(
            [
              {
                ...made,
                id: one,
                title: two,
                user: three,
                after: two,
                reason: one,
                detail: three,
                notes: two,
                error: one,
              },
            ],
            { projectName: three, promptName: one, setName: two, before: one, after: two },
          ),
        );
        const { text: shown } = checkWellFormed(page, empty);
        expect(page).not.toMatch(notXml);
        const plain = three.replace(/[^\x20-\x7e]/g, "");
        if (plain === three) expect(shown).toContain(three);
      }),
      { numRuns: 150 },
    );
  });

  it("shows the beginning of a text that a browser could not lay out, and says how much is left out", () => {
    const long = `${"x".repeat(2_000_000)}END`;
    const page = html(
      reportData([
        { id: "long", outcome: "broke", before: "short", after: long, user: long, reason: long, notes: long },
        { id: "next", outcome: "fixed", before: "a", after: "the next one" },
      ]),
    );
    expect(page.length).toBeLessThan(2_000_000);
    expect(page.includes("END")).toBe(false);
    const { text } = checkWellFormed(page, empty);
    expect(text).toContain("[1,900,003 more characters are left out here; a report that ends in .json has them all]");
    expect(text).toContain("the next one");
  });

  it("keeps a page within what a browser opens, whatever the number of long replies and of differences", () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ id: `c${at}`, outcome: "broke" as const }));
    const full = htmlReport(reportData(many), 10_000);
    expect(full.match(/<details class="conversation" open>/g)).toHaveLength(40);
    expect(full.match(/Who can help\?/g)?.length).toBeLessThan(20);
    expect(checkWellFormed(full, empty).text).toContain("The page is full: its texts are left out here");

    const data = reportData([{ id: "a", outcome: "broke", before: "a", after: "b" }]);
    const segments = Array.from({ length: 12_000 }, (_, at) => ({
      kind: at % 2 === 0 ? ("same" as const) : ("added" as const),
      text: "word",
    }));
    for (const turn of data.conversations[0]?.turns ?? []) turn.diff = { by: "word", segments };
    const marked = html(data);
    expect(marked.match(/<ins>/g)).toHaveLength(2_500);
    expect(checkWellFormed(marked, empty).text).toContain("word… [28,000 more characters are left out here");
  });

  it("shows what changed in a prompt of any size, and leaves out lines that stayed first", () => {
    const lines = Array.from({ length: 60_000 }, (_, at) => `line ${at}`);
    const page = html(
      reportData([], { before: lines.join("\n"), after: [...lines, `${"z".repeat(1_000_000)}END`, "last"].join("\n") }),
    );
    expect(page.length).toBeLessThan(3_000_000);
    const { text } = checkWellFormed(page, empty);
    expect(text).toContain("unchanged lines, too long to show here.");
    expect(text).toContain("[900,003 more characters are left out here");
    expect(text).toContain("last");
    const rewritten = html(reportData([], { before: "a", after: lines.join("\n") }));
    expect(rewritten.length).toBeLessThan(3_000_000);
    expect(checkWellFormed(rewritten, empty).text).toMatch(/\d more changed lines left out here\./);
  });

  it("opens what broke and folds everything else", () => {
    const page = html(reportData(everyOutcome));
    expect(page.match(/<details class="conversation" open>/g)).toHaveLength(1);
    expect(page.match(/<details class="conversation">/g)).toHaveLength(everyOutcome.length - 1);
  });

  it("marks what went on the left and what came on the right, each side without the other's words", () => {
    const page = html(
      reportData([{ id: "a", outcome: "broke", before: "Ask us <b>now</b>.", after: "Ask them <b>now</b>." }]),
    );
    expect(page).toContain("Ask <del>us</del> &lt;b&gt;now&lt;/b&gt;.</div>");
    expect(page).toContain("Ask <ins>them</ins> &lt;b&gt;now&lt;/b&gt;.</div>");
  });

  it("marks words that were replaced together as one, without losing the spaces between them", () => {
    const page = html(
      reportData([{ id: "a", outcome: "broke", before: "Ask us today here.", after: "Ask them tomorrow here." }]),
    );
    expect(page).toContain("Ask <del>us today</del> here.</div>");
    expect(page).toContain("Ask <ins>them tomorrow</ins> here.</div>");
  });

  it("says where replies were compared by sentence only", () => {
    const made = { id: "a", outcome: "broke", before: "One. Two.", after: "Three." } as const;
    expect(html(reportData([{ ...made, by: "sentence" }]))).toContain("Compared by sentence");
    expect(html(reportData([made]))).not.toContain("Compared by sentence");
  });

  it("shows a reply that is the same in both once", () => {
    const page = html(reportData([{ id: "a", outcome: "stillPassing", before: "The one reply." }]));
    expect(page.split("The one reply.")).toHaveLength(2);
  });

  it("says pass rate, difference, interval, p and noise floor", () => {
    const page = html(reportData(everyOutcome));
    for (const part of ["84.4% → 81.3%", "−3.1 points", "95% interval −19 to +12.6", "p = 0.625", "Noise floor 3.1%"]) {
      expect(page).toContain(part);
    }
  });

  it("names both runs where they are of the same version, so that neither is taken for the other", () => {
    const data = reportData(everyOutcome);
    const page = html({
      ...data,
      comparison: { ...data.comparison, baseline: { ...data.comparison.candidate, id: "9" } },
    });
    expect(page).toContain("v2, run 9");
    expect(page).toContain("v2, run 4");
  });

  it("does not pass over warnings, retries, cut-off replies and cached ones", () => {
    const attempts = [{ at: "2026-01-02T03:04:05.000Z", kind: "rate-limit", message: "429 <slow down>", waitedMs: 10 }];
    const more = { cached: true, warnings: ["seed was dropped"], attempts, finishReason: "length" };
    const page = html(reportData([{ id: "a", outcome: "fixed", after: "x", reply: more }]));
    for (const part of [
      "cached",
      "seed was dropped",
      "429 &lt;slow down&gt;",
      "ended by length",
      "1.5 s",
      "10 → 5 tokens",
    ]) {
      expect(page).toContain(part);
    }
  });

  it("keeps what turns the direction of a title from turning the words beside it", () => {
    const page = html(reportData([{ id: "a", title: "\u202Ederorrim שלום", outcome: "broke" }]));
    expect(page).toContain("<bdi>�derorrim שלום</bdi>");
  });

  it("folds long stretches of the prompt that stayed, and keeps three lines beside a change", () => {
    const lines = Array.from({ length: 40 }, (_, at) => `rule ${at + 1}`);
    const data = reportData([], { before: lines.join("\n"), after: lines.with(19, "another rule").join("\n") });
    const page = html(data);
    expect(page).toContain("<summary>16 unchanged lines</summary>");
    expect(page).toContain("<summary>17 unchanged lines</summary>");
    expect(page).toContain('<span>20</span><span>−</span><del dir="auto">rule 20</del>');
    expect(page).toContain('<span>20</span><span>+</span><ins dir="auto">another rule</ins>');
    for (const line of lines) expect(page).toContain(`>${line}<`);
  });
});
