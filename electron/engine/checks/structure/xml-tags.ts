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

/** Where an unclosed comment, CDATA section or instruction begins; null where all are closed. */
export function unclosedPassage(text: string): { at: number; begin: string } | null {
  for (const { start, end, begin } of passagesIn(text)) if (end === null) return { at: start, begin };
  return null;
}

/** A text without those of its comments, CDATA sections and instructions that are closed and begin as one of these. */
export function withoutPassages(text: string, begins: readonly string[]): string {
  const kept: string[] = [];
  let from = 0;
  for (const { start, end, begin } of passagesIn(text)) {
    if (end === null || !begins.includes(begin)) continue;
    kept.push(text.slice(from, start));
    from = end;
  }
  return kept.join("") + text.slice(from);
}

/** In one pass: what is never closed hides nothing, and that it is not has to be found out once. */
function* passagesIn(text: string): Generator<{ start: number; end: number | null; begin: string }> {
  const unclosed = new Set<string>();
  let at = text.indexOf("<");
  while (at >= 0) {
    const start = at;
    const passage = passages.find(({ begin }) => text.startsWith(begin, start));
    const known = passage !== undefined && unclosed.has(passage.end);
    const close = passage && !known ? text.indexOf(passage.end, start + passage.begin.length) : -1;
    if (passage && close < 0 && !known) {
      unclosed.add(passage.end);
      yield { start, end: null, begin: passage.begin };
    }
    const end = passage && close >= 0 ? close + passage.end.length : null;
    if (passage && end !== null) yield { start, end, begin: passage.begin };
    at = text.indexOf("<", end ?? start + 1);
  }
}

/** The tags in a text, in order, but for those in comments and the like. Names in any script, XML 1.0 fifth edition. */
export function* xmlTags(text: string): Generator<XmlTag> {
  let from = 0;
  for (const { start, end } of passagesIn(text)) {
    if (end === null) continue;
    yield* tagsBetween(text, from, start);
    from = end;
  }
  yield* tagsBetween(text, from, text.length);
}

function* tagsBetween(text: string, from: number, to: number): Generator<XmlTag> {
  let at = text.indexOf("<", from);
  while (at >= 0 && at < to) {
    tag.lastIndex = at;
    const found = tag.exec(text);
    if (found) yield tagFrom(found, at);
    at = text.indexOf("<", at + (found ? found[0].length : 1));
  }
}

function tagFrom([whole, closing, named = "", , selfClosing]: RegExpExecArray, start: number): XmlTag {
  const kind = closing === "/" ? "close" : selfClosing === "/" ? "empty" : "open";
  return { kind, name: named, start, end: start + whole.length };
}
