import { STATUS_CODES } from "node:http";
import { codeOf, listOf, objectOf, parseJson, textOf, splitNames, type JsonObject } from "./replies/unknown-json.ts";
import type { ModelErrorKind } from "./model-interface.ts";

/** What an error answer says. */
interface ProviderError {
  /** The provider's own reason in one line, or null where there is none fit for a person. */
  message: string | null;
  /** Every code, type and status in it, in lower case: `402`, `insufficient_quota`, `resource_exhausted`. */
  codes: string[];
  /** The body's own id of the request, for the provider's support; null where it has none. */
  requestId: string | null;
}

/** Errors of an upstream stand within those of a gateway; deeper than this is nobody's reason. */
const MAX_DEPTH = 6;
/** Of a body that is not JSON, and of any one list: more is not read by anybody. */
const MAX_TEXT = 4_000;
const MAX_ITEMS = 5;

/** Reads an error answer's body: JSON of any usual shape, a page of a proxy, or plain words. */
export function readProviderError(text: string): ProviderError {
  const value = parseJson(text);
  if (value === undefined) return { message: oneLine(readablePartOf(text)), codes: [], requestId: null };
  return readErrorValue(value);
}

/** The same for a value that was read already, such as an error within a success. */
export function readErrorValue(value: unknown): ProviderError {
  const codes: string[] = [];
  collectCodes(value, codes, 0);
  return { message: oneLine(reasonOf(value, 0)), codes, requestId: findRequestId(value, 0) };
}

function oneLine(text: string | null): string | null {
  // Controls and marks of direction would act on a terminal or turn a line around.
  const line = (text ?? "").replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line === "" ? null : line;
}

/** Fields that tell the reason, most telling first. */
const reasonFields = splitNames(
  "message error_description error_message errorMessage Message msg detail details status_msg",
  "faultstring description reason title",
);

function reasonOf(value: unknown, depth: number): string | null {
  if (depth > MAX_DEPTH) return null;
  if (typeof value === "string") return fromText(value, depth);
  if (Array.isArray(value)) return fromList(value, depth);
  const object = objectOf(value);
  if (!object) return null;
  const upstream = fromUpstream(object, depth);
  const own = ownReason(object, depth);
  if (upstream === null || own === null) return upstream ?? own;
  // “Provider returned error” says only that the reason is below.
  return /^provider returned (an )?error/i.test(own) || own.includes(upstream) ? upstream : `${own}: ${upstream}`;
}

