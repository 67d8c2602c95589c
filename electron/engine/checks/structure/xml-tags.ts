export interface XmlTag {
  kind: "open" | "close" | "empty";
  name: string;
  start: number;
  end: number;
}

const name = "[\\p{L}_:][\\p{L}\\p{N}_:.\\-·]*";
/** An attribute's value never has `<` in it, which also keeps the search from running on and on. */
const tag = new RegExp(`<(/?)(${name})((?:[^<>"'/]|"[^"<]*"|'[^'<]*'|/(?!>))*)(/?)>`, "uy");

const passages = [
  { begin: "<!--", end: "-->" },
  { begin: "<![CDATA[", end: "]]>" },
  { begin: "<?", end: "?>" },
];

/** The tags in a text, in order, but for those in comments and the like. Names in any script, XML 1.0 fifth edition. */
export function* xmlTags(text: string): Generator<XmlTag> {
  // What is never closed hides nothing; that it is not has to be found out once.
  const unclosed = new Set<string>();
  let at = text.indexOf("<");
  while (at >= 0) {
    const start = at;
    const passage = passages.find(({ begin, end }) => !unclosed.has(end) && text.startsWith(begin, start));
    const end = passage ? text.indexOf(passage.end, start + passage.begin.length) : -1;
    if (passage && end < 0) unclosed.add(passage.end);
    tag.lastIndex = start;
    const found = passage ? null : tag.exec(text);
    if (found) yield tagFrom(found, start);
    at = text.indexOf(
      "<",
      found ? start + found[0].length : passage && end >= 0 ? end + passage.end.length : start + 1,
    );
  }
}

function tagFrom([whole, closing, named = "", , selfClosing]: RegExpExecArray, start: number): XmlTag {
  const kind = closing === "/" ? "close" : selfClosing === "/" ? "empty" : "open";
  return { kind, name: named, start, end: start + whole.length };
}
