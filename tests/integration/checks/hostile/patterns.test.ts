import { describe } from "vitest";
import { survive, type Hostile } from "./survive.ts";

const a = `${"a".repeat(60)}!`;
const words = `${"word ".repeat(40)}!`;

/** Shapes of catastrophic backtracking: nested, overlapping, in a row, behind a look, with a reference. */
const attacks: readonly (readonly [string, string, string])[] = [
  ["a quantifier in a quantifier", "(a+)+$", a],
  ["stars in stars", "(a*)*$", a],
  ["three deep", "((a+)+)+$", a],
  ["alternatives that overlap", "(a|a)*$", a],
  ["alternatives of other lengths", "(a|aa)+$", a],
  ["classes that overlap", "([a-z]|\\w)+$", a],
  ["an optional part in a loop", "(a?a?)+$", a],
  ["many in a row", "a*a*a*a*a*a*a*a*a*a*b", a],
  ["counted wildcards", "(.*a){25}$", a],
  ["a counted group in a loop", "(a{1,10}){1,50}$", a],
  ["an address as it is often written", "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}$", a],
  ["words as they are often written", "^(\\w+\\s?)*$", words],
  ["a look ahead", "^(?=(a+)+$)", a],
  ["a look behind", "(?<=^x(a+)+)!", a],
  ["a reference back", "(a+)+\\1$", a],
  ["a lazy quantifier", "(a+?)+?$", a],
  ["a named group", "(?<x>a+)+$", a],
  ["Unicode classes", "/(\\p{L}+)+$/u", a],
  ["without regard to case", "/(A+)+$/i", a],
  ["over many lines", "/^(([^\\n]+\\n?)+)x$/m", "line\n".repeat(40)],
  ["a quadratic search through a long reply", "\\s+$", `${" ".repeat(400_000)}x`],
];

describe("hostile patterns", () => {
  survive(
    attacks.map(([name, value, text]): Hostile => ({ name, check: { type: "regex", value }, text, ends: ["error"] })),
  );
});
