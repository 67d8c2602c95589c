import { describe, expect, it } from "vitest";
import { createKeyRing } from "../../../electron/engine/models/api-keys.ts";
import { openModel } from "../../../electron/engine/models/open-model.ts";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import { never, openAt, providers, request, secret, withServer } from "./helpers.ts";
import { testTrust } from "../../fixtures/engine/test-trust.ts";

const settings = { temperature: 0.3, maxOutputTokens: 77, seed: 42 };
const chat = [
  { role: "system", content: request.system },
  { role: "user", content: "Hello" },
  { role: "assistant", content: "  Good day.  " },
  { role: "user", content: "Who else can help me?" },
];
const texts = (of: string) => [{ type: "text", text: of }];
const claude = {
  system: texts(request.system),
  messages: [
    { role: "user", content: texts("Hello") },
    { role: "assistant", content: texts("  Good day.  ") },
    { role: "user", content: texts("Who else can help me?") },
  ],
};
const gemini = {
  systemInstruction: { parts: [{ text: request.system }] },
  contents: [
    { role: "user", parts: [{ text: "Hello" }] },
    { role: "model", parts: [{ text: "  Good day.  " }] },
    { role: "user", parts: [{ text: "Who else can help me?" }] },
  ],
};

const plain: Record<string, unknown> = {
  openai: { model: "gpt-4o-mini", messages: chat },
  // Demanded by the API; 64000 is this model's own maximum.
  anthropic: { model: "claude-sonnet-4-5", max_tokens: 64000, ...claude },
  google: { generationConfig: {}, ...gemini },
  "openai-compatible": { model: "llama3.2:3b", messages: chat },
};
const withSettings: Record<string, unknown> = {
  openai: { model: "gpt-4o-mini", messages: chat, temperature: 0.3, max_tokens: 77, seed: 42 },
  anthropic: { model: "claude-sonnet-4-5", max_tokens: 77, temperature: 0.3, ...claude },
  google: { generationConfig: { temperature: 0.3, maxOutputTokens: 77, seed: 42 }, ...gemini },
  "openai-compatible": { model: "llama3.2:3b", messages: chat, temperature: 0.3, max_tokens: 77, seed: 42 },
};

