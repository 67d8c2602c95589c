import type { Agent } from "undici";
import { GradingStopped } from "../graded/grader.ts";
import { clip } from "../quote.ts";
import { Problem } from "../../../../shared/problem.ts";
import type { Trust } from "../../trust/trust.ts";

/** Asks the webhooks of checks. Rejects with GradingStopped alone, where the run itself is stopped meanwhile. */
export interface WebhookCaller {
  /** Posts a JSON text and gives back the JSON of the answer, or why there is none. */
  ask(url: URL, json: string, signal: AbortSignal): Promise<{ answer: unknown } | { problem: string }>;
  close(): Promise<void>;
}

export interface WebhookOptions {
  /** Says whether replies may go to an address; throws a Problem where not. */
  permit: Trust["permitWebhook"];
  /** Takes out of what is sent what must not leave, such as keys. */
  hide(text: string): string;
  /** For the whole of one call, in milliseconds. */
  timeoutMs?: number;
}

const mostBytes = 64 * 1024;
const connections = 8;

export function createWebhookCaller({ permit, hide, timeoutMs = 10_000 }: WebhookOptions): WebhookCaller {
  let agent: Agent | null = null;

  const post = async (
    url: URL,
    json: string,
    signal: AbortSignal,
  ): Promise<{ answer: unknown } | { problem: string }> => {
    // Loaded with the first webhook: most projects have none. Bundled, it has no names of its own but the default.
    const { default: undici } = await import("undici");
    agent ??= new undici.Agent({ connections, pipelining: 1, connect: { timeout: timeoutMs } });
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
      return { problem: `${url.host} answered with status ${statusCode}${redirect}` };
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      const part: unknown = chunk;
      if (!Buffer.isBuffer(part)) continue;
      bytes += part.length;
      if (bytes > mostBytes) return { problem: `${url.host} answered with more than ${mostBytes / 1024} KB` };
      chunks.push(part);
    }
    return readAnswer(Buffer.concat(chunks).toString("utf8"), url);
  };

  return {
    ask: async (url, json, signal) => {
      const refusal = refusalOf(() => permit(url).check(url));
      if (refusal !== null) return { problem: refusal };
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        return await post(url, json, AbortSignal.any([signal, timeout]));
      } catch (error) {
        if (signal.aborted) throw new GradingStopped(signal.reason);
        if (timeout.aborted) return { problem: `${url.host} gave no answer within ${timeoutMs / 1_000} seconds` };
        return {
          problem: `${url.host} could not be asked: ${clip(error instanceof Error ? causeOf(error) : String(error))}`,
        };
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

function readAnswer(text: string, url: URL): { answer: unknown } | { problem: string } {
  try {
    return { answer: JSON.parse(text) };
  } catch {
    return { problem: `${url.host} answered with something that is not JSON` };
  }
}

/** An error of several addresses has no words of its own, only a code. */
function causeOf(error: Error): string {
  if (error.message !== "") return error.message;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