/** A message may be the upstream's whole answer as text. */
function fromText(text: string, depth: number): string | null {
  const said = text.trim();
  if (said === "") return null;
  const value = /^[[{]/.test(said) ? parseJson(said) : undefined;
  const inner = value === undefined ? null : reasonOf(value, depth + 1);
  return inner ?? readablePartOf(said) ?? said.slice(0, MAX_TEXT);
}

function fromList(list: readonly unknown[], depth: number): string | null {
  const reasons = list.slice(0, MAX_ITEMS).flatMap((one) => reasonOf(one, depth + 1) ?? []);
  return reasons.length === 0 ? null : [...new Set(reasons)].join("; ");
}

/** OpenRouter keeps the upstream's answer in `metadata.raw`. */
function fromUpstream(object: JsonObject, depth: number): string | null {
  const metadata = objectOf(object["metadata"]);
  return metadata ? reasonOf(metadata["raw"] ?? metadata["reasons"], depth + 1) : null;
}

function ownReason(object: JsonObject, depth: number): string | null {
  // FastAPI says where a value is wrong beside what is wrong with it.
  const steps = listOf(object["loc"]).flatMap((step) => codeOf(step) ?? []);
  const where = steps[0] === "body" ? steps.slice(1) : steps;
  if (where.length > 0 && typeof object["msg"] === "string") return `${where.join(".")}: ${object["msg"]}`;
  const error = object["error"];
  const nested = typeof error === "string" ? null : reasonOf(error, depth + 1);
  if (nested !== null) return nested;
  for (const name of reasonFields) {
    const reason = reasonOf(object[name], depth + 1);
    if (reason !== null) return withError(error, withTitle(object, name, reason), depth);
  }
  for (const name of ["errors", "base_resp", "fault", "response", "body"]) {
    const inside = object[name];
    const reason = reasonOf(inside, depth + 1) ?? (name === "errors" ? fromFields(inside, depth) : null);
    if (reason !== null) return reason;
  }
  return typeof error === "string" ? fromText(error, depth) : null;
}

/** RFC 9457: the title names the kind of problem, the detail what happened. */
function withTitle(object: JsonObject, name: string, reason: string): string {
  const title = name === "detail" ? textOf(object["title"]) : null;
  return title === null || reason.includes(title) ? reason : `${title}: ${reason}`;
}

const statusTitles = new Set(Object.values(STATUS_CODES).map((title) => title?.toLowerCase()));

/** `error` as text beside the reason, unless it is a mere code or a status's title, such as “Bad Request”. */
function withError(error: unknown, reason: string, depth: number): string {
  const said = typeof error === "string" ? fromText(error, depth) : null;
  if (said === null || !/\s/.test(said) || statusTitles.has(said.toLowerCase())) return reason;
  const [one, other] = [said.toLowerCase(), reason.toLowerCase()];
  if (other.includes(one)) return reason;
  return one.includes(other) ? said : `${said.replace(/[\s.:]+$/, "")}: ${reason}`;
}

/** `{ errors: { model: ["is unknown"] } }` */
function fromFields(value: unknown, depth: number): string | null {
  const fields = Object.entries(objectOf(value) ?? {}).slice(0, MAX_ITEMS);
  const reasons = fields.flatMap(([field, said]) => {
    const reason = reasonOf(said, depth + 1);
    return reason === null ? [] : [`${field}: ${reason}`];
  });
  return reasons.length === 0 ? null : reasons.join("; ");
}

/** What a page says in its heading or title, an XML error in its message, and plain text as it stands. */
function readablePartOf(text: string): string | null {
  const said = text.trim().slice(0, 64_000);
  if (!said.startsWith("<")) return /^[[{]/.test(said) || said === "" ? null : said.slice(0, MAX_TEXT);
  const found = ["message", "h1", "title", "h2", "p"].flatMap((tag) => textInside(said, tag) ?? []);
  const [heading, ...rest] = [...new Set(found)];
  if (heading === undefined) return null;
  const more = rest.find((one) => !heading.includes(one) && !one.includes(heading));
  return more === undefined ? heading : `${heading}: ${more}`;
}

const htmlEntities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  "#39": "'",
};

/** The text within the first element of a name, its own elements taken out. Searched by index: pages can be hostile. */
function textInside(page: string, tag: string): string | null {
  const lower = page.toLowerCase();
  const open = lower.search(new RegExp(`<${tag}[\\s>]`));
  const start = open < 0 ? -1 : lower.indexOf(">", open);
  const end = start < 0 ? -1 : lower.indexOf(`</${tag}`, start);
  if (end < 0) return null;
  const inside = page.slice(start + 1, Math.min(end, start + MAX_TEXT));
  const plain = inside
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll(/&(#39|[a-z]{2,4});/g, (whole, name: string) => htmlEntities[name] ?? whole)
    .replaceAll(/\s+/g, " ")
    .trim();
  return plain === "" ? null : plain;
}

const codeFields = [
  "code",
  "type",
  "status",
  "status_code",
  "statusCode",
  "error_code",
  "errorCode",
  "reason",
] as const;

/** Says that there is an error, and nothing of which. */
const plainCodes = new Set(["error", "object", "message", "failed", "failure", "null", "unknown", "none"]);

/** The code by which a person finds an error in the provider's pages: an HTTP status, else the first that tells of it. */
export function mostSpecificCode(codes: readonly string[]): string | null {
  const status = codes.find((code) => /^[45]\d\d$/.test(code));
  return status ?? codes.find((code) => /^-?[\w.:/]{1,60}$/.test(code) && !plainCodes.has(code)) ?? null;
}

function collectCodes(value: unknown, into: string[], depth: number): void {
  if (depth > MAX_DEPTH || into.length > 30) return;
  for (const one of listOf(value).slice(0, MAX_ITEMS)) collectCodes(one, into, depth + 1);
  const text = depth > 0 && typeof value === "string" && /^[A-Za-z]\w{2,60}$/.test(value) ? value : null;
  if (text !== null) into.push(text.toLowerCase());
  const object = objectOf(value);
  if (!object) return;
  for (const name of codeFields) {
    const code = codeOf(object[name]);
    if (code !== null && code.length <= 80) into.push(code.trim().toLowerCase());
  }
  for (const name of ["error", "errors", "details", "base_resp", "detail", "fault"]) {
    collectCodes(object[name], into, depth + 1);
  }
  const raw = objectOf(object["metadata"])?.["raw"];
  collectCodes(typeof raw === "string" ? parseJson(raw) : raw, into, depth + 1);
}

function findRequestId(value: unknown, depth: number): string | null {
  const object = objectOf(Array.isArray(value) ? value[0] : value);
  if (!object || depth > 3) return null;
  for (const name of ["request_id", "requestId", "requestID", "RequestId", "trace_id", "traceId"]) {
    const id = cleanRequestId(codeOf(object[name]));
    if (id !== null) return id;
  }
  return findRequestId(object["error"], depth + 1) ?? findRequestId(object["metadata"], depth + 1);
}

const requestIdHeaders = splitNames(
  "x-request-id request-id x-amzn-requestid apim-request-id x-ms-request-id x-goog-request-id",
  "x-correlation-id x-trace-id cf-ray",
);

/** The id by which a provider finds a request, from its headers, else from the body. */
export function requestIdOf(headers: Headers, body: ProviderError | null): string | null {
  for (const name of requestIdHeaders) {
    const id = cleanRequestId(headers.get(name));
    if (id !== null) return id;
  }
  return body?.requestId ?? null;
}

function cleanRequestId(id: string | null): string | null {
  const text = id?.trim() ?? "";
  return /^[\w.:/+=-]{1,128}$/.test(text) ? text : null;
}

/** What an error answer means for the call: its kind, and whether the same call may succeed later. */
interface ErrorClass {
  kind: ModelErrorKind;
  retryable: boolean;
}

const creditCode =
  /insufficient_(quota|balance|credits?|funds|user_quota)|billing|payment_required|credits?_(exhausted|depleted)|out_of_credits?|arrearage/;
/** Google calls a minute's allowance a quota, with plan and billing in the same sentence: that is no credit. */
const creditWords =
  /\b(insufficient|not enough|no|out of|more|negative|depleted|exhausted)( \w+)? (credits?|balance|funds)\b|credit balance is too low|payment required|\badd (more )?credits?\b|billing hard limit/i;
const loadingWords =
  /\bmodel\b.{0,80}\b(is |still |currently |being )+(loading|loaded|starting|initiali[sz]ing|warming|deploying|scaling)|\bloading (the )?model\b|\bmodel loading\b|\bwarming up\b|\bcold.?start|\bscaling (up|from)\b|\bstill (loading|starting)\b|\bserver is (loading|starting)|\bnot (yet )?ready\b|currently loading/i;
const loadingCode = /loading|scaling_up|not_ready|cold_start|starting|warming/;
const flaggedWords = /\b(moderation|flagged|content (policy|filter|management))\b/i;

const kindsByCode: readonly { pattern: RegExp; kind: ModelErrorKind; retryable: boolean }[] = [
  {
    pattern: /rate_?limit|too_?many_?requests|resource_?exhausted|throttl|quota|tokens_per|capacity/,
    kind: "rate-limit",
    retryable: true,
  },
  {
    pattern: /api_?key|authenti|unauthori[sz]ed|permission|forbidden|access_denied|invalid_token/,
    kind: "auth",
    retryable: false,
  },
  {
    pattern: /model_not_found|deployment_?not_?found|unknown_model|model_not_available|not_?found/,
    kind: "not-found",
    retryable: false,
  },
  { pattern: /timeout|timed_out|deadline/, kind: "timeout", retryable: true },
  {
    pattern: /overloaded|unavailable|internal|server_error|api_error|upstream|bad_gateway|engine/,
    kind: "server",
    retryable: true,
  },
  {
    pattern:
      /invalid|bad_request|context_length|unsupported|precondition|content_policy|content_filter|moderation|out_of_range|too_large|validation/,
    kind: "bad-request",
    retryable: false,
  },
];

/**
 * By the HTTP status, or for an error within a success (`status` 200) by the code in its body: a number that is an HTTP
 * status, else the words that providers use. What neither tells may pass, and is tried again.
 */
export function classifyError(status: number, error: ProviderError): ErrorClass {
  const { codes } = error;
  const words = error.message ?? "";
  const told = status >= 200 && status < 300 ? statusIn(codes) : status;
  if (isCredit(told, codes, words)) return { kind: "credit", retryable: false };
  if (isLoading(told, codes, words)) return { kind: "loading", retryable: true };
  const classed = told === null ? null : classByStatus(told, codes, words);
  return classed ?? classByCodes(codes) ?? { kind: "server", retryable: true };
}

function statusIn(codes: readonly string[]): number | null {
  const found = codes.map(Number).find((code) => Number.isInteger(code) && code >= 400 && code <= 599);
  return found ?? miniMaxStatus(codes);
}

/** Source: MiniMax's page on error codes. */
function miniMaxStatus(codes: readonly string[]): number | null {
  const known: Record<string, number> = {
    "1002": 429,
    "1039": 429,
    "1004": 401,
    "1008": 402,
    "1013": 500,
    "2013": 400,
  };
  return codes.map((code) => known[code]).find((status) => status !== undefined) ?? null;
}

function isCredit(status: number | null, codes: readonly string[], words: string): boolean {
  if (status === 402) return true;
  if (status !== null && status !== 429 && (status < 400 || status > 403)) return false;
  return codes.some((code) => creditCode.test(code)) || creditWords.test(words);
}

function isLoading(status: number | null, codes: readonly string[], words: string): boolean {
  // A 4xx that speaks of loading means that none is loaded, and none will be.
  if (status !== null && status < 500 && status !== 409 && status !== 425) return false;
  return codes.some((code) => loadingCode.test(code)) || loadingWords.test(words);
}

function classByStatus(status: number, codes: readonly string[], words: string): ErrorClass | null {
  if (status === 401) return { kind: "auth", retryable: false };
  // A message that a filter stopped is no fault of the key: the next conversation may go through.
  if (status === 403)
    return flaggedWords.test(words) ? { kind: "bad-request", retryable: false } : { kind: "auth", retryable: false };
  // Google answers a wrong key with 400.
  if (status === 400 && codes.includes("api_key_invalid")) return { kind: "auth", retryable: false };
  if (status === 404) return { kind: "not-found", retryable: false };
  if (status === 408) return { kind: "timeout", retryable: true };
  // 498: Groq's capacity.
  if (status === 429 || status === 498) return { kind: "rate-limit", retryable: true };
  if (status === 409 || status === 425) return { kind: "server", retryable: true };
  if (status >= 500) {
    // A gateway's 500 may wrap an upstream's refusal for being too fast.
    const wrapped = classByCodes(codes);
    return wrapped?.kind === "rate-limit" ? wrapped : { kind: "server", retryable: true };
  }
  return { kind: "bad-request", retryable: false };
}

function classByCodes(codes: readonly string[]): ErrorClass | null {
  for (const { pattern, kind, retryable } of kindsByCode) {
    if (codes.some((code) => pattern.test(code))) return { kind, retryable };
  }
  return null;
}
