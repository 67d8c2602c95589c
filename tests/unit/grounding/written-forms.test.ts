import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractFacts } from "../../../electron/engine/grounding/extract-facts.ts";
import { createSourceReader } from "../../../electron/engine/grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../../electron/engine/grounding/unsupported-facts.ts";
import type { FactKind } from "../../../shared/domain/fact.ts";

const options = { country: "GB", organisations: ["Hill-Shop", "Grün & Söhne"] };

function flagged(reply: string, source: string, country = "GB"): string[] {
  const reader = createSourceReader({ ...options, country });
  return findUnsupportedFacts(reply, reader.options, () => reader.before(source, [{ content: "?", fixed: null }], 0))
    .filter(({ owner }) => owner === null)
    .map(({ kind, text }) => `${kind} ${text}`);
}
const kindsOf = (reply: string, source: string, country = "GB"): string[] =>
  flagged(reply, source, country).map((one) => one.split(" ")[0] ?? "");

interface Fact {
  kind: FactKind;
  given: string;
  invented: string;
}
const bank: readonly Fact[] = [
  { kind: "phone", given: "020 7946 0958", invented: "020 7946 0000" },
  { kind: "phone", given: "+44 20-7946-0958", invented: "+44 20-7946-0000" },
  { kind: "email", given: "help_desk@hill-shop.com", invented: "help_desk@hill-evil.com" },
  { kind: "url", given: "https://hill-shop.com/size_guide", invented: "https://hill-evil.com/size_guide" },
  { kind: "url", given: "www.hill-shop.com/returns?a=1&b=2", invented: "www.hill-shop.com/returns?a=1&b=3" },
  { kind: "date", given: "2031-05-09", invented: "2031-07-21" },
  { kind: "date", given: "9 May 2031", invented: "21 July 2031" },
  { kind: "date", given: "09/05/2031", invented: "21/07/2031" },
  { kind: "money", given: "£1,250.50", invented: "£1,350.50" },
  { kind: "money", given: "12,50 €", invented: "13,50 €" },
  { kind: "percent", given: "12.5%", invented: "13.5%" },
  { kind: "version", given: "v2.4.1", invented: "v2.5.1" },
  { kind: "citation", given: "Housing Act 1988", invented: "Housing Act 1996" },
  { kind: "organisation", given: "Hill-Shop", invented: "Grün & Söhne" },
];

const indexed = bank.map((fact, index) => ({ ...fact, index }));

const wrappers: Record<string, (fact: string) => string> = {
  nothing: (fact) => `It is ${fact} for you.`,
  bold: (fact) => `It is **${fact}** for you.`,
  "bold right beside words": (fact) => `请看**${fact}**谢谢`,
  "bold with the stop": (fact) => `It is **${fact}.** Thanks.`,
  "bold with what it is": (fact) => `**It is: ${fact}** for you.`,
  italic: (fact) => `It is *${fact}*.`,
  underlined: (fact) => `It is __${fact}__, and _${fact}_.`,
  "bold and italic": (fact) => `It is ***${fact}***.`,
  struck: (fact) => `It is ~~${fact}~~.`,
  code: (fact) => `It is \`${fact}\` for you.`,
  "code of two": (fact) => `It is \`\`${fact}\`\`.`,
  "code of three on a line": (fact) => `It is \`\`\`${fact}\`\`\`.`,
  "a block of no language": (fact) => `It is:\n\`\`\`\n${fact}\n\`\`\`\nThanks.`,
  "bold code": (fact) => `It is **\`${fact}\`**.`,
  table: (fact) => `| What | Which |\n| --- | --- |\n|It|${fact}|\n`,
  "table with spaces": (fact) => `| It is | ${fact} |`,
  heading: (fact) => `## ${fact}\n\nThanks.`,
  bullet: (fact) => `Yes:\n\n- ${fact}\n* ${fact}\n`,
  "numbered list": (fact) => `Yes:\n\n1. ${fact}\n2) ${fact}\n`,
  quotation: (fact) => `> ${fact}\n>> ${fact}`,
  quotes: (fact) => `It is "${fact}", “${fact}”, ‘${fact}’, «${fact}» or „${fact}“.`,
  brackets: (fact) => `It is (${fact}) or [${fact}].`,
  link: (fact) => `It is [${fact}](#contact), see there.`,
  tags: (fact) => `It is <b>${fact}</b><br>see <span class="x">${fact}</span>.`,
  "cells of HTML": (fact) => `<table><tr><td>It</td><td>${fact}</td></tr></table>`,
  paragraph: (fact) => `<p>${fact}</p><p>Thanks.</p>`,
  "between Chinese words": (fact) => `请看${fact}。谢谢`,
  "before a fullwidth comma": (fact) => `就是：${fact}，谢谢`,
  "in fullwidth brackets": (fact) => `就是（${fact}）谢谢！`,
  "in corner brackets": (fact) => `「${fact}」です`,
  "between Korean words": (fact) => `문의는${fact}로 주세요`,
  "at the end of a line": (fact) => `It is\n${fact}\nfor you`,
  ellipsis: (fact) => `It is ${fact}… thanks`,
  "bold that was cut off": (fact) => `It is **${fact}`,
  "bidirectional marks": (fact) => `\u202b\u2067${fact}\u2069\u202c`,
};

