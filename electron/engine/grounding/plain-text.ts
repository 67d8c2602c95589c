import { decodeHTML } from "entities";
import { assertNever } from "../../../shared/errors.ts";
import { foldCharacter, isInvisible, isWide, staysAsItIs } from "./fold-character.ts";

/**
 * What a person reads of a text, in the characters that grammars expect: without markup, invisible characters and
 * escapes, with ASCII digits, one kind of space, hyphen, dash and quotation mark. Replies and sources are read alike, so
 * that neither markup nor a character of another kind makes a fact new or hides one.
 */
export interface PlainText {
  text: string;
  /** Where a stretch of the plain text stands in the original; offsets are UTF-16 code units. */
  original: (start: number, end: number) => { start: number; end: number };
}

/** Characters that a text without any of what is read here consists of; most replies have nothing else. */
const needsReading =
  /[^\t\n\r\x20-\x7e]|[*_`~\\<&]|(?:^|\n)[ \t]*(?:>|#|\d{1,9}[.)][ \t])|%[0-9a-f]{2}|[a-z0-9]https?:\/\//i;

/** Each alternative begins with signs of its own, by which its kind is told. */
const tokenPattern = new RegExp(
  [
    String.raw`\\[!-/:-@\[-\`{-~]`,
    String.raw`&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`,
    String.raw`<!--|-->`,
    String.raw`</?[A-Za-z][A-Za-z0-9-]{0,30}(?:\s[^<>]{0,2000})?/?>`,
    String.raw`\*+|_+|~~+|\`+`,
    String.raw`\n[ \t\r]*(?=\n)`,
    String.raw`[^\t\n\r\x20-\x7e]+`,
    String.raw`(?:https?:\/\/|www\.|mailto:|tel:|sms:)`,
    String.raw`%[0-9A-Fa-f]{2}`,
    // The last one, for it matches the begin of a text, too.
    String.raw`(?:^|\n)(?:[ \t]*>)*[ \t]*(?:#{1,6}(?=[ \t])|\d{1,9}[.)](?=[ \t]))?`,
  ].join("|"),
  "gi",
);

export const unchangedText = (text: string): PlainText => ({ text, original: (start, end) => ({ start, end }) });

interface Token {
  kind: "escape" | "entity" | "comment" | "tag" | "marker" | "gap" | "head" | "other" | "scheme" | "percent";
  start: number;
  end: number;
  text: string;
}

export function toPlainText(text: string): PlainText {
  if (!needsReading.test(text)) return unchangedText(text);
  const tokens = tokensOf(text);
  const pairs = pairsOf(text, tokens);
  const plain = createBuilder(text);
  let at = 0;
  /** The address that is being read: what it began with, and up to where it was looked through for its end. */
  let address: { scheme: string; seen: number } | null = null;
  for (const [index, one] of tokens.entries()) {
    plain.copy(at, one.start);
    at = one.end;
    switch (one.kind) {
      case "escape":
        plain.replace(one.text.slice(1), one.start, one.end);
        break;
      case "entity":
        plain.fold(decodeHTML(one.text), one.start, one.end);
        break;
      case "comment":
        plain.replace(" ", one.start, one.end);
        break;
      case "tag":
        readTag(plain, one, pairs.get(index));
        break;
      case "marker":
        readMarker(plain, one, pairs.get(index));
        break;
      case "gap":
        plain.copy(one.start, one.end);
        break;
      case "head":
        readHead(plain, text, one);
        break;
      case "other":
        plain.foldOriginal(one.start, one.end);
        break;
      case "scheme":
        address = { scheme: one.text.toLowerCase(), seen: one.end };
        if (address.scheme.startsWith("http") && isWordCharacter(plain.last()))
          plain.replace(" ", one.start, one.start);
        plain.copy(one.start, one.end);
        break;
      case "percent": {
        if (address && /[\s<>"]/.test(text.slice(address.seen, one.start))) address = null;
        if (address) address.seen = one.end;
        const written = address && decodeOctet(one.text, address.scheme);
        if (written === null) plain.copy(one.start, one.end);
        else plain.replace(written, one.start, one.end);
        break;
      }
      default:
        assertNever(one.kind);
    }
  }
  plain.copy(at, text.length);
  return plain.finish();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  for (let match = tokenPattern.exec(text); match !== null; match = tokenPattern.exec(text)) {
    const [all] = match;
    if (all === "") tokenPattern.lastIndex += 1;
    else if (all !== "\n" || text.charAt(tokenPattern.lastIndex) === "\n")
      tokens.push({
        kind: tokenKind(all, text.charAt(tokenPattern.lastIndex)),
        start: match.index,
        end: tokenPattern.lastIndex,
        text: all,
      });
  }
  return tokens;
}

function tokenKind(written: string, behind: string): Token["kind"] {
  switch (written.charAt(0)) {
    case "\\":
      return "escape";
    case "&":
      return "entity";
    case "<":
      return written === "<!--" ? "comment" : "tag";
    case "-":
      return "comment";
    case "*":
    case "_":
    case "~":
    case "`":
      return "marker";
    case "%":
      return "percent";
    case "\n":
      return behind === "\n" && /^\s+$/.test(written) ? "gap" : "head";
    default:
      return /^[^\t\n\r\x20-\x7e]/.test(written)
        ? "other"
        : /[/.:]$/.test(written) && /^[a-z]/i.test(written)
          ? "scheme"
          : "head";
  }
}

interface MarkupPair {
  /** Whether what stands between both is read by itself, so that a word right beside it is another one. */
  apart: boolean;
}

/** Which markers and tags belong together, by their index; a blank line ends a paragraph, and with it its emphasis. */
function pairsOf(text: string, tokens: readonly Token[]): ReadonlyMap<number, MarkupPair> {
  const pairs = new Map<number, MarkupPair>();
  const openMarkers = new Map<string, number>();
  const openTags = new Map<string, number>();
  tokens.forEach((one, index) => {
    if (one.kind === "gap") openMarkers.clear();
    if (one.kind !== "marker" && one.kind !== "tag") return;
    const tag = one.kind === "tag";
    const closing = tag && one.text.startsWith("</");
    const name = tag ? tagName(one.text) : one.text;
    const open = tag ? openTags : openMarkers;
    const from = open.get(name);
    const begin = from === undefined ? undefined : tokens[from];
    if (from !== undefined && begin && (tag ? closing : canClose(text, one))) {
      const pair = { apart: isApart(text.slice(begin.end, Math.min(one.start, begin.end + 80))) };
      pairs.set(from, pair);
      pairs.set(index, pair);
      open.delete(name);
    } else if (!closing && (tag || canOpen(text, one))) open.set(name, index);
  });
  return pairs;
}

/** "020**7946**0958" and "Call**020 7946 0958**now" are read apart, "h**elp**@" and "**3**rd" are not. */
const isApart = (inner: string): boolean => inner.length >= 4 && /[@\d]|:\/\/|\.[a-z]/i.test(inner);

function canOpen(text: string, { start, end, text: marker }: Token): boolean {
  if (marker.startsWith("`")) return true;
  if (/^\s?$/.test(seenBehind(text, end))) return false;
  // Within a word or an address an underscore is one.
  return !marker.startsWith("_") || !/[\p{L}\p{N}/.=&?@%+-]/u.test(seenBefore(text, start));
}

function canClose(text: string, { start, end, text: marker }: Token): boolean {
  if (marker.startsWith("`")) return true;
  if (/^\s?$/.test(seenBefore(text, start))) return false;
  return !marker.startsWith("_") || !/[\p{L}\p{N}/=&@]/u.test(seenBehind(text, end));
}

/** How many invisible characters in a row are looked past. */
const MAX_INVISIBLE_SKIPPED = 8;

function seenBefore(text: string, start: number): string {
  for (let at = start, left = MAX_INVISIBLE_SKIPPED; at > 0 && left > 0; left -= 1) {
    const sign = lastOf(text.slice(Math.max(0, at - 2), at));
    if (!isInvisible(sign)) return sign;
    at -= sign.length;
  }
  return "";
}

function seenBehind(text: string, end: number): string {
  for (let at = end, left = MAX_INVISIBLE_SKIPPED; at < text.length && left > 0; left -= 1) {
    const sign = String.fromCodePoint(text.codePointAt(at) ?? 32);
    if (!isInvisible(sign)) return sign;
    at += sign.length;
  }
  return "";
}

function readMarker(plain: Builder, { start, end, text }: Token, pair: MarkupPair | undefined): void {
  const between = isWordCharacter(plain.last()) && isWordCharacter(plain.next(end));
  const emphasis = text !== "*" && !text.startsWith("_");
  if (pair ? pair.apart && between : emphasis && between) plain.replace(" ", start, end);
  else if (!pair && !emphasis) plain.copy(start, end);
}

/** Tags that leave a word in one piece. */
const inlineTags = new Set(
  "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr".split(
    " ",
  ),
);
/** Attributes that say how something looks or is called in code, and nothing that a person reads. */
const silentAttribute =
  /^(?:style|class|id|width|height|size|color|bgcolor|border|colspan|rowspan|rel|target|lang|dir|align|valign|type|name|for|role|start|data-.*|on.*|aria-(?!label).*)$/i;
const attribute = /([A-Za-z][\w:-]{0,40})\s{0,3}=\s{0,3}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;

const tagName = (tag: string): string => /^<\/?([A-Za-z][A-Za-z0-9-]*)/.exec(tag)?.[1]?.toLowerCase() ?? "";

function readTag(plain: Builder, { start, end, text }: Token, pair: MarkupPair | undefined): void {
  const name = tagName(text);
  const note = /^su[bp]$/.test(name) && /\d/.test(text.startsWith("</") ? plain.last() : plain.next(end));
  const between = isWordCharacter(plain.last()) && isWordCharacter(plain.next(end));
  if (!inlineTags.has(name))
    plain.replace(/^(?:br|p|div|li|tr|h[1-6]|table|ul|ol|hr|section)$/.test(name) ? "\n" : " ", start, end);
  else if (between && (note || pair?.apart === true)) plain.replace(" ", start, end);
  for (const match of text.matchAll(attribute)) {
    const [all, key = "", double, single, bare] = match;
    if (silentAttribute.test(key)) continue;
    const value = double ?? single ?? bare ?? "";
    const from = start + match.index + all.length - value.length - (bare === undefined ? 1 : 0);
    plain.replace(" ", from, from);
    // Addresses have entities and percent-encoding within attributes, too.
    plain.fold(toPlainText(value).text, from, from + value.length);
    plain.replace(" ", from + value.length, from + value.length);
  }
}

/** A number before a line is its place in a list, unless it is the day of a date: "9. May", "9. 5. 2031". */
function readHead(plain: Builder, text: string, { start, end, text: head }: Token): void {
  const behind = text.slice(end, end + 24);
  const item = /\d{1,9}[.)]$/.exec(head);
  if (item && /^[ \t]+(?:\d{1,2}\.[ \t]?\d{2,4}|\p{L}{3,12}\.?[ \t,]+\d{4})/u.test(behind)) {
    plain.copy(start, end);
    return;
  }
  const marks = item ? `${head.slice(0, item.index)}•${" ".repeat(item[0].length - 1)}` : head;
  plain.replaceSame(marks.replace(/[>#]/g, " "), start);
}

/** What an octet stands for in an address, where it means the same there; null where it does not. */
function decodeOctet(written: string, scheme: string): string | null {
  const sign = String.fromCharCode(Number.parseInt(written.slice(1), 16));
  if (/[A-Za-z0-9._~@-]/.test(sign)) return sign;
  return /^(?:mailto|tel|sms):$/.test(scheme) && /[ ()+]/.test(sign) ? sign : null;
}

const isWordCharacter = (sign: string): boolean => /[\p{L}\p{N}]/u.test(sign);

type Builder = ReturnType<typeof createBuilder>;

/** Puts the plain text together, and remembers where each run of it came from. */
function createBuilder(text: string) {
  const pieces: string[] = [];
  /** Runs: where each begins in the plain text, where it stands in the original, and whether offsets within it agree. */
  const plainAt: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let length = 0;
  let last = "";

  /** Scripts written without spaces stand right beside an address or number: a space parts them. */
  const separateScripts = (first: string, at: number): void => {
    if (last === "" || (isAscii(last) && isAscii(first))) return;
    const meets =
      (isWide(last) && /[A-Za-z0-9+($€£¥₹₩]/.test(first)) || (isWide(first) && /[A-Za-z0-9)%$€£¥₹₩]/.test(last));
    if (meets) add(" ", at, at);
  };
  const add = (piece: string, start: number, end: number): void => {
    pieces.push(piece);
    plainAt.push(length);
    from.push(start);
    to.push(end);
    length += piece.length;
    last = lastOf(piece);
  };
  const put = (piece: string, start: number, end: number): void => {
    if (piece === "") return;
    separateScripts(firstOf(piece), start);
    add(piece, start, end);
  };
  /** A mark above or below the letter before it: both as one where there is such a letter. */
  const compose = (mark: string, end: number): boolean => {
    const letter = last;
    if (!/\p{M}/u.test(mark) || !/[\p{L}\p{N}]/u.test(letter)) return false;
    const one = (letter + mark).normalize("NFC");
    if (one.length > 1) return /[0-9]/.test(letter);
    const begin = original(length - letter.length, length).start;
    const piece = pieces.pop() ?? "";
    length -= letter.length;
    if (piece.length > letter.length) {
      pieces.push(piece.slice(0, -letter.length));
      if (to.at(-1) !== undefined) to[to.length - 1] = begin;
    } else for (const list of [plainAt, from, to]) list.pop();
    add(one, begin, end);
    return true;
  };
  const original = (start: number, end: number): { start: number; end: number } => {
    const first = runAt(start);
    const final = runAt(Math.max(start, end - 1));
    const agrees = (run: number): boolean =>
      (to[run] ?? 0) - (from[run] ?? 0) === (plainAt[run + 1] ?? length) - (plainAt[run] ?? 0);
    return {
      start: (from[first] ?? 0) + (agrees(first) ? start - (plainAt[first] ?? 0) : 0),
      end: agrees(final) ? (from[final] ?? 0) + end - (plainAt[final] ?? 0) : (to[final] ?? 0),
    };
  };
  const runAt = (offset: number): number => {
    let low = 0;
    let high = plainAt.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((plainAt[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const foldInto = (written: string, at: (offset: number) => number): void => {
    let kept = 0;
    let offset = 0;
    for (const sign of written) {
      const end = offset + sign.length;
      if (staysAsItIs(sign.charCodeAt(0))) {
        offset = end;
        continue;
      }
      const before = offset > kept ? written.charAt(offset - 1) : last;
      const folded = foldCharacter(
        sign,
        before,
        () => seenBehind(written, end) || seenBehind(text, at(written.length)),
      );
      if (folded !== sign || standsApart.test(sign)) {
        put(written.slice(kept, offset), at(kept), at(offset));
        if (folded !== sign || !compose(sign, at(end))) put(folded, at(offset), at(end));
        kept = end;
      }
      offset = end;
    }
    put(written.slice(kept), at(kept), at(written.length));
  };
  return {
    last: (): string => last,
    next: (end: number): string => seenBehind(text, end),
    copy: (start: number, end: number): void => put(text.slice(start, end), start, end),
    /** Something else in place of a stretch of the original. */
    replace: (piece: string, start: number, end: number): void => put(piece, start, end),
    /** Something of the same length. */
    replaceSame: (piece: string, start: number): void => put(piece, start, start + piece.length),
    foldOriginal: (start: number, end: number): void => foldInto(text.slice(start, end), (offset) => start + offset),
    /** Text that stands for a stretch of the original as a whole. */
    fold(written: string, start: number, end: number): void {
      const same = written.length === end - start;
      foldInto(written, (offset) => (same ? start + offset : offset === 0 ? start : end));
    },
    finish(): PlainText {
      return { text: pieces.join(""), original };
    },
  };
}

const isAscii = (sign: string): boolean => sign.charCodeAt(0) < 128;
/** Put in by themselves: what a mark makes of the letter before it, and currencies beside words, are seen to there. */
const standsApart = /^[\p{M}€£¥₹₩]$/u;
const firstOf = (piece: string): string => String.fromCodePoint(piece.codePointAt(0) ?? 0);
function lastOf(piece: string): string {
  const unit = piece.charCodeAt(piece.length - 1);
  return unit >= 0xdc00 && unit <= 0xdfff && piece.length > 1 ? piece.slice(-2) : piece.slice(-1);
}
