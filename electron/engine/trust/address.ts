import { Problem } from "../../../shared/problem.ts";

/**
 * Addresses of servers, as they are compared, shown and kept. All of it stands on the WHATWG URL parser, which is also
 * what the http client connects by: upper case, default ports, decimal, octal and hexadecimal IP forms and IDN names
 * come out in one spelling (names in Punycode), so that no second spelling passes for another server.
 */

/** Marks of keys that vendors give theirs; other long tokens in a path are account and deployment ids as well. */
const keyPrefix =
  /^(?:sk-|sk_|rk-|pk-|gsk_|xai-|hf_|nvapi-|pplx-|r8_|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abpr]-|AIza|ya29\.|AKIA|ASIA|key-|api[-_]?key[-_=:]|eyJ[\w-]+\.eyJ)/i;
const MIN_KEY_LENGTH = 16;
/** What stands for a secret in an address that is shown; such an address is refused wherever it would be called. */
const REMOVED_SECRET = "[key]";

/** Scheme, host and port, names in Punycode. Throws Problem("bad-input") for what is no http address. */
export function originOf(address: string): string {
  const url = parseAddress(address);
  if (url.username !== "" || url.password !== "" || url.hostname.includes("*")) {
    throw new Problem("bad-input", `"${url.host}" cannot stand for an address: name one host, without a user's name.`);
  }
  return url.origin;
}

/** This machine itself, by address or by the one name that means it. Names that only resolve to it are other hosts. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Whether a connection there ends on this machine under every spelling: loopback as above, the names kept for it, IPv4
 * written as IPv6, and the unspecified address, which the system connects to itself. For another machine, such as a proxy,
 * each of these would mean that one. Says nothing about consent. Sources: RFC 6761 (localhost), RFC 4291 (mapped addresses).
 */
export function staysOnThisMachine(hostname: string): boolean {
  if (isLoopback(hostname) || hostname === "0.0.0.0" || hostname === "[::]") return true;
  // The URL parser writes a mapped 127.0.0.1 as [::ffff:7f00:1].
  return /(?:^|\.)localhost\.?$/.test(hostname) || /^\[::ffff:(?:7f[\da-f]{2}:[\da-f]{1,4}|0:0)\]$/.test(hostname);
}

/** An API's address without a slash at the end. Throws Problem("bad-input") where it holds a secret, or paths cannot be added to it. */
export function cleanBaseUrl(address: string): string {
  const url = parseAddress(address);
  const where = describeSecretIn(url);
  if (where !== null) {
    throw new Problem(
      "bad-input",
      `The address of ${url.host} holds ${where}. Leave it out and enter the key in Settings or in its environment variable: an address is kept with the project.`,
    );
  }
  if (address.includes("?") || address.includes("#")) {
    throw new Problem("bad-input", `The address of ${url.host} must end before any "?" or "#".`);
  }
  return url.href.replace(/\/+$/, "");
}

/** The address as it may be shown and kept: with a secret in it, with that taken out. Any other stays as it is. */
export function hideAddressSecrets(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (describeSecretIn(url) === null) return address;
  if (url.username !== "" || url.password !== "") {
    url.username = "key-removed";
    url.password = "";
  }
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, REMOVED_SECRET);
  if (url.hash !== "") url.hash = REMOVED_SECRET;
  const segments = url.pathname.split("/").map((segment) => (isKeySegment(segment) ? REMOVED_SECRET : segment));
  url.pathname = segments.join("/");
  return url.href;
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    // What stands before an "@" may be a password.
    const shown = address.replace(/^.*@/s, "…@").replace(/[?#].*$/s, "");
    throw new Problem("bad-input", `"${shown}" is not an address: it starts with http:// or https://.`);
  }
  return url;
}

/** What kind of secret an address holds, in words; null where there is none. Queries and fragments are never part of an API's address. */
function describeSecretIn(url: URL): string | null {
  if (url.username !== "" || url.password !== "") return "a user name or password";
  if (url.search.length > 1) return "a query, which may be a key";
  if (url.hash.length > 1) return "a fragment, which may be a key";
  return url.pathname.split("/").some(isKeySegment) ? "a key in its path" : null;
}

function isKeySegment(segment: string): boolean {
  const plain = decoded(segment);
  return plain === REMOVED_SECRET || (plain.length >= MIN_KEY_LENGTH && keyPrefix.test(plain));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
