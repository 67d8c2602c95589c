import { defaultTreeAdapter as tree, parse, type DefaultTreeAdapterTypes } from "parse5";
import { quote } from "../message-text.ts";
import { defineKind } from "../check-kind.ts";
import { readNothing } from "../read-value.ts";

/** The elements of HTML. Source: HTML Living Standard, "List of elements". */
const elements = `
a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col colgroup
data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head
header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu meta meter nav noscript
object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot small
source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul var
video wbr`;

/** Elements whose end tag may be left out, or that have none. Source: the same, "Optional tags" and "Void elements". */
const withoutEnd = `
area base body br caption col colgroup dd dt embed head hr html img input li link meta optgroup option p param rp rt source
tbody td tfoot th thead tr track wbr`;

const htmlElements = new Set(elements.trim().split(/\s+/));
const openEnded = new Set(withoutEnd.trim().split(/\s+/));

/** Whether HTML has an element of that name; a name with a hyphen is a custom element. */
function isHtmlElement(name: string): boolean {
  return htmlElements.has(name) || /^[a-z][\w.]*-/.test(name);
}

function needsEndTag(name: string): boolean {
  return !openEnded.has(name);
}

/** Enough to take a text for one with HTML in it: "a < b" or an e-mail address in angles must not be. */
const MIN_SIGNS_WEIGHT = 2;

/**
 * Signs of HTML in a text, each with its weight. Source of the list and the weights: promptfoo's documentation,
 * "contains-html".
 */
function htmlSigns(text: string): { sign: string; weight: number }[] {
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

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.ChildNode;

/** Parsing goes as deep as the elements are nested. */
const MAX_HTML_LENGTH = 2_000_000;

/**
 * Why a text is not HTML from its first to its last character, or null where it is: a document, or one or more elements
 * with no text round them, each closed where HTML wants it. Source: promptfoo's documentation, "is-html".
 */
function findHtmlFault(text: string): string | null {
  const html = text.trim();
  if (html === "") return "the reply is empty";
  if (html.length > MAX_HTML_LENGTH) return "the reply is too long to be read as HTML";
  if (/^<\?xml/i.test(html)) return "it is XML";
  if (!html.startsWith("<")) return `text before the first tag: ${quote(html.slice(0, 60), 36)}`;
  let elements = 0;
  const waiting: Node[] = parse(html, { sourceCodeLocationInfo: true }).childNodes.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (tree.isElementNode(node)) {
      const fault = elementFault(node);
      if (fault !== null) return fault;
      // Without a place, an element was not written but added by the parser.
      if (node.sourceCodeLocation && isHtmlElement(node.tagName)) elements += 1;
      waiting.push(...node.childNodes.toReversed());
    } else if (tree.isTextNode(node) && node.value.trim() !== "" && isFreeStanding(node)) {
      return `text outside of all tags: ${quote(node.value.trim(), 36)}`;
    }
  }
  return elements === 0 ? "it has no element of HTML" : null;
}

function elementFault({ tagName, namespaceURI, sourceCodeLocation }: Element): string | null {
  if (!sourceCodeLocation || sourceCodeLocation.endTag || !sourceCodeLocation.startTag) return null;
  // A drawing or a formula may close its elements as XML does; the parser does not say whether it did.
  if (!namespaceURI.endsWith("/xhtml") || !needsEndTag(tagName)) return null;
  return `<${tagName}> at line ${sourceCodeLocation.startLine} is not closed`;
}

/** Whether a text stands free: in a body, head or html that the parser had to add itself. */
function isFreeStanding({ parentNode }: DefaultTreeAdapterTypes.TextNode): boolean {
  if (!parentNode || !tree.isElementNode(parentNode)) return true;
  const wraps = ["body", "head", "html"].includes(parentNode.tagName);
  return wraps && !parentNode.sourceCodeLocation;
}

export const isHtml = defineKind({
  type: "is-html",
  summary: "The whole reply is HTML, with no text outside of its tags.",
  takes: "nothing",
  example: null,
  read: readNothing,
  findPure: (_, { text }) => {
    const fault = findHtmlFault(text);
    return fault === null
      ? { passed: true, actual: "the reply is HTML" }
      : { passed: false, actual: `not HTML: ${fault}` };
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
    const passed = signs.reduce((sum, { weight }) => sum + weight, 0) >= MIN_SIGNS_WEIGHT;
    if (passed) return { passed, actual: `contains HTML: ${named}` };
    return { passed, actual: named === "" ? "contains no HTML" : `contains ${named}, which is not enough to be HTML` };
  },
});
