import { describe, expect, it } from "vitest";
import { writeReport } from "../../../electron/engine/import-export/report.ts";
import type { ReportData } from "../../../electron/engine/import-export/report-content.ts";
import { END_UNSAID_WARNING, KEY_IN_REPLY_WARNING } from "../../../shared/format/comparison-notes.ts";
import { reportData } from "./report-data.ts";
import { checkWellFormed } from "./well-formed.ts";

const none = { redacted: 0, endUnsaid: 0 };

/** Three conversations that pass, each with a reply that is not what it seems. */
function marked(): ReportData {
  const data = reportData([
    { id: "limit", outcome: "stillPassing" },
    { id: "filter", outcome: "broke", before: "a", after: "b" },
    { id: "key", outcome: "stillPassing", reply: { warnings: [KEY_IN_REPLY_WARNING] } },
    { id: "unsaid", outcome: "fixed", reply: { warnings: [END_UNSAID_WARNING] } },
    { id: "plain", outcome: "stillPassing" },
  ]);
  const cuts = { limit: { limit: 1, filter: 0 }, filter: { limit: 0, filter: 2 } };
  for (const row of data.comparison.rows) {
    const cut = row.id === "limit" || row.id === "filter" ? cuts[row.id] : null;
    if (cut) row.cut = { baseline: { limit: 0, filter: 0 }, candidate: cut };
  }
  data.comparison.marks = { baseline: none, candidate: { redacted: 1, endUnsaid: 1 } };
  return data;
}

describe("replies that are not what they seem, in a report", () => {
  it.each(["html", "markdown", "junit", "json"] as const)("are marked: %s", (format) => {
    const report = writeReport(marked(), format);
    const words =
      format === "json"
        ? [
            /"limit": 1/,
            /"filter": 2/,
            /"redacted": 1/,
            /"endUnsaid": 1/,
            /"redacted": \{\s+"baseline": false,\s+"candidate": true/,
          ]
        : [
            /1 reply cut off at the limit of output tokens/,
            /2 replies cut off by the provider(?:'|&#39;|&apos;|\\')s filter/,
            /Candidate: 1 reply held one of your keys/,
            /Candidate: 1 reply without the provider/,
          ];
    for (const word of words) expect(report).toMatch(word);
  });

  it("are marked in JUnit at their own case, passing ones too, and nowhere else", () => {
    const xml = writeReport(marked(), "junit");
    checkWellFormed(xml);
    const cases = xml.split("<testcase ").slice(1);
    const notes = cases.map((one) => [
      / name="([^"]*)"/.exec(one)?.[1],
      /<system-out>([^<]*)<\/system-out>/.exec(one)?.[1]?.slice(0, 28),
    ]);
    expect(Object.fromEntries(notes)).toEqual({
      limit: "1 reply cut off at the limit",
      filter: "2 replies cut off by the pro",
      key: "1 reply held one of your key",
      unsaid: "1 reply without the provider",
      plain: undefined,
    });
    expect(xml).toMatch(/<property name="cut" value="1 reply cut off at the limit/);
    expect(xml.match(/<failure /g)).toHaveLength(1);
  });

  it("say nothing where there is nothing to say", () => {
    const data = reportData([{ id: "plain", outcome: "stillPassing" }]);
    data.comparison.marks = { baseline: none, candidate: none };
    expect(writeReport(data, "json")).not.toMatch(/marks|redacted|thinking/);
    expect(writeReport(data, "junit")).not.toContain("system-out");
  });

  it("carry the models' thinking in JSON, beside the replies", () => {
    const data = reportData([{ id: "a", outcome: "stillPassing", reply: { reasoning: "Let me see." } }]);
    expect(JSON.parse(writeReport(data, "json"))).toMatchObject({
      conversations: [
        { turns: [{ candidate: "Ask LexDirect.", thinking: { baseline: null, candidate: "Let me see." } }] },
      ],
    });
  });
});
