import { defineKind } from "../check-kind.ts";
import { readNothing } from "../read-value.ts";
import { enoughSigns, htmlSigns } from "./html-signs.ts";
import { findHtmlFault } from "./read-html.ts";

export const isHtml = defineKind({
  type: "is-html",
  summary: "The whole reply is HTML, with no text outside of its tags.",
  takes: "nothing",
  example: null,
  read: readNothing,
  findPure: (_, { text }) => {
    const fault = findHtmlFault(text);
    return fault === null ? { holds: true, found: "the reply is HTML" } : { holds: false, found: `not HTML: ${fault}` };
  },
});

export const containsHtml = defineKind({
  type: "contains-html",
  summary: "The reply contains HTML: a tag of HTML, or at least two signs of it.",
  takes: "nothing",
  example: null,
  read: readNothing,
  findPure: (_, { text }) => {
    const signs = htmlSigns(text);
    const named = signs.map(({ sign }) => sign).join(", ");
    const holds = signs.reduce((sum, { weight }) => sum + weight, 0) >= enoughSigns;
    if (holds) return { holds, found: `contains HTML: ${named}` };
    return { holds, found: named === "" ? "contains no HTML" : `contains ${named}, which is not enough to be HTML` };
  },
});
