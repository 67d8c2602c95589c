import { escapeRegExp } from "../../../shared/format/escape-text.ts";

/** A shorter one is a stand-in such as "none" or "x", which stands inside other words by chance. */
const MIN_SECRET_LENGTH = 8;
const REDACTED = "[key]";

/**
 * Replaces every occurrence of a key, in any form that servers echo what they were sent in: either case, backwards, in
 * hex or base64, escaped for JSON, URLs, HTML or source code, more than once too, and broken over lines. A very short
 * one is replaced only where it stands alone as it is.
 */
export function redactKey(text: string, key: string | null): string {
  if (key === null || key === "" || text === "") return text;
  if (key.length < MIN_SECRET_LENGTH) return text.replaceAll(standingAlone(key), REDACTED);
  const needles = needlesOf(key);
  // Each step looks cheaply first: nearly no text holds a key, and every reply comes through here.
  const plain = hasNeedle(text, needles) ? replaceIn(traced(text), needles) : text;
  const hidden = hasEscapes(plain) || hasNeedle(withoutLineEnds(plain), needles);
  if (!hidden) return plain;
  const read = replaceIn(decoded(traced(plain)), needles);
  // A "=" at a line's end is the key's own, or how mail breaks lines.
  return /=\r?\n/.test(read) ? replaceIn(decoded(readEscapes(traced(read), softBreaks)), needles) : read;
}

/** The text without any of the keys. */
export function redactKeys(text: string, keys: readonly string[]): string {
  return keys.reduce(redactKey, text);
}

/**
 * The same for a reply, which is kept as evidence: keys of 8 characters and more alone, for a short one stands in
 * ordinary text by chance.
 */
export function redactReply(text: string, keys: readonly string[]): string {
  return redactKeys(
    text,
    keys.filter((key) => key.length >= MIN_SECRET_LENGTH),
  );
}

/**
 * The same for a JSON text of our own making, such as a request: a key stands in it as it is, or as JSON writes it. Much
 * cheaper than looking for every form in a long prompt.
 */
export function redactOwnJson(json: string, keys: readonly string[]): string {
  return keys.reduce((text, key) => {
    if (key.length < MIN_SECRET_LENGTH) return text;
    return [key, JSON.stringify(key).slice(1, -1)].reduce((said, form) => said.replaceAll(form, REDACTED), text);
  }, json);
}

/** One line of at most `limit` characters. */
export function clipLine(text: string, limit: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`;
}

function standingAlone(key: string): RegExp {
  const forms = [key, encodeURIComponent(key)].map(escapeRegExp).join("|");
  return new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${forms})(?![\\p{L}\\p{N}_-])`, "gu");
}

/** What a key is looked for as. */
interface Needles {
  /** In lower case, for text in lower case. */
  folded: readonly string[];
  /** The parts of its base64 that do not depend on what stands before and behind it. */
  base64: readonly string[];
}

const knownNeedles = new Map<string, Needles>();
const MAX_KNOWN_KEYS = 64;

function needlesOf(key: string): Needles {
  const made = knownNeedles.get(key);
  if (made) return made;
  if (knownNeedles.size >= MAX_KNOWN_KEYS) knownNeedles.clear();
  const bytes = Buffer.from(key, "utf8");
  const folded = [key, Array.from(key).toReversed().join(""), encodeURIComponent(key)].map((form) =>
    form.toLowerCase(),
  );
  const needles = {
    folded: [...new Set([...folded, bytes.toString("hex")])],
    base64: [...new Set([0, 1, 2].flatMap((offset) => base64Cores(bytes, offset)))],
  };
  knownNeedles.set(key, needles);
  return needles;
}

/** The characters of base64, usual and for URLs, that the key alone decides when it begins at this byte of three. */
function base64Cores(key: Buffer, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), key]);
  // Six bits a character: the first ones are shared with what stands before, the last one with what follows.
  const core = bytes.toString("base64").slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
  return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
}

function hasNeedle(text: string, { folded, base64 }: Needles): boolean {
  const lower = text.toLowerCase();
  return folded.some((needle) => lower.includes(needle)) || base64.some((needle) => text.includes(needle));
}

/** What is joined again where a mail or a terminal broke it. */
function withoutLineEnds(text: string): string {
  if (!text.includes("\n")) return "";
  return text
    .split("\n")
    .map((line) => line.trim())
    .join("");
}

const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/;
const escapes =
  /%([0-9a-f]{2})|\\(?:u\{?([0-9a-f]{2,6})\}?|x([0-9a-f]{2})|([^]))|&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));?|(<br ?\/?>|[\u00ad\u200b-\u200d\u2060\ufeff])/gi;
