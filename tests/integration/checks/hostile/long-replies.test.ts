import { describe } from "vitest";
import { survive } from "./survive.ts";

const size = 300_000;
const fill = (part: string): string => part.repeat(Math.ceil(size / part.length));

// Each of these takes seconds to minutes where a check looks at what stands behind every place of it.
describe("a long reply made for a check to take long on", () => {
  survive([
    {
      name: "comments that are never closed, for is-xml",
      check: { type: "is-xml" },
      text: fill("<!--"),
      ends: ["fail"],
    },
    {
      name: "comments that are never closed, for contains-xml",
      check: { type: "contains-xml" },
      text: fill("<a><!--"),
      ends: ["fail", "error"],
    },
    { name: "CDATA that is never closed", check: { type: "is-xml" }, text: `<a>${fill("<![CDATA[")}`, ends: ["fail"] },
    { name: "instructions that are never closed", check: { type: "is-xml" }, text: fill("<?a "), ends: ["fail"] },
    {
      name: "elements in one another, none of them closed",
      check: { type: "contains-xml" },
      text: fill("<a><b>"),
      ends: ["fail", "error"],
    },
    {
      name: "elements that cross",
      check: { type: "contains-xml" },
      text: fill("<a><b></a>"),
      ends: ["fail", "error"],
    },
    {
      name: "well-formed XML with an entity in each of its elements",
      check: { type: "contains-xml", value: ["x"] },
      text: fill("<a>&z;<b>&z;</b></a>"),
      ends: ["fail", "error"],
    },
    {
      name: "a text that has nothing of the wanted one",
      check: { type: "levenshtein", value: fill("b"), threshold: 5 },
      text: fill("a"),
      ends: ["fail"],
    },
    {
      name: "a text that may differ by nearly all of it",
      check: { type: "levenshtein", value: fill("b"), threshold: size - 1 },
      text: fill("a"),
      ends: ["fail", "error"],
    },
    {
      name: "stops before a letter, for GLEU",
      check: { type: "gleu", value: "a b" },
      text: `${fill(".")}a`,
      ends: ["fail"],
    },
    {
      name: "stops before a letter, for METEOR",
      check: { type: "meteor", value: "a" },
      text: `${fill(".")}a`,
      ends: ["fail"],
    },
    { name: "one word for ROUGE", check: { type: "rouge-n", value: "a b" }, text: fill("'"), ends: ["fail", "error"] },
    { name: "words for BLEU", check: { type: "bleu", value: "a b" }, text: fill("a b c "), ends: ["fail", "error"] },
    {
      name: "formatting elements that are all another's",
      check: { type: "is-html" },
      text: Array.from({ length: 6_000 }, (_, at) => `<b id=${at}>`).join("<p>"),
      ends: ["fail", "error"],
    },
    { name: "tags that are never closed", check: { type: "contains-html" }, text: fill("<a "), ends: ["fail"] },
    { name: "brackets for contains-json", check: { type: "contains-json" }, text: fill('[{"a":'), ends: ["fail"] },
    { name: "an open list for is-json", check: { type: "is-json" }, text: fill("["), ends: ["fail"] },
    {
      name: "spaces for word-count",
      check: { type: "word-count", value: { max: 1 } },
      text: fill(" "),
      ends: ["pass"],
    },
    { name: "blank lines for is-refusal", check: { type: "is-refusal" }, text: `a${fill("\n")}b`, ends: ["fail"] },
    {
      name: "fences for contains-sql",
      check: { type: "contains-sql" },
      text: fill("```sql\n"),
      ends: ["fail", "error"],
    },
  ]);
});
