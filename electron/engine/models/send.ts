import http from "node:http";
import https from "node:https";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import type { CallLimit } from "./call-limit.ts";

export interface Answer {
  status: number;
  headers: Headers;
  /** The whole body, decoded; null when it broke off. */
  text(): Promise<string | null>;
}

/** Sends one request and resolves with the answer's head. Rejects with what the network said, codes and all. */
export type Send = (url: string, init: RequestInit, limit: CallLimit) => Promise<Answer>;

/** A free connection older than this may be dead at the other end: servers close theirs after five seconds and up. */
const FREE_SOCKET_MS = 4_000;

// As Node.js's own fetch has it: a proxy named in the environment is taken only when that is asked for.
const proxyEnv = process.env["NODE_USE_ENV_PROXY"] === "1" ? process.env : undefined;
const agentOptions = { keepAlive: true, timeout: FREE_SOCKET_MS, proxyEnv };
const transports = {
  "http:": { request: http.request, agent: new http.Agent(agentOptions), ready: "connect" },
  "https:": { request: https.request, agent: new https.Agent(agentOptions), ready: "secureConnect" },
} as const;

const decoders: Record<string, (body: Buffer) => Promise<Buffer>> = {
  gzip: promisify<Buffer, Buffer>(gunzip),
  "x-gzip": promisify<Buffer, Buffer>(gunzip),
  deflate: promisify<Buffer, Buffer>(inflate),
  br: promisify<Buffer, Buffer>(brotliDecompress),
};

/**
 * Over node:http, because fetch takes three times the processor time for a call and leaves its web streams
 * for the garbage collector by the thousand. Redirects are not followed: they would carry keys elsewhere.
 */
export const sendHttp: Send = (address, init, limit) =>
  new Promise((resolve, reject) => {
    const url = new URL(address);
    const transport = transports[url.protocol === "https:" ? "https:" : "http:"];
    const body = typeof init.body === "string" ? Buffer.from(init.body) : null;
    const request = transport.request(url, {
      method: init.method ?? "GET",
      agent: transport.agent,
      headers: {
        "accept-encoding": "identity",
        ...plainHeaders(init.headers),
        ...(body && { "content-length": body.length }),
      },
    });
    const { signal } = limit;
    const abort = (): void => void request.destroy(asError(signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    request.once("close", () => signal.removeEventListener("abort", abort));
    request.once("socket", (socket) => {
      if (!socket.connecting) return;
      limit.enter("connect");
      socket.once(transport.ready, () => limit.enter("firstByte"));
    });
    request.on("error", reject);
    request.once("response", (response) => resolve(answerOf(response, limit)));
    if (signal.aborted) abort();
    request.end(body);
  });

/** The same through a fetch that a host or a test brings; its time to connect counts as waiting for the first byte. */
export function sendWith(fetch: typeof globalThis.fetch): Send {
  return async (url, init, limit) => {
    const response = await fetch(url, { ...init, redirect: "manual" });
    return { status: response.status, headers: response.headers, text: () => readStream(response, limit) };
  };
}

function answerOf(response: http.IncomingMessage, limit: CallLimit): Answer {
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer | null>((resolve) => {
    limit.enter("betweenChunks");
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      limit.enter("betweenChunks");
    });
    response.on("error", () => resolve(null));
    response.once("close", () => resolve(response.complete ? Buffer.concat(chunks) : null));
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return {
    status: response.statusCode ?? 0,
    headers,
    async text() {
      const body = await whole;
      const decode = decoders[response.headers["content-encoding"]?.toLowerCase() ?? ""];
      if (body === null || !decode) return body && body.toString("utf8");
      return decode(body).then(
        (decoded) => decoded.toString("utf8"),
        () => null,
      );
    },
  };
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
