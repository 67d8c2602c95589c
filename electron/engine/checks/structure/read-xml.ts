import { XMLParser, XMLValidator } from "fast-xml-parser";
import { z } from "zod";
import { quote, quoteList } from "../quote.ts";
import { unclosedPassage, withoutPassages } from "./xml-tags.ts";

// Entities are never expanded: nothing here needs what they stand for.
const parser = new XMLParser({ preserveOrder: true, processEntities: false, ignoreAttributes: true });

const known = /&(?:#\d+|#x[\dA-Fa-f]+|lt|gt|amp|quot|apos);/g;
const nodesSchema = z.array(z.record(z.string(), z.unknown()));
type Nodes = z.infer<typeof nodesSchema>;

/**
 * Why a text is not one well-formed XML element, with its place, or null where it is. Source: XML 1.0, fifth edition.
 * Declarations of a DTD's own are not taken: what they would make of the text cannot be told safely.
 */
export function findXmlFault(text: string): string | null {
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
  const entity = /&[^;\s<]*;?/.exec(withoutCdata(text).replaceAll(known, ""));
  return entity ? `the entity ${quote(entity[0], 36)} is not declared` : null;
}

/** Those of the paths, such as `analysis.color`, that lead to no element of well-formed XML. */
export function missingElements(text: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const nodes = nodesSchema.parse(parser.parse(text));
  return paths.filter((path) => !leadsSomewhere([nodes], path.split(".")));
}

export function missingInWords(missing: readonly string[]): string {
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