const full = (text: string, from: number, to: number, first: number): string =>
  Array.from(text, (sign) => {
    const code = sign.charCodeAt(0);
    return code >= from && code <= to ? String.fromCodePoint(first + code - from) : sign;
  }).join("");
const digitsFrom = (first: number) => (fact: string) => full(fact, 48, 57, first);
const between =
  (sign: string) =>
  (fact: string): string =>
    Array.from(fact).join(sign);
const each =
  (from: string, to: string) =>
  (fact: string): string =>
    fact.replaceAll(from, to);
const entities = (write: (code: number) => string) => (fact: string) =>
  Array.from(fact, (sign) => (/[a-z0-9 ]/i.test(sign) ? sign : write(sign.codePointAt(0) ?? 0))).join("");

const substitutions: Record<string, (fact: string) => string> = {
  none: (fact) => fact,
  "hyphen U+2010": each("-", "\u2010"),
  "no-break hyphen U+2011": each("-", "\u2011"),
  "figure dash U+2012": each("-", "\u2012"),
  "en dash": (fact) => (/^[\d-]+$/.test(fact.replace("+44 ", "")) ? fact.replaceAll("-", "\u2013") : fact),
  minus: each("-", "\u2212"),
  "small hyphen": each("-", "\ufe63"),
  "fullwidth hyphen": each("-", "\uff0d"),
  "no-break space": each(" ", "\u00a0"),
  "narrow no-break space": each(" ", "\u202f"),
  "thin space": each(" ", "\u2009"),
  "figure space": each(" ", "\u2007"),
  "ideographic space": each(" ", "\u3000"),
  "zero-width space": between("\u200b"),
  "zero-width joiner": between("\u200d"),
  "zero-width non-joiner": between("\u200c"),
  "word joiner": between("\u2060"),
  "byte order mark": between("\ufeff"),
  "soft hyphen": between("\u00ad"),
  "left-to-right mark": between("\u200e"),
  "variation selector": between("\ufe0f"),
  "fullwidth digits": digitsFrom(0xff10),
  "Arabic-Indic digits": digitsFrom(0x660),
  "Persian digits": digitsFrom(0x6f0),
  "Devanagari digits": digitsFrom(0x966),
  "Bengali digits": digitsFrom(0x9e6),
  "Thai digits": digitsFrom(0xe50),
  "Tibetan digits": digitsFrom(0xf20),
  "mathematical digits": digitsFrom(0x1d7ce),
  "mathematical bold letters": (fact) => full(full(fact, 97, 122, 0x1d5ee), 65, 90, 0x1d5d4),
  "fullwidth letters and signs": (fact) => (/[A-Z ,£€]/.test(fact) ? fact : full(fact, 33, 126, 0xff01)),
  escapes: (fact) => fact.replace(/[-_.@+()#&]/g, (sign) => `\\${sign}`),
  "decimal entities": entities((code) => `&#${code};`),
  "hexadecimal entities": entities((code) => `&#x${code.toString(16)};`),
  "named entities": (fact) =>
    fact
      .replaceAll("&", "&amp;")
      .replaceAll("@", "&commat;")
      .replaceAll(".", "&period;")
      .replaceAll("_", "&lowbar;")
      .replaceAll("/", "&sol;")
      .replaceAll(" ", "&nbsp;"),
};

/** All wrappers, all substitutions, and a sixth of the pairs of both for each fact; the last test draws from the rest. */
function cases(fact: number): { wrapper: string; sign: string }[] {
  return Object.keys(wrappers).flatMap((wrapper, one) =>
    Object.keys(substitutions)
      .filter((sign, other) => sign === "none" || wrapper === "bold" || (one + other * 7 + fact) % 6 === 0)
      .map((sign) => ({ wrapper, sign })),
  );
}
const wrap = (name: string, fact: string): string => wrappers[name]?.(fact) ?? fact;
const write = (name: string, fact: string): string => substitutions[name]?.(fact) ?? fact;

describe("a fact in markup and in other characters", () => {
  it.each(indexed)("$given stays known and $invented stays new, in the reply", ({ kind, given, invented, index }) => {
    const source = `Contact and terms: ${given}. Company: Hill-Shop.`;
    for (const { wrapper, sign } of cases(index)) {
      const known = wrap(wrapper, write(sign, given));
      expect(flagged(known, source), `${wrapper}, ${sign}: ${known}`).toEqual([]);
      const made = wrap(wrapper, write(sign, invented));
      const kinds = kindsOf(made, source);
      expect(kinds, `${wrapper}, ${sign}: ${made}`).toContain(kind);
      expect(new Set(kinds), `${wrapper}, ${sign}: ${made}`).toEqual(new Set([kind]));
    }
  });

  it.each(indexed)(
    "$given is known where the source is written so, and $invented is new",
    ({ kind, given, invented, index }) => {
      for (const { wrapper, sign } of cases(index)) {
        const source = wrap(wrapper, write(sign, given));
        expect(flagged(`It is ${given} for you.`, source), `${wrapper}, ${sign}: ${source}`).toEqual([]);
        expect(kindsOf(`It is ${invented} for you.`, source), `${wrapper}, ${sign}: ${source}`).toEqual([kind]);
      }
    },
  );

  it("is pointed at where it stands", () => {
    for (const { kind, given, index } of indexed) {
      for (const { wrapper, sign } of cases(index)) {
        const text = wrap(wrapper, write(sign, given));
        const found = extractFacts(text, options).filter((one) => one.kind === kind);
        expect(found.length, text).toBeGreaterThan(0);
        for (const one of found) expect(text.slice(one.start, one.end), text).toBe(one.text);
        const plainest = found.map((one) => one.text);
        if (sign === "none") expect(plainest, text).toContain(given.replace(/^www\./, "www."));
      }
    }
  });

  it("may have any two of these together", () => {
    const names = Object.keys(substitutions);
    fc.assert(
      fc.property(
        fc.constantFrom(...bank),
        fc.constantFrom(...Object.keys(wrappers)),
        fc.constantFrom(...names),
        fc.constantFrom(
          "zero-width space",
          "soft hyphen",
          "left-to-right mark",
          "no-break space",
          "no-break hyphen U+2011",
        ),
        ({ kind, given, invented }, wrapper, one, other) => {
          fc.pre(!/entit|escapes/.test(one));
          const source = `Contact and terms: ${given}. Company: Hill-Shop.`;
          const twice = (fact: string): string => wrap(wrapper, write(other, write(one, fact)));
          expect(flagged(twice(given), source)).toEqual([]);
          expect(kindsOf(twice(invented), source)).toContain(kind);
        },
      ),
      { numRuns: 300 },
    );
  });
});
