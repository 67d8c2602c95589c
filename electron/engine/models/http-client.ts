import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { Agent, EnvHttpProxyAgent, type Dispatcher } from "undici";
import { staysOnThisMachine } from "../trust/address.ts";
import type { CallLimit } from "./call-timeouts.ts";

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** The whole body, decoded; null when it broke off. Rejects with AnswerTooLarge or UnknownEncoding. */
  text(): Promise<string | null>;
}

/**
 * How much of an answer is read, in bytes: reading stops there, and the connection with it. A million tokens take 4 MB,
 * vectors of 64 texts up to 8 MB; an error is a few lines or a page.
 */
export const sizeLimits = {
  body: 16 * 2 ** 20,
  inflated: 32 * 2 ** 20,
  error: 2 ** 20,
  headers: 64 * 2 ** 10,
} as const;

/** The answer went past one of the limits; `limit` is in bytes. */
export class AnswerTooLarge extends Error {
  readonly limit: number;
  constructor(limit: number) {
    super(`the answer has more than ${limit} bytes`);
    this.limit = limit;
  }
}

/** The body is compressed in a way, or more often, than can be undone here. */
export class UnknownEncoding extends Error {
  readonly encoding: string;
  constructor(encoding: string) {
    super(`the answer is compressed as ${encoding}`);
    this.encoding = encoding;
  }
}

/** Sends one request and resolves with the answer's head. Rejects with what the network said, codes and all. */
export type SendRequest = (url: string, init: RequestInit, limit: CallLimit) => Promise<HttpAnswer>;

/** Limits of the call itself are kept by CallLimit; the library's own would only name them otherwise. */
const noDispatcherLimits = {
  headersTimeout: 0,
  bodyTimeout: 0,
  connect: { timeout: 0 },
  maxHeaderSize: sizeLimits.headers,
} as const;
const proxyVariables = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"];

let directAgent: Agent | null = null;
let proxyDispatcher: Dispatcher | null = null;

/** Of all calls. A proxy is taken from the environment as curl does, never for this machine itself. */
function dispatcherFor(hostname: string): Dispatcher {
  directAgent ??= new Agent(noDispatcherLimits);
  if (!proxyVariables.some((name) => process.env[name]) || staysOnThisMachine(hostname)) return directAgent;
  return (proxyDispatcher ??= new EnvHttpProxyAgent(noDispatcherLimits));
}

/** Bodies are asked for as they are; these are for servers that compress them all the same. */
const decoders: Record<string, ((body: Buffer) => Promise<Buffer>) | undefined> = {
  gzip: inflating(zlib.gunzip),
  "x-gzip": inflating(zlib.gunzip),
  // Some send it without its header.
  deflate: (body) => ((body[0] ?? 0) % 16 === 8 ? inflating(zlib.inflate) : inflating(zlib.inflateRaw))(body),
  br: inflating(zlib.brotliDecompress),
  // Electron's Node.js may be too old for it.
  ...("zstdDecompress" in zlib && { zstd: inflating(zlib.zstdDecompress) }),
};
/** One within another is a proxy's doing; more are an attack. */
const MAX_ENCODINGS = 2;

type Inflate = (
  body: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, out: Buffer) => void,
) => void;

function inflating(inflate: Inflate): (body: Buffer) => Promise<Buffer> {
  const run = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);
  return (body) => run(body, { maxOutputLength: sizeLimits.inflated });
}

/**
 * By undici's dispatch: fetch on top of it takes three times the processor time for a call and leaves its web
 * streams for the garbage collector by the thousand. Redirects are not followed: they would carry keys elsewhere.
 */
