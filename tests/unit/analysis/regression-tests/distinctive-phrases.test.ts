import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distinctivePhrases } from "../../../../electron/engine/analysis/regression-tests/distinctive-phrases.ts";

describe("the stretches that tell a reply from another", () => {
  it("names what only this reply says, figures and names first", () => {
    const before = "Please use the contact form on our website and somebody will get back to you.";
    const now = "You can call our office on 555-0142, Monday to Friday from 9 to 5. Ask for Ms Hartley.";
    expect(distinctivePhrases(now, before, ["You are Lex.", "How can I reach your office?"])).toEqual([
      "555-0142",
      "Monday to Friday",
      "Ms Hartley",
    ]);
  });

  it("leaves out what the other reply says too, in whatever case", () => {
    expect(distinctivePhrases("Ask LEXDIRECT today", "ask LexDirect Today.", [])).toEqual([]);
  });

  it("does not call a word telling that the person or the prompt brought up", () => {
    expect(
      distinctivePhrases("Your landlord Harrington must pay.", "He must pay.", ["My landlord Harrington"]),
    ).toEqual([]);
  });

  it("keeps within a line and a sentence", () => {
    const phrases = distinctivePhrases("Ring Winterbourne\nRing Harcastle. Summerfield helps", "No.", []);
    for (const phrase of phrases) expect(phrase).not.toMatch(/[\n.]/);
    expect(phrases).toHaveLength(3);
  });

  it("names at most three short stretches, each verbatim in the reply and not at all in the other", () => {
    const word = fc.stringMatching(/^[A-Za-zäöü0-9.@-]{1,12}$/);
    const gap = fc.constantFrom(" ", "  ", ", ", ".\n", "\n\n", " – ");
    const text = fc.array(fc.tuple(word, gap), { maxLength: 40 }).map((parts) => parts.flat().join(""));
    fc.assert(
      fc.property(text, text, (reply, other) => {
        const phrases = distinctivePhrases(reply, other, []);
        expect(phrases.length).toBeLessThanOrEqual(3);
        expect(new Set(phrases).size).toBe(phrases.length);
        for (const phrase of phrases) {
          expect(reply).toContain(phrase);
          expect(other.toLowerCase()).not.toContain(phrase.toLowerCase());
          expect(phrase.length).toBeLessThanOrEqual(60);
          expect(phrase.split(/\s+/).length).toBeLessThanOrEqual(6);
        }
      }),
    );
  });

  it("reads any text at all, and a very long one, without harm", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (reply, other) => {
        for (const phrase of distinctivePhrases(reply, other, [other])) expect(reply).toContain(phrase);
      }),
    );
    expect(distinctivePhrases("a-".repeat(100_000), "b", [])).toEqual([]);
  });
});
