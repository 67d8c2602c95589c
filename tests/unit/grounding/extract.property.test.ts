import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractFacts } from "../../../electron/engine/grounding/extract-facts.ts";
import { createSourceReader } from "../../../electron/engine/grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../../electron/engine/grounding/unsupported-facts.ts";

const options = { country: "US", organisations: ["LexDirect", "C++ (club)"] };
const bits = [
  "555-0142",
  "(415) 555-2671",
  "$12.50",
  "3 May 2026",
  "2026-05-03",
  "15%",
  "v2.4.1",
  "a@b.org",
  "https://x.io/a?b=1",
  "Section 2 of the Housing Act 1988",
  "```",
  "\n",
  " ",
  "LexDirect",
  "Smith v Jones",
  ".",
  "-",
  "(",
  "call us on ",
  "1'000",
  "ten percent",
];
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.oneof(fc.constantFrom(...bits), fc.string()), { maxLength: 12 }).map((all) => all.join("")),
);
const keysOf = (written: string, kind: string): string[] =>
  extractFacts(written, options)
    .filter((one) => one.kind === kind)
    .map(({ key }) => key);

describe("facts of any text", () => {
  it("point at where they stand, in order, and never throw", () => {
    fc.assert(
      fc.property(text, (any) => {
        const facts = extractFacts(any, options);
        facts.forEach((fact, at) => {
          expect(any.slice(fact.start, fact.end)).toBe(fact.text);
          expect(fact.end).toBeGreaterThan(fact.start);
          expect(fact.start).toBeGreaterThanOrEqual(facts[at - 1]?.start ?? 0);
          expect(fact.key).not.toBe("");
        });
      }),
      { numRuns: 400 },
    );
  });

  it("are not flagged in a reply that repeats its own source", () => {
    fc.assert(
      fc.property(text, (any) => {
        const reader = createSourceReader(options);
        const flags = findUnsupportedFacts(any, options, () => reader.before(any, [{ content: "?", fixed: null }], 0));
        expect(flags.filter(({ owner }) => owner === null)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});

describe("a fact written in several ways", () => {
  const two = (value: number): string => String(value).padStart(2, "0");

  it("has one key as a phone number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), (last) => {
        const tail = `01${two(last)}`;
        const written = [
          `+1 212 555 ${tail}`,
          `(212) 555-${tail}`,
          `212-555-${tail}`,
          `212 555 ${tail}`,
          `+1-212-555-${tail}`,
          `1-212-555-${tail}`,
          `+1 (212) 555-${tail}`,
        ];
        expect(new Set(written.flatMap((one) => keysOf(`Call ${one} now.`, "phone")))).toEqual(
          new Set([`+1 212555${tail}`]),
        );
        for (const one of written) expect(keysOf(`Call ${one} now.`, "phone")).toHaveLength(1);
      }),
    );
  });

  it("has one key as a date", () => {
    const names = [
      "January",
      "February",
      "March",
      "April",
      "May",
      "June",
      "July",
      "August",
      "September",
      "October",
      "November",
      "December",
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 13, max: 28 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1990, max: 2049 }),
        (day, month, year) => {
          const name = names[month - 1] ?? "";
          const iso = `${year}-${two(month)}-${two(day)}`;
          const written = [
            iso,
            `${day} ${name} ${year}`,
            `${name} ${day}, ${year}`,
            `${name} ${day}th, ${year}`,
            `the ${day}th of ${name}, ${year}`,
            `${two(day)}.${two(month)}.${year}`,
            `${two(month)}/${two(day)}/${year}`,
            `${two(day)}/${two(month)}/${year}`,
          ];
          for (const one of written) expect(keysOf(`It is ${one}.`, "date"), one).toEqual([iso]);
        },
      ),
    );
  });

  it("has one key as an amount, whatever separates thousands and cents", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 100, max: 999 }),
        fc.integer({ min: 11, max: 99 }),
        (thousands, rest, cents) => {
          const key = `EUR ${Number(`${thousands}${rest}.${cents}`)}`;
          const written = [
            `€${thousands},${rest}.${cents}`,
            `${thousands}.${rest},${cents} €`,
            `EUR ${thousands} ${rest},${cents}`,
            `${thousands}${rest}.${cents} euros`,
            `€ ${thousands}'${rest}.${cents}`,
          ];
          for (const one of written) expect(keysOf(`It costs ${one} in all.`, "money"), one).toEqual([key]);
        },
      ),
    );
  });

  it("has one key as an address", () => {
    const written = [
      "https://www.Example-Shop.com/help/",
      "http://example-shop.com/help",
      "example-shop.com/help",
      "EXAMPLE-SHOP.COM/help#top",
      "www.example-shop.com/help.",
    ];
    for (const one of written) expect(keysOf(`See ${one} `, "url"), one).toEqual(["example-shop.com/help"]);
  });
});

describe("hostile texts of 100,000 characters", () => {
  const pieces = [
    "1",
    "1.",
    "(1",
    "1-",
    "555-",
    "$1,",
    "1 ",
    "a.",
    "a@",
    "A",
    "Aa ",
    "Aa v ",
    "http://a.",
    "§ ",
    "ten ",
    "May 1 ",
    "1%",
    "[2019] ",
    "Section 1 of the ",
    "Act ",
    "v1.",
    "1/",
    "+1",
    "()",
    "```",
    "Aa and the ",
    "1'",
    "1)(",
    "**1",
    "_a",
    "`",
    "&#45;",
    "<b 1>",
    "<a ",
    "e\u0301",
    "％",
    "1月",
    "\\-",
    "\u200b",
    "help (at) ",
    "\n> ",
    "https://a.b/%41",
    "%41",
  ];
  const CHARACTERS = 100_000;
  for (const piece of pieces) {
    it(`takes no more than about twice as long for twice as much of ${JSON.stringify(piece)}`, () => {
      const time = (length: number): number => {
        const hostile = `${piece.repeat(Math.ceil(length / piece.length))}x`;
        const times = [0, 1, 2].map(() => {
          // Of the processor: a busy machine is no slow pattern.
          const from = process.cpuUsage();
          extractFacts(hostile, options);
          const { user, system } = process.cpuUsage(from);
          return (user + system) / 1_000;
        });
        return Math.min(...times);
      };
      // A quarter of the text takes a quarter of the time; a sixteenth, where time grew with the square.
      const quarter = time(CHARACTERS / 4);
      const whole = time(CHARACTERS);
      expect(whole).toBeLessThan(Math.max(250, quarter * 10));
    });
  }
});
