import { defaultTreeAdapter as tree, parse, type DefaultTreeAdapterTypes } from "parse5";
import { quote } from "../quote.ts";
import { isHtmlElement, needsEndTag } from "./html-elements.ts";

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.ChildNode;

/** Parsing goes as deep as the elements are nested. */
const longest = 2_000_000;

/**
 * Why a text is not HTML from its first to its last character, or null where it is: a document, or one or more elements
 * with no text round them, each closed where HTML wants it. Source: promptfoo's documentation, "is-html".
 */
export function findHtmlFault(text: string): string | null {
  const html = text.trim();
  if (html === "") return "the reply is empty";
  if (html.length > longest) return "the reply is too long to be read as HTML";
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
    } else if (tree.isTextNode(node) && node.value.trim() !== "" && stands(node)) {
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
function stands({ parentNode }: DefaultTreeAdapterTypes.TextNode): boolean {
  if (!parentNode || !tree.isElementNode(parentNode)) return true;
  const wraps = ["body", "head", "html"].includes(parentNode.tagName);
  return wraps && !parentNode.sourceCodeLocation;
}
