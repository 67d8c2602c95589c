import { XMLParser, XMLValidator } from "fast-xml-parser";
import { z } from "zod";
import { quote, quoteList } from "../message-text.ts";
import type { JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind, type Finding } from "../check-kind.ts";
import { readTexts, type ReadResult } from "../read-value.ts";

interface XmlTag {
  kind: "open" | "close" | "empty";
  name: string;
  start: number;
  end: number;
}

const xmlName = "[\\p{L}_:][\\p{L}\\p{N}_:.\\-·]*";
/** An attribute's value never has `<` in it, which also keeps the search from running on and on. */
const tagPattern = new RegExp(`<(/?)(${xmlName})((?:[^<>"'/]|"[^"<]*"|'[^'<]*'|/(?!>))*)(/?)>`, "uy");

const passages = [
  { begin: "<!--", end: "-->" },
  { begin: "<![CDATA[", end: "]]>" },
  { begin: "<?", end: "?>" },
];

/** Where an unclosed comment, CDATA section or instruction begins; null where all are closed. */
function unclosedPassage(text: string): { at: number; begin: string } | null {
  for (const { start, end, begin } of passagesIn(text)) if (end === null) return { at: start, begin };
  return null;
}

/** A text without those of its comments, CDATA sections and instructions that are closed and begin as one of these. */
function withoutPassages(text: string, begins: readonly string[]): string {
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
function* xmlTags(text: string): Generator<XmlTag> {
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
    tagPattern.lastIndex = at;
    const found = tagPattern.exec(text);
    if (found) yield tagFrom(found, at);
    at = text.indexOf("<", at + (found ? found[0].length : 1));
  }
}

function tagFrom([whole, closing, named = "", , selfClosing]: RegExpExecArray, start: number): XmlTag {
  const kind = closing === "/" ? "close" : selfClosing === "/" ? "empty" : "open";
  return { kind, name: named, start, end: start + whole.length };
}

/** An element in a text; `inner` are the elements right within it. */
interface XmlElementPlace {
  start: number;
  end: number;
  inner: XmlElementPlace[];
}

interface OpenElement {
  tag: XmlTag;
  inner: XmlElementPlace[];
}

/**
 * The outermost elements whose tags match up, in order, in one pass. An element that is never closed does not hide what
 * stands in it, and one that holds such an element is none.
 */