describe.each(providers)("a request to $provider", (of) => {
  async function send(sent: ModelSettings) {
    return withServer({ key: secret }, async (server) => {
      const model = await openAt(server.url, of);
      const reply = await model.reply({ ...request, settings: sent }, never);
      return { reply, model, server, received: server.requests };
    });
  }

  it("carries the system prompt word for word, the turns in order, and nothing that was not asked for", async () => {
    const { received, reply } = await send({});
    expect(received).toHaveLength(1);
    expect(JSON.parse(received[0]?.body ?? "")).toEqual(plain[of.provider]);
    expect(reply.warnings).toEqual([]);
  });

  it("carries the settings that were set", async () => {
    const { received } = await send(settings);
    expect(JSON.parse(received[0]?.body ?? "")).toEqual(withSettings[of.provider]);
  });

  it("is kept byte for byte with the reply, beside usage, finish reason and library", async () => {
    const { received, reply, model, server } = await send({});
    expect(reply.requestBody).toBe(received[0]?.body);
    expect(reply.text).toBe("You said: Who else can help me?");
    expect(reply.finishReason).toBe("stop");
    expect([reply.inputTokens, reply.outputTokens]).toEqual([21, 7]);
    expect(JSON.parse(reply.usage)).toMatchObject(
      of.provider === "anthropic"
        ? { input_tokens: 21, service_tier: "standard" }
        : of.provider === "google"
          ? { promptTokenCount: 21, promptTokensDetails: [{ modality: "TEXT", tokenCount: 21 }] }
          : { prompt_tokens: 21, prompt_tokens_details: { audio_tokens: 0 } },
    );
    expect(reply.library).toMatch(new RegExp(`^@ai-sdk/${of.provider} \\d+\\.\\d+\\.\\d+$`));
    expect(model.identity).toBe(`${server.url}${of.basePath}`);
  });

  it("without a system prompt sends no empty one", async () => {
    await withServer({}, async (server) => {
      const reply = await (await openAt(server.url, of)).reply({ ...request, system: "" }, never);
      expect(reply.requestBody).not.toMatch(/"system|systemInstruction/);
      expect(reply.warnings).toEqual([]);
    });
  });

  it("that runs into the token limit says so", async () => {
    await withServer({ finish: "length" }, async (server) => {
      expect((await (await openAt(server.url, of)).reply(request, never)).finishReason).toBe("length");
    });
  });

  it("may be answered with an empty reply, which is a reply", async () => {
    await withServer({ reply: () => "" }, async (server) => {
      const reply = await (await openAt(server.url, of)).reply(request, never);
      expect([reply.text, reply.finishReason]).toEqual(["", "stop"]);
    });
  });

  it("keeps many calls at once apart", async () => {
    await withServer({}, async (server) => {
      const model = await openAt(server.url, of);
      const asked = Array.from({ length: 60 }, (_, n) => `Question ${n}`);
      const replies = await Promise.all(
        asked.map((content) => model.reply({ ...request, messages: [{ role: "user", content }] }, never)),
      );
      expect(replies.map((reply) => reply.text)).toEqual(asked.map((content) => `You said: ${content}`));
      replies.forEach((reply, n) => expect(reply.requestBody).toContain(`"Question ${n}"`));
    });
  });
});

describe("what the library alters", () => {
  const openai = { provider: "openai", basePath: "/v1" } as const;

  it("is told for a setting that a reasoning model does not take, and the system message stays one", async () => {
    await withServer({}, async (server) => {
      const model = await openAt(server.url, { ...openai, model: "gpt-5" });
      const reply = await model.reply({ ...request, settings: { temperature: 0.2, seed: 7 } }, never);
      expect(JSON.parse(reply.requestBody)).toEqual({ model: "gpt-5", messages: chat, seed: 7 });
      expect(reply.warnings).toEqual([expect.stringMatching(/^This model does not take temperature .*\.$/)]);
    });
  });

  it("is told when Anthropic gets no seed", async () => {
    await withServer({}, async (server) => {
      const model = await openAt(server.url, { provider: "anthropic", model: "claude-sonnet-4-5", basePath: "/v1" });
      const reply = await model.reply({ ...request, settings: { seed: 7 } }, never);
      expect(reply.warnings).toEqual(["This model does not take seed as it was set."]);
    });
  });

  it("is told when a Gemma model gets the system prompt inside the first turn", async () => {
    await withServer({}, async (server) => {
      const model = await openAt(server.url, { provider: "google", model: "gemma-3-27b-it", basePath: "/v1beta" });
      const reply = await model.reply(request, never);
      expect(reply.warnings).toEqual([expect.stringContaining("inside the first user turn")]);
    });
  });

  it("never makes OpenAI itself keep a request, and models without chat completions go to responses", async () => {
    const sent: { url: string; body: string }[] = [];
    const send: typeof fetch = async (input, init) => {
      sent.push({ url: new Request(input).url, body: await new Response(init?.body).text() });
      return new Response("{}", { status: 500 });
    };
    const keys = createKeyRing({ OPENAI_API_KEY: secret, OPENAI_BASE_URL: "http://127.0.0.1:9/v1" }, null);
    for (const name of ["gpt-4o-mini", "gpt-5-pro"]) {
      const spec = { provider: "openai" as const, model: name, baseUrl: null, settings: {} };
      const model = await openModel(spec, { keys, trust: testTrust(), fetch: send });
      expect(model.identity).toBe("https://api.openai.com/v1");
      await model.reply(request, never).catch(() => null);
    }
    expect(sent.map(({ url }) => url)).toEqual([
      "https://api.openai.com/v1/chat/completions",
      "https://api.openai.com/v1/responses",
    ]);
    for (const { body } of sent) expect(JSON.parse(body)).toMatchObject({ store: false });
    expect(JSON.parse(sent[1]?.body ?? "")).toMatchObject({
      input: [{ role: "system", content: request.system }, ...request.messages.map(() => ({}))],
    });
  });
});
