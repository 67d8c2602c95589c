import { isHtmlElement } from "./html-elements.ts";

/** Enough to take a text for one with HTML in it: "a < b" or an e-mail address in angles must not be. */
export const enoughSigns = 2;

/**
 * Signs of HTML in a text, each with its weight. Source of the list and the weights: promptfoo's documentation,
 * "contains-html".
 */
export function htmlSigns(text: string): { sign: string; weight: number }[] {
  const tags = [...text.matchAll(/<(\/?)([A-Za-z][A-Za-z0-9-]*)(\s[^<>]*)?(\/?)>/g)];
  const opening = tags.some(([, slash]) => slash === "");
  const closing = tags.some(([, slash]) => slash === "/");
  const element = tags.find(([, , name = ""]) => isHtmlElement(name.toLowerCase()));
  const found: [string, number, boolean][] = [
    ["an opening and a closing tag", 2, opening && closing],
    ["a tag", 1, opening !== closing],
    [`<${element?.[2]?.toLowerCase() ?? ""}>`, 2, element !== undefined],
    ["a tag that closes itself", 1, tags.some(([whole]) => whole.endsWith("/>"))],
    ["an attribute", 1, tags.some(([, , , attributes = ""]) => /\s[A-Za-z-]+=\s*["']/.test(attributes))],
    ["an entity", 1, /&(?:[A-Za-z]{2,31}|#\d{1,7}|#[xX][\dA-Fa-f]{1,6});/.test(text)],
    ["a comment", 1, hasComment(text)],
    ["a DOCTYPE", 2, /<!DOCTYPE\s+html/i.test(text)],
  ];
  return found.flatMap(([sign, weight, is]) => (is ? [{ sign, weight }] : []));
}

function hasComment(text: string): boolean {
  const at = text.indexOf("<!--");
  return at >= 0 && text.includes("-->", at + 4);
}
