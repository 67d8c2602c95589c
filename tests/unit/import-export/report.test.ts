import { describe, expect, it } from "vitest";
import {
  comparisonJson,
  reportFormatOf,
  writeReport,
  type ReportFormat,
} from "../../../electron/engine/import-export/report.ts";
import { Problem } from "../../../shared/problem.ts";
import { everyOutcome, hostile, reportData } from "./report-data.ts";

const formats: readonly ReportFormat[] = ["html", "markdown", "junit", "json"];

describe("the form of a report", () => {
  it("is told by the ending, whatever its case and whichever way the path's slashes lean", () => {
    expect(["/a.b/r.html", "r.MD", "C:\\out\\r.xml", "r.v2.json"].map(reportFormatOf)).toEqual(formats);
  });

  it.each(["r", "r.pdf", ".html", "out.html/r", "r."])("is refused for %s with the endings there are", (path) => {
    expect(() => reportFormatOf(path)).toThrow(Problem);
    for (const ending of [".html", ".md", ".xml", ".json"]) expect(() => reportFormatOf(path)).toThrow(ending);
  });
});

describe("every form", () => {
  it.each(formats)("has every conversation, whatever its outcome, in %s", (format) => {
    const written = writeReport(reportData(everyOutcome), format);
    for (const { id } of everyOutcome) expect(written).toContain(id);
  });

  it.each(formats)("tells a conversation that it was given no replies of, in %s", (format) => {
    const written = writeReport({ ...reportData(everyOutcome), conversations: [] }, format);
    for (const { id } of everyOutcome) expect(written).toContain(id);
  });

  it.each(formats)("is written for an empty set and for a candidate without a baseline, in %s", (format) => {
    expect(writeReport(reportData([]), format)).not.toBe("");
    const data = reportData([{ id: "one", outcome: "missing", after: "Ask LexDirect." }]);
    const alone = { ...data, comparison: { ...data.comparison, baseline: null } };
    expect(writeReport(alone, format)).toContain("one");
  });

  it("is the comparison itself in json, hostile text unharmed", () => {
    const data = reportData([{ id: "a", outcome: "broke", before: "x", after: hostile }]);
    const parsed: unknown = JSON.parse(writeReport(data, "json"));
    expect(parsed).toEqual(JSON.parse(JSON.stringify(comparisonJson(data.comparison, data.conversations))));
  });
});