export const sendHttp: SendRequest = (address, init, limit) =>
  new Promise((resolve, reject) => {
    const { origin, hostname, pathname, search } = new URL(address);
    const chunks: Buffer[] = [];
    let sent: Dispatcher.DispatchController | null = null;
    let bytes = 0;
    let most: number = sizeLimits.body;
    let end: (body: Buffer | Error | null) => void = () => undefined;

    const { signal } = limit;
    const abort = (): void => {
      const reason = asError(signal.reason);
      // Before the connection stands there is nothing to abort yet: onRequestStart will see the signal.
      sent?.abort(reason);
      reject(reason);
    };
    const done = (body: Buffer | Error | null): void => {
      signal.removeEventListener("abort", abort);
      end(body);
    };
    const stopReading = (): void => {
      const error = new AnswerTooLarge(most);
      done(error);
      sent?.abort(error);
    };
    if (signal.aborted) {
      reject(asError(signal.reason));
      return;
    }
    signal.addEventListener("abort", abort, { once: true });

    dispatcherFor(hostname).dispatch(
      {
        origin,
        path: pathname + search,
        method: init.method === "POST" ? "POST" : "GET",
        headers: { "accept-encoding": "identity", ...plainHeaders(init.headers) },
        body: typeof init.body === "string" ? init.body : null,
      },
      {
        onRequestStart(controller) {
          sent = controller;
          if (signal.aborted) controller.abort(asError(signal.reason));
          else limit.enterPhase("firstByte");
        },
        onResponseStart(_, status, headers) {
          if (status < 200) return;
          limit.enterPhase("betweenChunks");
          const body = new Promise<Buffer | Error | null>((told) => {
            end = told;
          });
          if (status < 200 || status > 299) most = sizeLimits.error;
          const answered = headersOf(headers);
          resolve({ status, headers: answered, text: async () => decodeBody(await body, answered) });
        },
        onResponseData(_, chunk) {
          bytes += chunk.length;
          if (bytes > most) {
            chunks.length = 0;
            stopReading();
            return;
          }
          chunks.push(chunk);
          limit.enterPhase("betweenChunks");
        },
        onResponseEnd: () => done(Buffer.concat(chunks)),
        onResponseError(_, error) {
          reject(error);
          done(null);
        },
      },
    );
    // A free connection takes the request at once; else one has to be made.
    if (sent === null && !signal.aborted) limit.enterPhase("connect");
  });

/** The same through a fetch that a host or a test brings; its time to connect counts as waiting for the first byte. */
export function sendWithFetch(fetch: typeof globalThis.fetch): SendRequest {
  return async (url, init, limit) => {
    const response = await fetch(url, { ...init, redirect: "manual" });
    return { status: response.status, headers: response.headers, text: () => readStream(response, limit) };
  };
}

function headersOf(raw: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

async function decodeBody(body: Buffer | Error | null, headers: Headers): Promise<string | null> {
  if (body instanceof Error) throw body;
  const named = headers.get("content-encoding");
  // Nearly every body comes as it was asked for.
  if (body === null || named === null) return body && body.toString("utf8");
  const encodings = named
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  if (encodings.length > MAX_ENCODINGS) throw new UnknownEncoding(encodings.join(", "));
  let plain = body;
  // The last one named was put on last.
  for (const encoding of encodings.toReversed()) {
    const decoder = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
    if (!decoder) throw new UnknownEncoding(encoding);
    try {
      plain = await decoder(plain);
    } catch (error) {
      if (isTooLong(error)) throw new AnswerTooLarge(sizeLimits.inflated);
      return null;
    }
  }
  return plain.toString("utf8");
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}

/** A fetch inflates by itself, so what is counted is what it gives. */
async function readStream(response: Response, limit: CallLimit): Promise<string | null> {
  limit.enterPhase("betweenChunks");
  const most = response.ok ? sizeLimits.inflated : sizeLimits.error;
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      // Leaving the loop cancels the rest.
      if (bytes > most) break;
      text += decoder.decode(chunk, { stream: true });
      limit.enterPhase("betweenChunks");
    }
  } catch {
    return null;
  }
  if (bytes > most) throw new AnswerTooLarge(most);
  return text + decoder.decode();
}

function plainHeaders(headers: RequestInit["headers"]): Record<string, string> {
  return Object.fromEntries(headers instanceof Headers ? headers : Object.entries(headers ?? {}));
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("the call was stopped");
}
