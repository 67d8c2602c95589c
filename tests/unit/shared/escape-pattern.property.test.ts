import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, it } from "vitest";
import { escapeRegExp } from "../../../shared/format/escape-text.ts";

const signs = [
  ...Array.from("\\^$.*+?()[]{}|/-,=<>#&!%:;@~'`\" \t\n\u2028"),
  "$&",
  "\\d",
  "(?",
  "&&",
  "--",
  "0",
  "x",
  "é",
  "店",
  "😀",
];
const text = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 8 }).map((all) => all.join("")),
);

it("any text matches itself, and nothing shorter or longer, in every mode of JavaScript", () => {
  fc.assert(
    fc.property(text, (any) => {
      for (const flags of ["", "u", "v"]) {
        const pattern = new RegExp(`^(?:${escapeRegExp(any)})$`, flags);
        expect(pattern.test(any), `${flags} ${pattern.source}`).toBe(true);
        expect(pattern.test(`${any}x`)).toBe(false);
        expect(pattern.test(any.slice(1))).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});

it("any text matches itself in RE2", () => {
  fc.assert(
    fc.property(text, (any) => {
      // RE2 reads code points: half a pair is none.
      const whole = any.toWellFormed();
      expect(RE2JS.matches(escapeRegExp(whole), whole)).toBe(true);
    }),
  );
});

it("each sign of a text stands for itself within a class, too", () => {
  for (const sign of signs.filter((one) => Array.from(one).length === 1)) {
    for (const flags of ["u", "v"]) {
      expect(new RegExp(`^[a${escapeRegExp(sign)}z]$`, flags).test(sign), `${flags} ${sign}`).toBe(true);
      expect(new RegExp(`^[a${escapeRegExp(sign)}z]$`, flags).test("b"), `${flags} ${sign}`).toBe(false);
    }
  }
});

it("a text that begins with a digit does not lengthen the escape before it", () => {
  expect(new RegExp(`(a)\\1${escapeRegExp("0")}`, "u").test("aa0")).toBe(true);
});
