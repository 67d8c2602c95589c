import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeholdersIn, placeholdersNote } from "../../../shared/format/notices.ts";

describe("places that look as if a value belonged there", () => {
  it.each([
    ["You help {{customer_name}}. Today is {{current_date}}.", ["{{customer_name}}", "{{current_date}}"]],
    ["{{ user.name | upper }} and {{{raw}}}", ["{{ user.name | upper }}", "{{raw}}"]],
    ["{% if vip %}Be kind.{% endif %}", ["{% if vip %}", "{% endif %}"]],
    ["Dear <%= name %>,", ["<%= name %>"]],
    ["Hi ${name}, from {company_name}.", ["${name}", "{company_name}"]],
    ["Grüße an {größe}", ["{größe}"]],
    ["{{a}} {{a}}", ["{{a}}"]],
  ])("%j", (text, found) => {
    expect(placeholdersIn(text)).toEqual(found);
  });

  it.each([
    'Answer as {"days": 14, "item": {"id": 1}}.',
    "body{color:red}",
    "function f() { return 1; }",
    "{}",
    "A set {1, 2}",
    "\\{name\\}",
    "100 % of <b>all</b>",
  ])("are not in %j", (text) => {
    expect(placeholdersIn(text)).toEqual([]);
  });

  it("are looked for in any text, in time that grows with its length", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void placeholdersIn(text)));
    for (const part of ["{{", "{%", "<%", "${a", "{a", "{{a}", "{\n"]) {
      expect(placeholdersIn(part.repeat(200_000)).length).toBeLessThan(3);
    }
  });

  it("are named, the first ones of many", () => {
    expect(placeholdersNote([], "The prompt")).toBeNull();
    expect(placeholdersNote(["{{a}}"], "The prompt")).toMatch(/^The prompt has 1 placeholder: \{\{a\}\} is sent as it/);
    expect(placeholdersNote(["{a}", "{b}", "{c}", "{d}"], "It")).toMatch(
      /^It has 4 placeholders: \{a\}, \{b\}, \{c\} and 1 more are sent as they stand/,
    );
  });
});
