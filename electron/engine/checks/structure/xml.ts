import type { JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind, type Finding } from "../check-kind.ts";
import { quote } from "../quote.ts";
import { readTexts, type Read } from "../read-value.ts";
import { findXml, type XmlPlace } from "./find-xml.ts";
import { withoutPassages } from "./xml-tags.ts";
import { findXmlFault, missingElements, missingInWords } from "./read-xml.ts";

/** So many candidates of one reply are read. */
const mostRead = 200;

export const isXml = defineKind<string[]>({
  type: "is-xml",
  summary: "The whole reply is well-formed XML, with these elements if any are named.",
  takes: "paths",
  example: ["analysis.color"],
  read: readPaths,
  findPure: (paths, { text }): Finding => {
    const fault = findXmlFault(text) ?? outsideFault(text);
    if (fault !== null) return { holds: false, found: `not XML: ${fault}` };
    const missing = missingElements(text, paths);
    if (missing.length > 0) return { holds: false, found: `XML ${missingInWords(missing)}` };
    return { holds: true, found: paths.length === 0 ? "the reply is XML" : "the reply is XML with all the elements" };
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
      if (missing.length === 0) return { holds: true, found: `contains the XML ${quote(xml, 60)}` };
      nearest = `contains XML, but ${missingInWords(missing)}`;
    }
    return { holds: false, found: nearest };
  },
});

/** Each outermost element with what is wrong with it; where something is, those within it are read, too. */
function* wellFormed(text: string, places: readonly XmlPlace[]): Generator<XmlPlace & { fault: string | null }> {
  const waiting = [...places];
  for (let read = 0; read < mostRead; read += 1) {
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
function readPaths(value: JsonValue): Read<string[]> {
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
