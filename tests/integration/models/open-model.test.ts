import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createKeyRing } from "../../../electron/engine/models/api-keys.ts";
import { openModel } from "../../../electron/engine/models/open-model.ts";
import { testModel } from "../../../electron/engine/models/saved-models.ts";
import type { ModelSpec, Provider } from "../../../shared/domain/model.ts";
import { testTrust } from "../../fixtures/engine/test-trust.ts";
import { openAt, withServer } from "./helpers.ts";

function open(provider: Provider, baseUrl: string | null, env: NodeJS.ProcessEnv = {}) {
  const spec: ModelSpec = { provider, model: "m", baseUrl, settings: {} };
  return openModel(spec, { keys: createKeyRing(env, null), trust: testTrust(["http://x.test"]) });
}

describe("opening a model", () => {
  it.each([
    ["openai", "OPENAI_API_KEY"],
    ["anthropic", "ANTHROPIC_API_KEY"],
    ["google", "GOOGLE_GENERATIVE_AI_API_KEY"],
  ] as const)("%s without a key names Settings and %s", async (provider, variable) => {
    await expect(open(provider, null)).rejects.toMatchObject({
      code: "no-model-key",
      message: expect.stringMatching(new RegExp(`Settings.*${variable}`)),
    });
  });

  it("openai-compatible needs no key, and then sends no authorization at all", async () => {
    const sent: Headers[] = [];
    const send: typeof fetch = async (_, init) => {
      sent.push(new Headers(init?.headers));
      return new Response("{}", { status: 500 });
    };
    const spec: ModelSpec = { provider: "openai-compatible", model: "m", baseUrl: "http://x.test/v1", settings: {} };
    const model = await openModel(spec, {
      keys: createKeyRing({}, null),
      trust: testTrust(["http://x.test"]),
      fetch: send,
    });
    expect((await testModel(model)).ok).toBe(false);
    expect(sent[0]?.has("authorization")).toBe(false);
  });

  it("openai-compatible without an address is refused", async () => {
    await expect(open("openai-compatible", null)).rejects.toMatchObject({ code: "bad-input" });
  });

  it.each(["ftp://x.test/v1", "nonsense", "http://x.test/v1?key=1", "http://x.test/v1#a"])(
    "refuses %s",
    async (url) => {
      await expect(open("openai-compatible", url)).rejects.toMatchObject({ code: "bad-input" });
    },
  );

  it("refuses an address that holds a password, without repeating the password", async () => {
    const failure = await open("openai-compatible", "http://me:hunter2@x.test/v1").catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "bad-input", message: expect.not.stringContaining("hunter2") });
  });

  it("refuses a key that a header cannot carry, without repeating it", async () => {
    const failure = await open("openai", null, { OPENAI_API_KEY: "sk-a\nsk-b" }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "no-model-key", message: expect.not.stringContaining("sk-a") });
  });

  it("takes slashes at the end of an address for the same address", async () => {
    expect((await open("openai-compatible", "http://x.test/v1//")).identity).toBe("http://x.test/v1");
  });

  it("says that a scripted model's file is not there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "models-"));
    try {
      const spec: ModelSpec = { provider: "scripted", model: "absent.yaml", baseUrl: null, settings: {} };
      const opening = openModel(spec, { keys: createKeyRing({}, null), trust: testTrust([], folder) });
      await expect(opening).rejects.toMatchObject({ name: "Problem", message: expect.stringContaining("absent.yaml") });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("testing a model", () => {
  const local = { provider: "openai-compatible", model: "llama", basePath: "/v1" } as const;

  it("makes one small call and says what came back", async () => {
    await withServer({ reply: () => "ok" }, async (server) => {
      const result = await testModel(await openAt(server.url, local));
      expect(result).toEqual({
        ok: true,
        message: expect.stringMatching(/^llama answered “ok” in \d+ ms\.$/),
        latencyMs: expect.any(Number),
      });
      expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
        model: "llama",
        max_tokens: 16,
        messages: [
          { role: "system", content: "You are a connection test." },
          { role: "user", content: "Reply with the word ok." },
        ],
      });
    });
  });

  it("says what went wrong instead of failing itself", async () => {
    await withServer(
      { faults: { script: [{ kind: "status", status: 404, message: "no such model" }] } },
      async (server) => {
        const result = await testModel(await openAt(server.url, local));
        expect(result).toEqual({ ok: false, message: expect.stringContaining("no such model"), latencyMs: null });
      },
    );
  });
});
