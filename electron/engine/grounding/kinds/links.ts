import { domainToUnicode } from "node:url";
import { LinkifyIt } from "linkify-it";
import tlds from "tlds" with { type: "json" };
import { type FactFinder, type FoundFact, createSpanSet } from "../fact-finder.ts";

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, fuzzyIP: false, urlAuth: true, tlds }).add(
  "mailto:",
  null,
);
const likely = /@|:\/\/|[^\s.]\.[a-z\u00a1-\uffff]{2}|[([{]\s?(?:at|dot)\s?[)\]}]|\[\.\]|\sDOT\s/iu;
/** Top-level domains that file names end in; without a scheme or www. they are taken as files. */
const files = /^(?:md|py|sh|rs|pl|zip|mov|cc|so|ps|app|js|ts|net|io|cab|map|bin|txt|st|mm|vi|java|name|id|in|is|it)$/;
const madeUp = /(?:^|\.)(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?$/;
const placeholder = /^(?:www\.)?example\.(?:com|org|net)$/;

/** Signs that stand beside an address and never in one, or too seldom to be worth an address that is missed. */
const around = /[*|"`<>^{}\\[\]]|:(?!\/\/|\d)|[_=+$~](?=https?:)/g;

const beyondAscii = /[^\x00-\x7f]/;
/** "hill–shop.com", as some write hyphens; a dash behind a whole host ends it. */
const dashInHost = /(?<=(?:^|[\s@/"'(])[a-z0-9-]{1,60})–(?=[a-z0-9-]{1,60}\.[a-z]{2})/gi;
/** An emoji or an arrow before an address. */
const symbol = /(?![\x00-\x7f])\p{S}/gu;

const localPart = /[\p{L}\p{N}_.+-][\p{L}\p{N}'_.+~-]{0,63}$/u;
const mailHost =
  /(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.){1,8}(?:xn--[a-z\d-]{1,59}|[\p{L}\p{M}]{1,63}\d{0,3})(?![\p{L}\p{N}])/uy;
/** "help (at) hill-shop (dot) com"; in plain words only where both are capitals, as in "help AT hill-shop DOT com". */
const spelledMail =
  /(?<![\p{L}\p{N}._+-])([\p{L}\p{N}._+-]{1,64})\s?(?:[([{]\s?at\s?[)\]}]|\sAT\s)\s?((?:[\p{L}\p{N}-]{1,63}\s?(?:[([{]\s?(?:dot|\.)\s?[)\]}]|\sDOT\s|\.)\s?){1,5}\p{L}{2,24})(?![\p{L}\p{N}])/giu;
const spelledDot = /\s?(?:[([{]\s?(?:dot|\.)\s?[)\]}]|\sDOT\s|\.)\s?/gi;
/** "hill-shop[.]com", as addresses are written that nobody is to follow. */
const spelledHost =
  /(?<![\p{L}\p{N}@.-])((?:[\p{L}\p{N}-]{1,63}(?:\.|\s?[([{]\s?(?:dot|\.)\s?[)\]}]\s?)){1,5}[a-z]{2,24})(?![\p{L}\p{N}])/giu;

/** URLs by host, path and query, e-mail addresses by themselves; both in lower case where case does not count. */
export const findLinks: FactFinder = (text) => {
  if (!likely.test(text)) return [];
  const found: FoundFact[] = [];
  const spans = createSpanSet();
  const add = (kind: "url" | "email", key: string | null, start: number, end: number): void => {
    if (spans.claim(start, end) && key !== null) found.push({ kind, key, start, end });
  };
  const read = readable(text);
  const links = linkify.match(read) ?? [];
  for (const { raw, index, schema } of links)
    if (schema !== "") add("url", urlKey(raw, false), index, index + raw.length);
  for (const { start, end, key } of mailsIn(read)) add("email", key, start, end);
  if (/[([{]\s?at\s?[)\]}]|\sAT\s/i.test(text)) {
    for (const { 0: all, 1: local = "", 2: host = "", index } of text.matchAll(spelledMail)) {
      const sure = /[([{]\s?at\s?[)\]}]/i.test(all) || (/\sAT\s/.test(all) && /\sDOT\s/.test(all));
      if (sure) add("email", mailKey(`${local}@${host.replace(spelledDot, ".")}`), index, index + all.length);
    }
  }
  for (const { raw, index, schema } of links)
    if (schema === "") add("url", urlKey(raw, true), index, index + raw.length);
  if (/[([{]\s?(?:dot|\.)\s?[)\]}]/i.test(text)) {
    for (const { 0: all, index } of text.matchAll(spelledHost)) {
      if (/[([{]/.test(all)) add("url", urlKey(all.replace(spelledDot, "."), true), index, index + all.length);
    }
  }
  return found.sort((a, b) => a.start - b.start);
};

/** The text, as long as before, with what stands beside addresses as spaces and what was typed for a hyphen as one. */
function readable(text: string): string {
  const plain = text.replace(around, " ");
  if (!beyondAscii.test(plain)) return plain;
  return plain.replace(dashInHost, "-").replace(symbol, (sign) => " ".repeat(sign.length));
}

function mailsIn(text: string): { start: number; end: number; key: string | null }[] {
  const found: { start: number; end: number; key: string | null }[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const written = localPart.exec(text.slice(Math.max(0, at - 64), at))?.[0] ?? "";
    const local = written.replace(/^[.'~-]+/, "");
    mailHost.lastIndex = at + 1;
    const host = mailHost.exec(text)?.[0];
    if (local === "" || local.endsWith(".") || host === undefined) continue;
    found.push({ start: at - local.length, end: at + 1 + host.length, key: mailKey(`${local}@${host}`) });
  }
  return found;
}

function mailKey(written: string): string | null {
  const [local = "", host = ""] = written.toLowerCase().split("@");
  // "left-pad@1.3.0" is a package.
  if (!/\.[a-z\u00a1-\uffff][^.]*$/.test(host)) return null;
  return placeholder.test(host) ? null : `${local}@${hostKey(host)}`;
}

function urlKey(written: string, fuzzy: boolean): string | null {
  if (fuzzy && isFileOrSlip(written)) return null;
  // What stands before an "@" is a user's name, and may look like another host.
  const bare = written.replace(/^[a-z][\w+.-]*:\/\/|^\/\//i, "").replace(/^[^/?#@]*@/, "");
  const cut = bare.search(/[/?#]/);
  const host = (cut < 0 ? bare : bare.slice(0, cut)).toLowerCase();
  if (madeUp.test(host) || placeholder.test(host)) return null;
  const path = cut < 0 ? "" : bare.slice(cut).replace(/#.*$/s, "").replace(/\/+$/, "");
  return (
    hostKey(host)
      .replace(/^www\./, "")
      .replace(/:(?:80|443)$/, "") + pathKey(path)
  );
}

/** A name in Punycode is the name in letters. */
const hostKey = (host: string): string =>
  host.includes("xn--") ? host.replace(/^[^:]+/, (name) => domainToUnicode(name) || name) : host;

/** Letters beyond ASCII mean the same percent-encoded or not; octets that are no UTF-8 stay as they are. */
function pathKey(path: string): string {
  return path.replace(/(?:%[89a-f][0-9a-f])+/gi, (octets) => {
    try {
      return decodeURIComponent(octets);
    } catch {
      return octets.toUpperCase();
    }
  });
}

/** "main.rs" is a file, "ASP.NET" a product, and "flat.It" lacks a space. */
function isFileOrSlip(written: string): boolean {
  const host = written.replace(/[/?#:].*$/s, "");
  const ending = host.slice(host.lastIndexOf(".") + 1);
  if (/^www\./i.test(host)) return false;
  if (
    /^\p{Lu}/u.test(ending) &&
    (/^\p{Lu}\p{Ll}/u.test(ending) || host !== host.toUpperCase() || files.test(ending.toLowerCase()))
  )
    return true;
  if (!files.test(ending)) return false;
  // "io", "net" and the like are good addresses in lower case; endings of two letters may be a missing space.
  return !/^(?:net|io|in|is|it|st|app|name|id)$/.test(ending) || host.split(".").some((part) => part.length < 2);
}
