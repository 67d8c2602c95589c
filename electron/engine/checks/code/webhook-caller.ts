import { formatSeconds } from "../../../../shared/format/values.ts";
import type { Agent } from "undici";
import { createRateLimiter, type RateLimiter } from "../../calls/rate-limiter.ts";
import { GradingStopped } from "../graded/grader.ts";
import { clipText } from "../message-text.ts";
import { Problem } from "../../../../shared/problem.ts";
import type { Trust } from "../../trust/trust.ts";

/** Asks the webhooks of checks. Rejects with GradingStopped alone, where the run itself is stopped meanwhile. */
export interface WebhookCaller {
  /** Posts a JSON text and gives back the JSON of the answer, or why there is none. */
  ask(url: URL, json: string, signal: AbortSignal): Promise<WebhookAnswer>;
  close(): Promise<void>;
}

interface WebhookOptions {
  /** Says whether replies may go to an address; throws a Problem where not. */
  permit: Trust["permitWebhook"];
  /** Takes out of what is sent what must not leave, such as keys. */
  hide(text: string): string;
  /** For one call, from when its request goes out, in milliseconds: how long others took before it is not counted. */
  timeoutMs?: number;
  /** For waiting until a host has room for the request, in milliseconds. */
  queueTimeoutMs?: number;
}

type WebhookAnswer = { answer: unknown } | { problem: string };

const MAX_ANSWER_BYTES = 64 * 1024;
/** Requests that one host is asked at once; further ones wait here, where their clock does not run yet. */
const CONNECTIONS_PER_HOST = 8;
/** Replies that wait are held in memory. */
const MAX_WAITING = 4_096;

export function createWebhookCaller({
  permit,
  hide,
  timeoutMs = 10_000,
  queueTimeoutMs = 600_000,
}: WebhookOptions): WebhookCaller {
  let agent: Agent | null = null;
  const hosts = new Map<string, { slots: RateLimiter; waiting: number }>();

  /** Each host has its own queue: a slow one keeps nobody from the others. */
  const hostOf = (url: URL): { slots: RateLimiter; waiting: number } => {
    const known = hosts.get(url.origin);
    if (known) return known;
    const made = { slots: createRateLimiter({ limit: CONNECTIONS_PER_HOST }), waiting: 0 };
    hosts.set(url.origin, made);
    return made;
  };

  const post = async (url: URL, json: string, signal: AbortSignal): Promise<WebhookAnswer> => {
    const started = performance.now();
    // Loaded with the first webhook: most projects have none. Bundled, it has no names of its own but the default.
    const { default: undici } = await import("undici");
    agent ??= new undici.Agent({ connections: CONNECTIONS_PER_HOST, pipelining: 1, connect: { timeout: timeoutMs } });
    const { statusCode, body } = await undici.request(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: hide(json),
      dispatcher: agent,
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    if (statusCode < 200 || statusCode > 299) {
      // Its end is of no interest, and an error without a listener would end the engine.
      body.on("error", () => undefined).destroy();
      const redirect = statusCode >= 300 && statusCode < 400 ? ", a redirect, which is not followed" : "";
      return { problem: `${url.host} answered with status ${statusCode}${redirect}, after ${seconds(started)}` };
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      const part: unknown = chunk;
      if (!Buffer.isBuffer(part)) continue;
      bytes += part.length;
      if (bytes > MAX_ANSWER_BYTES)
        return { problem: `${url.host} answered with more than ${MAX_ANSWER_BYTES / 1024} KB` };
      chunks.push(part);
    }
    return readWebhookAnswer(Buffer.concat(chunks).toString("utf8"), url);
  };

  /** One request, under way from here on. */
  const send = async (url: URL, json: string, signal: AbortSignal): Promise<WebhookAnswer> => {
    const started = performance.now();
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await post(url, json, AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (signal.aborted) throw new GradingStopped(signal.reason);
      if (timeout.aborted) return { problem: `${url.host} gave no answer within ${timeoutMs / 1_000} seconds` };
      const why = clipText(error instanceof Error ? causeOf(error) : String(error));
      return { problem: `${url.host} could not be asked: ${why}, after ${seconds(started)}` };
    }
  };

  return {
    ask: async (url, json, signal) => {
      const refusal = refusalOf(() => permit(url).check(url));
      if (refusal !== null) return { problem: refusal };
      const host = hostOf(url);
      if (host.waiting >= MAX_WAITING) {
        return { problem: `${MAX_WAITING} replies wait for ${url.host} already: it was not asked` };
      }
      const patience = AbortSignal.timeout(queueTimeoutMs);
      host.waiting += 1;
      let left = false;
      const leaveQueue = (): void => {
        if (!left) host.waiting -= 1;
        left = true;
      };
      try {
        return await host.slots.run(
          () => {
            leaveQueue();
            return send(url, json, signal);
          },
          AbortSignal.any([signal, patience]),
        );
      } catch (error) {
        if (signal.aborted) throw new GradingStopped(signal.reason);
        if (error instanceof GradingStopped || !patience.aborted) throw error;
        const waited = `for ${queueTimeoutMs / 1_000} seconds while it was busy with others`;
        return { problem: `${url.host} was not asked: this check waited ${waited}` };
      } finally {
        leaveQueue();
      }
    },
    close: async () => {
      const open = agent;
      agent = null;
      await open?.destroy();
    },
  };
}

/** Why replies must not be sent there; null where they may. */
function refusalOf(ask: () => void): string | null {
  try {
    ask();
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

function readWebhookAnswer(text: string, url: URL): { answer: unknown } | { problem: string } {
  try {
    return { answer: JSON.parse(text) };
  } catch {
    return { problem: `${url.host} answered with something that is not JSON` };
  }
}

/** How long it has been since `started`, for a person. */
function seconds(started: number): string {
  return formatSeconds(performance.now() - started);
}

/** An error of several addresses has no words of its own, only a code. */
function causeOf(error: Error): string {
  if (error.message !== "") return error.message;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
