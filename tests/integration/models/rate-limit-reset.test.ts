import { describe, expect, it } from "vitest";
import type { Fault } from "../../fixtures/provider-server/faults.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { failureOf, never, openAt, request, withServer } from "./helpers.ts";

const compatible = { provider: "openai-compatible", model: "small", basePath: "/v1" } as const;
const spent = (reset: string) => ({ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": reset });
const body = JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_750_000_000,
  model: "small",
  choices: [{ index: 0, message: { role: "assistant", content: "You said so" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
});
const lastOne = (reset: string): Fault => ({ kind: "status", status: 200, headers: spent(reset), body });

describe("an allowance that a call uses up", () => {
  it("is told with the reply, and no header goes along", async () => {
    await withServer({ faults: { script: [lastOne("3s"), null] } }, async (server) => {
      const model = await openAt(server.url, compatible);
      const reply = await model.reply(request, never);
      expect(reply).toMatchObject({ text: "You said so", rateLimitResetMs: 3_000 });
      expect(JSON.stringify(reply)).not.toContain("x-ratelimit");
      expect((await model.reply(request, never)).rateLimitResetMs).toBeNull();
    });
  });

  it("says when to try again where a refusal has no Retry-After", async () => {
    const refusal: Fault = { kind: "status", status: 429, headers: spent("2s") };
    await withServer({ faults: { script: [refusal] } }, async (server) => {
      const error = await failureOf((await openAt(server.url, compatible)).reply(request, never));
      expect([error.kind, error.retryAfterMs]).toEqual(["rate-limit", 2_000]);
    });
  });

  it("holds the run's next call back until it is whole again", async () => {
    const times: number[] = [];
    const server = await testServer({
      faults: { script: [lastOne("80ms")] },
      onRequest: () => times.push(performance.now()),
    });
    const engine = await testEngine([asking("a", ["question a"]), asking("b", ["question b"])]);
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 1 }));
    expect(run.progress).toMatchObject({ status: "complete", recorded: 2, retries: 0 });
    // The allowance is counted from when its reply was read, which is after the request came in.
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(80);
  });
});
