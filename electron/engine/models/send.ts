import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { Agent, EnvHttpProxyAgent, type Dispatcher } from "undici";
import type { CallLimit } from "./call-limit.ts";

export interface Answer {
  status: number;
  headers: Headers;
  /** The whole body, decoded; null when it broke off. */
  text(): Promise<string | null>;
}

/** Sends one request and resolves with the answer's head. Rejects with what the network said, codes and all. */
export type Send = (url: string, init: RequestInit, limit: CallLimit) => Promise<Answer>;

/** Limits of the call itself are kept by CallLimit; the library's own would only name them otherwise. */
const noLimits = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 0 } } as const;
const proxyVariables = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"];

let dispatcher: Dispatcher | null = null;

/** One for all calls. A proxy is taken from the environment as curl does, never for this machine itself. */
function connections(): Dispatcher {
  if (dispatcher) return dispatcher;
  const named = proxyVariables.some((name) => process.env[name]);
  const noProxy = [process.env["no_proxy"] ?? process.env["NO_PROXY"] ?? "", "localhost,127.0.0.1,[::1]"].join(",");
  dispatcher = named ? new EnvHttpProxyAgent({ ...noLimits, noProxy }) : new Agent(noLimits);
  return dispatcher;
}

/** Bodies are asked for as they are; these are for servers that compress them all the same. */
const decoders: Record<string, (body: Buffer) => Promise<Buffer>> = {
  gzip: promisify<Buffer, Buffer>(gunzip),
  "x-gzip": promisify<Buffer, Buffer>(gunzip),
  deflate: promisify<Buffer, Buffer>(inflate),
  br: promisify<Buffer, Buffer>(brotliDecompress),
};

/**
 * By undici's dispatch: fetch on top of it takes three times the processor time for a call and leaves its web
 * streams for the garbage collector by the thousand. Redirects are not followed: they would carry keys elsewhere.
 */
export const sendHttp: Send = (address, init, limit) =>
  new Promise((resolve, reject) => {
    const { origin, pathname, search } = new URL(address);
    const chunks: Buffer[] = [];
    let sent: Dispatcher.DispatchController | null = null;
    let end: (body: Buffer | null) => void = () => undefined;

    const { signal } = limit;
    const abort = (): void => {
      const reason = asError(signal.reason);
      // Before the connection stands there is nothing to abort yet: onRequestStart will see the signal.
      sent?.abort(reason);
      reject(reason);
    };
    const done = (body: Buffer | null): void => {
      signal.removeEventListener("abort", abort);
      end(body);
    };
    if (signal.aborted) {
      reject(asError(signal.reason));
      return;
    }
    signal.addEventListener("abort", abort, { once: true });

    connections().dispatch(
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
          else limit.enter("firstByte");
        },
        onResponseStart(_, status, headers) {
          if (status < 200) return;
          limit.enter("betweenChunks");
          const body = new Promise<Buffer | null>((told) => {
            end = told;
          });
          const answered = headersOf(headers);
          resolve({ status, headers: answered, text: async () => decode(await body, answered) });
        },
        onResponseData(_, chunk) {
          chunks.push(chunk);
          limit.enter("betweenChunks");
        },
        onResponseEnd: () => done(Buffer.concat(chunks)),
        onResponseError(_, error) {
          reject(error);
          done(null);
        },
      },
    );
    // A free connection takes the request at once; else one has to be made.
    if (sent === null && !signal.aborted) limit.enter("connect");
  });

/** The same through a fetch that a host or a test brings; its time to connect counts as waiting for the first byte. */
export function sendWith(fetch: typeof globalThis.fetch): Send {
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

async function decode(body: Buffer | null, headers: Headers): Promise<string | null> {
  const decoder = decoders[headers.get("content-encoding")?.trim().toLowerCase() ?? ""];
  try {
    return body && (await (decoder?.(body) ?? body)).toString("utf8");
  } catch {
    return null;
  }
}

async function readStream(response: Response, limit: CallLimit): Promise<string | null> {
  limit.enter("betweenChunks");
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      limit.enter("betweenChunks");
    }
    return text + decoder.decode();
  } catch {
    return null;
  }
}

function plainHeaders(headers: RequestInit["headers"]): Record<string, string> {
  return Object.fromEntries(headers instanceof Headers ? headers : Object.entries(headers ?? {}));
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("the call was stopped");
}