export function findXml(text: string): XmlElementPlace[] {
  const top: XmlElementPlace[] = [];
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

// Entities are never expanded: nothing here needs what they stand for.
const parser = new XMLParser({ preserveOrder: true, processEntities: false, ignoreAttributes: true });

const knownEntities = /&(?:#\d+|#x[\dA-Fa-f]+|lt|gt|amp|quot|apos);/g;
const nodesSchema = z.array(z.record(z.string(), z.unknown()));
type Nodes = z.infer<typeof nodesSchema>;

/**
 * Why a text is not one well-formed XML element, with its place, or null where it is. Source: XML 1.0, fifth edition.
 * Declarations of a DTD's own are not taken: what they would make of the text cannot be told safely.
 */
function findXmlFault(text: string): string | null {
  if (/<!DOCTYPE[^>[]*\[/.test(text)) return "declarations inside a DOCTYPE are not taken";
  // The validator would look for the end of each of them anew.
  const open = unclosedPassage(text);
  if (open) return `${quote(open.begin, 36)} is never closed${placeIn(text, open.at)}`;
  const result = XMLValidator.validate(text);
  if (result !== true) {
    const { msg, line, col } = result.err;
    const place = typeof col === "number" ? ` at line ${line}, column ${col}` : "";
    return `${msg.replace(/\.$/, "")}${place}`;
  }
  const entity = /&[^;\s<]*;?/.exec(withoutCdata(text).replaceAll(knownEntities, ""));
  return entity ? `the entity ${quote(entity[0], 36)} is not declared` : null;
}

/** Those of the paths, such as `analysis.color`, that lead to no element of well-formed XML. */
function missingElements(text: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const nodes = nodesSchema.parse(parser.parse(text));
  return paths.filter((path) => !leadsSomewhere([nodes], path.split(".")));
}

function formatMissing(missing: readonly string[]): string {
  return `without ${missing.length === 1 ? "the element" : "the elements"} ${quoteList(missing)}`;
}

/** All elements of one name are followed, not only the first. */
function leadsSomewhere(levels: readonly Nodes[], path: readonly string[]): boolean {
  let at = levels;
  for (const name of path) {
    at = at.flatMap((nodes) => nodes.filter((node) => Object.hasOwn(node, name)).map((node) => childrenOf(node[name])));
    if (at.length === 0) return false;
  }
  return true;
}

function childrenOf(value: unknown): Nodes {
  const read = nodesSchema.safeParse(value);
  return read.success ? read.data : [];
}

function withoutCdata(text: string): string {
  return withoutPassages(text, ["<![CDATA[", "<!--"]);
}

function placeIn(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** So many candidates of one reply are read. */
const MAX_XML_CANDIDATES = 200;

export const isXml = defineKind<string[]>({
  type: "is-xml",
  summary: "The whole reply is well-formed XML, with these elements if any are named.",
  takes: "paths",
  example: ["analysis.color"],
  read: readPaths,
  findPure: (paths, { text }): Finding => {
    const fault = findXmlFault(text) ?? outsideFault(text);
    if (fault !== null) return { passed: false, actual: `not XML: ${fault}` };
    const missing = missingElements(text, paths);
    if (missing.length > 0) return { passed: false, actual: `XML ${formatMissing(missing)}` };
    return { passed: true, actual: paths.length === 0 ? "the reply is XML" : "the reply is XML with all the elements" };
  },
});

export const containsXml = defineKind<string[]>({
  type: "contains-xml",
  summary: "The reply contains well-formed XML, with these elements if any are named.",
  takes: "paths",
  example: ["analysis.color"],
  read: readPaths,
  findPure: (paths, { text }): Finding => {
    const places = findXml(text);
    let nearest = "contains no XML";
    for (const { start, end, fault } of wellFormed(text, places)) {
      const xml = text.slice(start, end);
      if (fault !== null) {
        nearest = `contains ${quote(xml, 60)}, which is not XML: ${fault}`;
        continue;
      }
      const missing = missingElements(xml, paths);
      if (missing.length === 0) return { passed: true, actual: `contains the XML ${quote(xml, 60)}` };
      nearest = `contains XML, but ${formatMissing(missing)}`;
    }
    return { passed: false, actual: nearest };
  },
});

/** Each outermost element with what is wrong with it; where something is, those within it are read, too. */
function* wellFormed(
  text: string,
  places: readonly XmlElementPlace[],
): Generator<XmlElementPlace & { fault: string | null }> {
  const waiting = [...places];
  for (let read = 0; read < MAX_XML_CANDIDATES; read += 1) {
    const place = waiting.shift();
    if (!place) return;
    const fault = findXmlFault(text.slice(place.start, place.end));
    yield { ...place, fault };
    if (fault !== null) waiting.push(...place.inner);
  }
}

/** The validator overlooks text behind an element without content. */
function outsideFault(text: string): string | null {
  const [root, other] = findXml(text);
  if (!root || other) return "not one element with all others in it";
  const behind = withoutPassages(text.slice(root.end), ["<!--", "<?"]);
  return behind.trim() === "" ? null : `${quote(behind.trim(), 36)} stands behind it`;
}

/** As in promptfoo: paths with dots, as a list, as one text with commas, or under `requiredElements`. */
function readPaths(value: JsonValue): ReadResult<string[]> {
  if (value === null || value === "") return { value: [] };
  if (typeof value === "object" && !Array.isArray(value)) {
    const { requiredElements = [], ...others } = value;
    const other = Object.keys(others)[0];
    if (other !== undefined) return { problem: `the value has ${quote(other, 36)}; it can have requiredElements only` };
    return readPaths(requiredElements);
  }
  if (Array.isArray(value) && value.length === 0) return { value: [] };
  const read = readTexts(value);
  if (!("value" in read)) return { needs: "a list of elements, written as paths with dots" };
  const bad = read.value.find((path) => path.split(".").some((name) => name.trim() === ""));
  return bad === undefined
    ? read
    : { problem: `${quote(bad, 36)} is not a path of element names with dots between them` };
}
