import type { Comparison, ConversationComparison } from "../../../shared/domain/comparison.ts";
import { assertNever } from "../../../shared/assert-never.ts";
import { chanceInWords } from "../../../shared/rules/chance-words.ts";
import { Problem } from "../../../shared/problem.ts";
import { visibleJson } from "../../../shared/rules/hidden-text.ts";
import { comparisonJson } from "./comparison-json.ts";
import { baseName, fileEnding } from "./file-name.ts";
import { htmlReport } from "./report-html.ts";
import { junitReport } from "./report-junit.ts";
import { markdownReport } from "./report-markdown.ts";

export type ReportFormat = "html" | "markdown" | "junit" | "json";

/** What a report is made of. `before` and `after` are the texts of the two prompts. */
export interface ReportData {
  projectName: string;
  promptName: string;
  setName: string;
  comparison: Comparison;
  conversations: readonly ConversationComparison[];
  before: string;
  after: string;
}

const formatsByEnding = new Map<string, ReportFormat>([
  [".html", "html"],
  [".md", "markdown"],
  [".xml", "junit"],
  [".json", "json"],
]);

/** The form that a file's ending asks for. Throws a Problem that names the endings there are. */
export function reportFormatOf(path: string): ReportFormat {
  const ending = fileEnding(path);
  const format = formatsByEnding.get(ending);
  if (format) return format;
  const fault = ending === "" ? "has no ending" : `ends in ${ending}`;
  throw new Problem(
    "bad-input",
    `A report's form is told by its ending, and "${baseName(path)}" ${fault}. ` +
      "Use .html (a page), .md (for a pull request), .xml (JUnit, for a build server) or .json.",
    { path },
  );
}

/** What each form begins with, for all that `writeReport` ever wrote. */
const beginnings: Record<ReportFormat, RegExp> = {
  html: /^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'/,
  markdown: /^# .+ → .+\n\n/,
  junit: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="[^"]* → /,
  json: /^\{\s*"baseline": \{\s*"run": "\d+"/,
};

/** Whether a file that starts like this is a report of a comparison, cut off or not. */
export function isReport(start: Buffer): boolean {
  const text = start.toString("utf8");
  return Object.values(beginnings).some((beginning) => beginning.test(text));
}

export function writeReport(data: ReportData, format: ReportFormat): string {
  switch (format) {
    case "html":
      return htmlReport(data);
    case "markdown":
      return markdownReport(data);
    case "junit":
      return junitReport(data);
    case "json":
      return `${visibleJson(jsonReport(data), 2)}
`;
    default:
      return assertNever(format);
  }
}

/** What `compare --json` prints, and, as in every report, how much of it may be chance. */
function jsonReport({ comparison, conversations }: ReportData) {
  const { chance } = comparison;
  const words = chanceInWords(comparison);
  return { ...comparisonJson(comparison, conversations), ...(chance && { chance: { ...chance, words } }) };
}
