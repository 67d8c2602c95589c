import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { createSandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import { createTextDiff } from "../../../electron/engine/compare/text-diff.ts";
import { createKeyRing } from "../../../electron/engine/models/api-keys.ts";
import { openEmbeddingModel, openModel } from "../../../electron/engine/models/open-model.ts";
import { createRateLimiter } from "../../../electron/engine/calls/rate-limiter.ts";
import { testTrust } from "../../fixtures/engine/test-trust.ts";

// Each of these limits once could be used up by waiting: whoever stood far back in a queue failed for what others took.

/** Answers each call after `delayMs`, as a chat model or with a vector. */
async function slowProvider(delayMs: number): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const body = request.url?.endsWith("/embeddings")
        ? { data: [{ index: 0, embedding: [1, 0] }], usage: { prompt_tokens: 1 } }
        : { choices: [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }] };
      setTimeout(() => {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
      }, delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return `http://127.0.0.1:${address.port}/v1`;
}

const keys = createKeyRing({}, null);
const never = new AbortController().signal;

describe("a limit of time starts with the work that it is for", () => {
  it("for calls that wait at the rate limiter", async () => {
    const baseUrl = await slowProvider(250);
    const spec = { provider: "openai-compatible" as const, model: "m", baseUrl, settings: {} };
    const model = await openModel(spec, {
      keys,
      trust: testTrust([baseUrl]),
      timeouts: { total: 2_500, firstByte: 2_500 },
    });
    const gate = createRateLimiter({ limit: 2 });
    const request = { system: "", messages: [{ role: "user" as const, content: "Hi" }], settings: {}, sample: 0 };
    const calls = Array.from({ length: 24 }, () => gate.run(() => model.reply(request, never), never));
    expect((await Promise.all(calls)).map(({ text }) => text)).toEqual(Array.from({ length: 24 }, () => "ok"));
  });

  it("for embeddings that wait at the rate limiter", async () => {
    const baseUrl = await slowProvider(250);
    const spec = { provider: "openai-compatible" as const, model: "m", baseUrl };
    const model = await openEmbeddingModel(spec, { keys, trust: testTrust([baseUrl]), timeouts: { total: 2_500 } });
    const gate = createRateLimiter({ limit: 1 });
    const calls = Array.from({ length: 12 }, (_, at) => gate.run(() => model.embed([`text ${at}`], never), never));
    expect(await Promise.all(calls)).toHaveLength(12);
  });

  it("for scripts and patterns that stand behind slow ones in the sandbox", async () => {
    const sandbox = createSandbox({ limitMs: 2_000 });
    onTestFinished(() => sandbox.close());
    const busy = "const until = Date.now() + 300; while (Date.now() < until); return output.length === 2;";
    const scripts = Array.from({ length: 10 }, () => sandbox.script(busy, { output: "ok", context: {} }));
    const patterns = Array.from({ length: 8 }, () => sandbox.pattern("k$", "", "ok"));
    for (const result of await Promise.all([...scripts, ...patterns])) expect(result).not.toHaveProperty("problem");
  });

  it("for text differences whose thread is slow to start", async () => {
    const worker = new URL("../../../electron/engine/compare/diff-worker.ts", import.meta.url);
    const slow = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2600); await import("${worker.href}");`;
    const made = createTextDiff({ url: new URL(`data:text/javascript,${encodeURIComponent(slow)}`) });
    onTestFinished(() => made.close());
    expect((await made.diff("You may call.", "You can call."))?.by).toBe("word");
  }, 20_000);
});
