import { type FactFinder, type FoundFact, createSpanSet } from "../fact-finder.ts";

const tail = String.raw`(?:-(?:alpha|beta|rc|preview)[.\d]*)?`;
const named =
  /(?<![\p{L}\d])(?:version|release|build|firmware|patch|Version|Release|Build|Firmware)\s(?:no\.\s)?v?(\d+(?:\.\d+){0,3}(?:-(?:alpha|beta|rc|preview)[.\d]*)?)(?![\p{L}\d]|[.,:/-]\d)/gu;
const lettered = new RegExp(String.raw`(?<![\p{L}\d./])v(\d+(?:\.\d+){0,3}${tail})(?![\p{L}\d]|[.,:/-]\d)`, "gu");
const product = new RegExp(
  String.raw`(?<![\p{L}\d])(?:Python|Node(?:\.js)?|Java|PHP|Ruby|Go|Rust|iOS|iPadOS|Android|macOS|Ubuntu|Debian|PostgreSQL|MySQL|SQLite|React|Angular|Vue|Django|Rails|TypeScript|Chrome|Firefox|Kubernetes|Docker|OpenSSL)\s(\d+(?:\.\d+){1,3}${tail})(?![\p{L}\d]|[.,:/-]\d)`,
  "gu",
);
const bare = new RegExp(
  String.raw`(?<![\p{L}\d.,:/$€£-])((?!\d{3}\.\d{3}\.)(?:0|[1-9]\d{0,3})\.(?:0|[1-9]\d{0,3})\.(?:0|[1-9]\d{0,4})${tail})(?![\p{L}\d]|[.,:/-]\d)`,
  "gu",
);
/** What numbers its parts the same way. */
const part =
  /(?:sections?|chapters?|clauses?|parts?|figures?|fig\.|tables?|steps?|articles?|art\.|paragraphs?|para\.|appendix|annex|rules?|§+|no\.|and|to)\s?$/i;

/** The key is the number without a leading v. Numbers of sections and of lists are no versions, nor are IP addresses. */
export const findVersions: FactFinder = (text) => {
  const found: FoundFact[] = [];
  const spans = createSpanSet();
  const add = (match: RegExpExecArray | RegExpMatchArray, withV: boolean): void => {
    const number = match[1] ?? "";
    const at = (match.index ?? 0) + match[0].length - number.length;
    const start = withV || text[at - 1] === "v" ? (text[at - 1] === "v" ? at - 1 : at) : at;
    if (spans.claim(start, at + number.length))
      found.push({ kind: "version", key: number, start, end: at + number.length });
  };
  for (const match of text.matchAll(named)) if (!isYear(match[1])) add(match, false);
  for (const match of text.matchAll(lettered)) add(match, true);
  for (const match of text.matchAll(product)) add(match, false);
  for (const match of text.matchAll(bare)) {
    const head = text.slice(Math.max(0, match.index - 16), match.index);
    if (part.test(head) || /(?:^|\n)[\s#*-]*$/.test(head)) continue;
    add(match, false);
  }
  return found;
};

/** "release 2024" names a year. */
function isYear(number: string | undefined): boolean {
  return number !== undefined && /^(?:19|20)\d\d$/.test(number);
}
