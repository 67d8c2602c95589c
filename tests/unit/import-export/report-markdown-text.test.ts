import fc from "fast-check";
import { LinkifyIt } from "linkify-it";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { describe, expect, it } from "vitest";
import { markdownCode, markdownFence, markdownText } from "../../../electron/engine/import-export/report-escaping.ts";
import { writeReport } from "../../../electron/engine/import-export/report.ts";
import { hostileTexts } from "../../fixtures/hostile/texts.ts";
import { reportData } from "./report-data.ts";

/** As GitHub's own parser reads it, less HTML, which is shown as text here. */
const rendered = (markdown: string): string =>
  renderToStaticMarkup(createElement(Markdown, { remarkPlugins: [remarkGfm] }, markdown));
/** What finds addresses in text for VS Code, GitLab's and other previews, by bare names of hosts too. */
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: true });

const texts = hostileTexts("http://127.0.0.1:4000").map(({ text }) => text);
const pieces = fc.constantFrom(
  ...`http:// www. ftp: // a.com example.org/x @ #1 GH-1 :+1: ![ ]( [^1] <b> mailto: x@y.zz \` \`\` | *** ~~ \\ &amp;
    $x$ 1234abcd \u202E`.split(/\s+/),
  ..."\n,# ,- ,> ".split(","),
);
const anyText = fc.oneof(
  fc.constantFrom(...texts),
  fc.array(pieces, { maxLength: 8 }).map((all) => all.join("")),
  fc.string({ unit: "binary" }),
);

describe("plain text in Markdown", () => {
  it("is a paragraph of text and nothing else, in a list and in a table as well", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const made = markdownText(text, 300);
        expect(rendered(`- x ${made} x`).match(/<[^>]*>/g)).toEqual(["<ul>", "<li>", "</li>", "</ul>"]);
        expect(rendered(`| a |\n| - |\n| ${made} |`).match(/<t[dh]>/g)).toHaveLength(2);
        expect(linkify.match(made) ?? []).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it("is no link where a sign stands before the dot", () => {
    expect(linkify.match(markdownText("name.html\u0000.md", 300)) ?? []).toEqual([]);
    expect(linkify.match(markdownText("html\u2400.md", 300)) ?? []).toEqual([]);
  });

  it.each([
    "see http://example.com/x",
    "www.example.com",
    "example.com",
    "ftp://example.com",
    "//localhost/x",
    "mailto:someone@example.com",
    "someone@example.com",
    "xmpp:someone@example.com",
    "пример.рф",
    "http://[::1]/x",
  ])("is no link: %s", (text) => {
    const made = markdownText(text, 300);
    expect(rendered(made)).not.toContain("<a");
    expect(linkify.test(made)).toBe(false);
    expect(made.replaceAll("\u2060", "").replaceAll("\\", "")).toBe(text);
  });

  it("mentions nobody, refers to nothing and shows no picture on GitHub and GitLab", () => {
    const made = markdownText(
      '@octocat #1 GH-2 owner/repo#3 !4 %5 ~6 ^alert#7 ABC-8 :shipit: 0123abc4567 $9 %"x y"',
      300,
    );
    expect(made).not.toMatch(/[@#!%~$^](?=[\p{L}\p{N}"])/u);
    expect(made).not.toMatch(/-\d|:\w+:|\b[\da-f]{7,}\b/);
  });

  it("leaves words, times, numbers and versions as they are", () => {
    const text = "At 12:30:45 it cost 3.50, 100% of v1.2.3 (well-known); call 555-0142, 20250101";
    expect(markdownText(text, 300)).toBe(text);
  });
});

describe("code in Markdown", () => {
  it("is one piece of code, whatever it holds", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(rendered(`- ${markdownCode(`x${text}`)} x`).match(/<[^>]*>/g)).toEqual([
          "<ul>",
          "<li>",
          "<code>",
          "</code>",
          "</li>",
          "</ul>",
        ]);
        const block = `- x\n\n${markdownFence(text)
          .map((line) => `  ${line}`)
          .join("\n")}\n\n- after`;
        expect(rendered(block).match(/<(?:pre|li|h\d|a|img|blockquote|table)\b/g)).toEqual(["<li", "<pre", "<li"]);
      }),
      { numRuns: 80 },
    );
  });
});

describe("the Markdown report of hostile texts", () => {
  it("has no link and no picture, and the rows that it should have", () => {
    for (const text of texts) {
      const report = writeReport(
        reportData(
          [
            {
              id: text.slice(0, 100),
              title: text,
              outcome: "broke",
              user: text,
              before: text,
              after: `${text}!`,
              reason: text,
              detail: text,
              notes: text,
              error: text,
            },
          ],
          { projectName: text, promptName: text, setName: text },
        ),
        "markdown",
      );
      const page = rendered(report);
      expect(page).not.toMatch(/<(?:a|img|h[3-6]|sup|section|input|blockquote|del)\b/);
      expect(page.match(/<table>/g)).toHaveLength(1);
      expect(page.match(/<h1>/g)).toHaveLength(1);
    }
  });
});
