import { xmlTags, type XmlTag } from "./xml-tags.ts";

/** An element in a text; `inner` are the elements right within it. */
export interface XmlPlace {
  start: number;
  end: number;
  inner: XmlPlace[];
}

interface OpenElement {
  tag: XmlTag;
  inner: XmlPlace[];
}

/**
 * The outermost elements whose tags match up, in order, in one pass. An element that is never closed does not hide what
 * stands in it, and one that holds such an element is none.
 */
export function findXml(text: string): XmlPlace[] {
  const top: XmlPlace[] = [];
  const open: OpenElement[] = [];
  const opened = new Map<string, number>();
  const count = (name: string, by: number): void => void opened.set(name, (opened.get(name) ?? 0) + by);
  for (const tag of xmlTags(text)) {
    const around = open.at(-1)?.inner ?? top;
    if (tag.kind === "empty") around.push({ start: tag.start, end: tag.end, inner: [] });
    if (tag.kind === "open") {
      open.push({ tag, inner: [] });
      count(tag.name, 1);
    }
    if (tag.kind !== "close" || (opened.get(tag.name) ?? 0) === 0) continue;
    const crossed = open.splice(open.findLastIndex((element) => element.tag.name === tag.name));
    for (const element of crossed) count(element.tag.name, -1);
    const inner = crossed.flatMap((element) => element.inner);
    const [element] = crossed;
    const outer = open.at(-1)?.inner ?? top;
    if (element && crossed.length === 1) outer.push({ start: element.tag.start, end: tag.end, inner });
    else for (const place of inner) outer.push(place);
  }
  return [...top, ...open.flatMap((element) => element.inner)].toSorted((one, other) => one.start - other.start);
}
