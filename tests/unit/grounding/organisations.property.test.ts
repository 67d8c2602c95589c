import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractFacts } from "../../../electron/engine/grounding/extract-facts.ts";
import { createSourceReader } from "../../../electron/engine/grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../../electron/engine/grounding/unsupported-facts.ts";
import { factSettingsSchema } from "../../../shared/domain/fact.ts";

const namesIn = (text: string, organisations: string[]): string[] =>
  extractFacts(text, { country: "US", organisations })
    .filter(({ kind }) => kind === "organisation")
    .map((one) => one.text);

describe("an organisation's name", () => {
  it.each([
    "Rolls-Royce",
    "A/B-Test [labs]",
    "C++ (club)",
    "$& Partners",
    "\\d{3}",
    "Yahoo!",
    "AT&T",
    "O'Neil",
    "x^2 = y",
    "Müller & Söhne",
    "株式会社ひる",
    "constructor",
    ".*",
    "a|b",
    "(?:",
  ])("is found as it is written: %s", (name) => {
    expect(namesIn(`We work with ${name}, too.`, [name])).toEqual([name]);
    expect(namesIn("We work with nobody.", [name])).toEqual([]);
  });

  it("that Markdown would set in bold is found by what is read of it", () => {
    expect(namesIn("We work with __proto__, too.", ["__proto__"])).toEqual(["proto"]);
  });

  it("may be any text that the settings take: it stops nothing, and is found where it stands alone", () => {
    // What is no letter, digit or sign at all, or is markup, stands for nothing in a reply.
    const name = fc
      .array(fc.constantFrom(...Array.from("aZ9é店-.+*?^$()[]{}|\\/&%#@!,;:='\" ")), { minLength: 2, maxLength: 12 })
      .map((all) => all.join("").trim())
      .filter((one) => factSettingsSchema.safeParse({ organisations: [one] }).success);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.string({ unit: "binary" }), (names, any) => {
        for (const one of extractFacts(any, { country: "US", organisations: names }))
          expect(one.end).toBeGreaterThan(one.start);
        const reader = createSourceReader({ country: "US", organisations: names });
        const flags = findUnsupportedFacts(any, reader.options, () => reader.before(any, [], 0));
        expect(flags.filter(({ owner }) => owner === null)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(
        fc.string({ minLength: 2, maxLength: 200 }).filter((one) => one.trim().length > 1),
        (one) => void namesIn(`about ${one}.`, [one.trim()]),
      ),
      { numRuns: 30 },
    );
  });
});