const softBreaks = /=\r?\n/g;
const namedEntities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** So many times are escapes of escapes taken apart. */
const MAX_ESCAPE_ROUNDS = 4;

function hasEscapes(text: string): boolean {
  return /%[0-9a-f]{2}|\\[^\s]|&(?:#|amp|lt|gt|quot|apos)|=\r?\n|<br|\r(?!\n)/i.test(text) || invisible.test(text);
}

/** A text that was made of another one: where each of its characters stands there. */
interface Traced {
  source: string;
  text: string;
  starts: readonly number[];
  ends: readonly number[];
}

function traced(source: string): Traced {
  const starts = Array.from({ length: source.length }, (_, at) => at);
  return { source, text: source, starts, ends: starts.map((at) => at + 1) };
}

/** What a text says once its escapes are read, without line ends and the spaces beside them. */
function decoded(start: Traced): Traced {
  let now = start;
  for (let round = 0; round < MAX_ESCAPE_ROUNDS; round += 1) {
    const next = readEscapes(now, escapes);
    if (next.text === now.text) break;
    now = next;
  }
  return joinLines(now);
}

function readEscapes({ source, text, starts, ends }: Traced, pattern: RegExp): Traced {
  const said: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const take = (character: string, first: number, last: number): void => {
    said.push(character);
    from.push(starts[first] ?? 0);
    to.push(ends[last] ?? source.length);
  };
  let at = 0;
  for (const found of text.matchAll(pattern)) {
    for (; at < found.index; at += 1) take(text.charAt(at), at, at);
    at = found.index + found[0].length;
    const meant = meaningOf(found);
    // One character each, so that both texts keep one place a character.
    if (meant.length === 1) take(meant, found.index, at - 1);
  }
  for (; at < text.length; at += 1) take(text.charAt(at), at, at);
  return { source, text: said.join(""), starts: from, ends: to };
}

function meaningOf([, percent, unicode, byte, sign, decimal, hex, entity]: RegExpExecArray): string {
  const code = percent ?? unicode ?? byte ?? hex;
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  if (decimal !== undefined) return String.fromCharCode(Number(decimal));
  if (entity !== undefined) return namedEntities[entity.toLowerCase()] ?? "";
  if (sign === undefined) return "";
  return sign === "n" || sign === "r" ? "\n" : sign;
}

function joinLines({ source, text, starts, ends }: Traced): Traced {
  const kept: number[] = [];
  let at = 0;
  while (at < text.length) {
    let end = at;
    let breaks = false;
    while (end < text.length && /\s/.test(text.charAt(end))) {
      breaks ||= text[end] === "\n" || text[end] === "\r";
      end += 1;
    }
    if (end === at) kept.push(at++);
    else {
      if (!breaks) for (let place = at; place < end; place += 1) kept.push(place);
      at = end;
    }
  }
  return {
    source,
    text: kept.map((place) => text.charAt(place)).join(""),
    starts: kept.map((place) => starts[place] ?? 0),
    ends: kept.map((place) => ends[place] ?? source.length),
  };
}

/** The source without what a needle was found in. */
function replaceIn({ source, text, starts, ends }: Traced, { folded, base64 }: Needles): string {
  // Of one character each, unlike toLowerCase: places must stay what they are.
  const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const found = [
    ...folded.flatMap((needle) => placesOf(lower, needle)),
    ...base64.flatMap((needle) => placesOf(text, needle)).map((place) => wholeBase64(text, place)),
  ].sort(([one], [other]) => one - other);
  let result = "";
  let from = 0;
  for (const [first, end] of found) {
    const start = starts[first] ?? 0;
    const stop = ends[end - 1] ?? source.length;
    if (stop <= from) continue;
    if (start >= from) result += source.slice(from, start) + REDACTED;
    from = stop;
  }
  return result + source.slice(from);
}

type TextSpan = readonly [start: number, end: number];

function placesOf(text: string, needle: string): TextSpan[] {
  const places: TextSpan[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    places.push([at, at + needle.length]);
  }
  return places;
}

/** The whole stretch of base64: its ends hold the key's first and last bits. */
function wholeBase64(text: string, [start, end]: TextSpan): TextSpan {
  let [from, to] = [start, end];
  while (from > 0 && isBase64(text, from - 1)) from -= 1;
  while (to < text.length && isBase64(text, to)) to += 1;
  return [from, to];
}

function isBase64(text: string, at: number): boolean {
  return /[A-Za-z0-9+/=_-]/.test(text.charAt(at));
}
