import type { Check, JsonValue } from "../domain/check.ts";

/** What a person wrote as a word stays; an id or a token never looks like one. */
const PLAIN_SEGMENT = /^(?:[a-z][a-z-]{0,11}|v\d{1,2})$/i;
const MASK = "…";
const HOST_ONLY = /^[\w.:-]+/;

/**
 * A webhook's address as it may be shown and printed: host and the shape of its path. Such addresses carry their password
 * in the path or the query, and reports go to people who must not have it. What is stored stays whole.
 */
export function maskWebhookAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.host === "") return `${HOST_ONLY.exec(address.trim())?.[0].slice(0, 60) ?? ""}${MASK}`;
  const path = url.pathname
    .split("/")
    .map((segment) => (segment === "" || PLAIN_SEGMENT.test(segment) ? segment : MASK))
    .join("/");
  const more = [url.search === "" ? "" : `?${MASK}`, url.hash === "" ? "" : `#${MASK}`];
  return `${url.protocol}//${url.host}${path === "/" && !address.endsWith("/") ? "" : path}${more.join("")}`;
}

/** A check as it may be shown: addresses of webhooks, those in an `assert-set` too, without what may be a password. */
export function maskCheckAddresses(check: Check): Check {
  const shown: Check = { ...check };
  const webhook = /^(?:not-)?webhook$/.test(check.type);
  for (const [name, value] of Object.entries(check)) {
    if (name === "value" && webhook && value !== undefined) {
      shown.value = typeof value === "string" ? maskWebhookAddress(value) : MASK;
    } else if (Array.isArray(value)) shown[name] = value.map(maskMember);
  }
  return shown;
}

function maskMember(member: JsonValue): JsonValue {
  if (member === null || typeof member !== "object" || Array.isArray(member)) return member;
  const { type } = member;
  return typeof type === "string" ? { ...member, ...maskCheckAddresses({ ...member, type }) } : member;
}

/** A check as a person would say it: `not-contains "LexDirect"`. Options stand behind its value. */
export function formatCheck(check: Check): string {
  const { type, value, ...options } = maskCheckAddresses(check);
  const words = [type];
  if (value !== undefined) words.push(formatCheckValue(value));
  for (const [name, option] of Object.entries(options)) words.push(`${name}: ${formatCheckValue(option)}`);
  return words.join(" ");
}

/** Texts in quotes, with line breaks to be seen; backslashes stand once, as a person wrote them in a pattern. */
function formatCheckValue(value: JsonValue): string {
  if (typeof value === "string") return JSON.stringify(value).replaceAll("\\\\", "\\");
  if (Array.isArray(value)) return value.map(formatCheckValue).join(", ");
  return JSON.stringify(value);
}
