import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeReport } from "../../../electron/engine/import-export/report.ts";
import type { ReportData } from "../../../electron/engine/import-export/report-content.ts";
import { everyOutcome, hostile, reportData } from "./report-data.ts";
import { checkWellFormed, notXml, unescape } from "./well-formed.ts";

const junit = (data: ReportData): string => writeReport(data, "junit");

function cases(xml: string): Map<string, string> {
  const found = [...xml.matchAll(/<testcase classname="[^"]*" name="([^"]*)" time="[^"]*"(?:\/>|>\s*<(\w+))/g)];
  return new Map(found.map(([, name = "", result = "passed"]) => [unescape(name), result]));
}

describe("the JUnit report", () => {
  it("lets nothing pass that is missing, edited, in error, undecided, flaky or without checks", () => {
    expect(Object.fromEntries(cases(junit(reportData(everyOutcome))))).toEqual({
      "broke-1": "failure",
      "failing-1": "failure",
      "edited-1": "error",
      "missing-1": "error",
      "pending-1": "error",
      "undecided-1": "skipped",
      "flaky-1": "skipped",
      "unchecked-1": "skipped",
      "fixed-1": "passed",
      "changed-1": "passed",
      "same-1": "passed",
    });
  });

  it("counts what its cases say", () => {
    expect(junit(reportData(everyOutcome))).toContain('tests="11" failures="2" errors="3" skipped="3"');
  });

  it("calls a check that could not be evaluated an error, not a case to skip", () => {
    const data = reportData([{ id: "a", outcome: "undecided", status: "error", reason: "the pattern is not valid" }]);
    for (const row of data.comparison.rows) row.candidate = { passed: 0, samples: 0 };
    expect(junit(data)).toContain('<error type="unevaluated" message="the pattern is not valid">');
  });

  it("gives the first failing reason as the message and the replies in the body", () => {
    const xml = junit(reportData([{ id: "a", outcome: "broke", before: "x", after: 'the "reply"', reason: "a < b" }]));
    expect(xml).toContain('<failure type="broke" message="a &lt; b">');
    expect(xml).toContain("the &quot;reply&quot;");
  });

  it("says how often it passes where the shown sample happens to pass", () => {
    const data = reportData([{ id: "a", outcome: "broke", before: "x", after: "y", samples: 3, checks: 1 }]);
    for (const turn of data.conversations.flatMap((one) => one.turns)) turn.verdicts = [];
    expect(junit(data)).toContain('message="broke: 3/3 → 0/3 samples pass"');
  });

  it("has the set as class, the title or else the id as name, and seconds as time", () => {
    const xml = junit(
      reportData([
        { id: "a", title: "Says hello", outcome: "stillPassing" },
        { id: "b", outcome: "fixed" },
      ]),
    );
    expect(xml).toContain('<testcase classname="clients" name="Says hello" time="1.500"/>');
    expect(xml).toContain('<testcase classname="clients" name="b" time="1.500"/>');
    expect(xml).toContain('time="3.000"');
  });

  it("tells conversations of one title apart by id, since a build server would show one of them", () => {
    const same = { title: "Hello", outcome: "stillPassing" } as const;
    expect([
      ...cases(
        junit(
          reportData([
            { id: "a", ...same },
            { id: "b", ...same },
          ]),
        ),
      ).keys(),
    ]).toEqual(["Hello (a)", "Hello (b)"]);
  });

  it("is well formed XML 1.0, one case per conversation, whatever the text holds", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constant(hostile));
    fc.assert(
      fc.property(text, text, fc.constantFrom(...everyOutcome), (one, two, made) => {
        const xml = junit(
          reportData([{ ...made, id: one, title: two, user: one, after: two, reason: one, detail: two, error: one }], {
            projectName: one,
            promptName: two,
            setName: one,
          }),
        );
        const { tags } = checkWellFormed(xml);
        expect(xml).not.toMatch(notXml);
        expect(tags.filter((tag) => tag === "testcase")).toHaveLength(1);
        expect(tags[0]).toBe("testsuites");
      }),
      { numRuns: 150 },
    );
  });
});
