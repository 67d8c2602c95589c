import { LinkifyIt } from "linkify-it";
import tlds from "tlds" with { type: "json" };
import type { Finder, Found } from "../finder.ts";

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false, tlds });
const likely = /@|:\/\/|[^\s.]\.[a-z\u00a1-\uffff]{2}/iu;
/** Top-level domains that file names end in; without a scheme or www. they are taken as files. */
const files = /^(?:md|py|sh|rs|pl|zip|mov|cc|so|ps|app|js|ts|net|io|cab|map|bin|txt|st|mm|vi|java|name|id|in|is|it)$/;
const madeUp = /(?:^|\.)(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?$/;
const placeholder = /^(?:www\.)?example\.(?:com|org|net)$/;

/** URLs by host, path and query, e-mail addresses by themselves; both in lower case where case does not count. */
export const findLinks: Finder = (text) => {
  if (!likely.test(text)) return [];
  const found: Found[] = [];
  for (const { raw, index, schema } of linkify.match(text) ?? []) {
    const email = schema === "mailto:";
    const written = email ? raw.replace(/^mailto:/i, "") : raw;
    const start = index + raw.length - written.length;
    const key = email ? mailKey(written) : urlKey(written, schema === "");
    if (key !== null) found.push({ kind: email ? "email" : "url", key, start, end: start + written.length });
  }
  return found;
};

function mailKey(written: string): string | null {
  const key = written.toLowerCase();
  // "left-pad@1.3.0" is a package.
  if (!/\.[a-z\u00a1-\uffff][^.]*$/.test(key)) return null;
  return placeholder.test(key.slice(key.lastIndexOf("@") + 1)) ? null : key;
}

function urlKey(written: string, fuzzy: boolean): string | null {
  if (fuzzy && isFileOrSlip(written)) return null;
  const bare = written.replace(/^[a-z][\w+.-]*:\/\/|^\/\//i, "");
  const cut = bare.search(/[/?#]/);
  const host = (cut < 0 ? bare : bare.slice(0, cut)).toLowerCase();
  if (madeUp.test(host) || placeholder.test(host)) return null;
  const path = cut < 0 ? "" : bare.slice(cut).replace(/#.*$/s, "").replace(/\/+$/, "");
  return host.replace(/^www\./, "").replace(/:(?:80|443)$/, "") + path;
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
