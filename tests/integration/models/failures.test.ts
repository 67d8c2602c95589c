import { createServer } from "node:http";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { defaultCallTimeouts } from "../../../electron/engine/models/call-timeouts.ts";
import type { ModelErrorKind } from "../../../electron/engine/models/model-interface.ts";
import type { ProviderAdapter } from "../../../electron/engine/models/provider-adapter.ts";
import { providerTable } from "../../../electron/engine/models/provider-table.ts";
import { createSdkModel } from "../../../electron/engine/models/sdk-models.ts";
import { sendHttp } from "../../../electron/engine/models/http-client.ts";
import type { Fault } from "../../fixtures/provider-server/faults.ts";
import { testTrust } from "../../fixtures/engine/test-trust.ts";
import { failureOf, never, openAt, providers, request, secret, withServer } from "./helpers.ts";

const cases: { fault: Fault; kind: ModelErrorKind; retryable: boolean; says: RegExp }[] = [
  {
    fault: { kind: "status", status: 400, message: "bad seed" },
    kind: "bad-request",
    retryable: false,
    says: /bad seed/,
  },
  { fault: { kind: "status", status: 401 }, kind: "auth", retryable: false, says: /Settings or [A-Z_]+_API_KEY/ },
  { fault: { kind: "status", status: 403 }, kind: "auth", retryable: false, says: /Settings/ },
  { fault: { kind: "status", status: 404 }, kind: "not-found", retryable: false, says: /model name/ },
  { fault: { kind: "status", status: 422 }, kind: "bad-request", retryable: false, says: /HTTP 422/ },
  { fault: { kind: "status", status: 408 }, kind: "timeout", retryable: true, says: /HTTP 408/ },
  { fault: { kind: "status", status: 409 }, kind: "server", retryable: true, says: /HTTP 409/ },
  { fault: { kind: "status", status: 429 }, kind: "rate-limit", retryable: true, says: /concurrency/ },
  { fault: { kind: "status", status: 500 }, kind: "server", retryable: true, says: /try again later/ },
  {
    fault: { kind: "status", status: 529, message: "Overloaded" },
    kind: "server",
    retryable: true,
    says: /Overloaded/,
  },
  { fault: { kind: "reset" }, kind: "network", retryable: true, says: /closed the connection/ },
  { fault: { kind: "truncated" }, kind: "truncated", retryable: true, says: /in the middle/ },
  { fault: { kind: "half" }, kind: "truncated", retryable: true, says: /in the middle/ },
  { fault: { kind: "malformed" }, kind: "malformed", retryable: true, says: /not JSON/ },
];

describe.each(providers)("a call to $provider", (of) => {
  it.each(cases)("that meets $fault.kind $fault.status fails as $kind", async ({ fault, kind, retryable, says }) => {
    await withServer({ faults: { script: [fault] } }, async (server) => {
      const error = await failureOf((await openAt(server.url, of)).reply(request, never));
      expect({ kind: error.kind, retryable: error.retryable }).toEqual({ kind, retryable });
      expect(error.status).toBe(fault.kind === "status" ? fault.status : null);
      expect(error.message).toMatch(says);
      expect(error.message).toContain(new URL(server.url).host);
      expect(server.requests).toHaveLength(1);
    });
  });

  it("with a wrong key fails as auth, and the key that the server echoes is nowhere in the error", async () => {
    await withServer({ key: "another key" }, async (server) => {
      const error = await failureOf((await openAt(server.url, of)).reply(request, never));
      expect(error.kind).toBe("auth");
      expect(error.message).toContain("Incorrect API key provided: [key]");
      const all = [
        error.message,
        error.stack,
        JSON.stringify(error),
        inspect(error, { depth: null, showHidden: true }),
      ];
      expect(all.join("\n")).not.toContain(secret);
    });
  });

  it("keeps the key out of the reply and of the model", async () => {
    await withServer({ key: secret }, async (server) => {
      const model = await openAt(server.url, of);
      const reply = await model.reply(request, never);
      for (const value of [reply, model]) {
        expect(JSON.stringify(value) + inspect(value, { depth: null, showHidden: true })).not.toContain(secret);
      }
    });
  });

  it("to a server that hangs ends as a timeout", async () => {
    await withServer({ faults: { script: [{ kind: "hang" }] } }, async (server) => {
      const error = await failureOf(
        (await openAt(server.url, of, { timeouts: { firstByte: 40 } })).reply(request, never),
      );
      expect([error.kind, error.retryable]).toEqual(["timeout", true]);
      expect(error.message).toContain("did not begin to answer within 40 ms");
    });
  });

  it("stops at once when it is aborted, with the reason it was given", async () => {
    await withServer({ faults: { script: [{ kind: "hang" }] } }, async (server) => {
      const stop = new AbortController();
      const call = (await openAt(server.url, of)).reply(request, stop.signal);
      await server.received(1);
      stop.abort(new Error("cancelled by a person"));
      await expect(call).rejects.toThrow("cancelled by a person");
    });
  });

  it("sends nothing when it was aborted before it began", async () => {
    await withServer({}, async (server) => {
      const model = await openAt(server.url, of);
      await expect(model.reply(request, AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
      expect(server.requests).toEqual([]);
    });
  });

  it("to a server that is not running asks whether it is", async () => {
    const url = await withServer({}, async (server) => server.url);
    const error = await failureOf((await openAt(url, of)).reply(request, never));
    expect([error.kind, error.retryable]).toEqual(["network", true]);
    expect(error.message).toContain("Is the server running");
  });

  it("answered with JSON that holds no reply is malformed, not an empty reply", async () => {
    const fault: Fault = { kind: "status", status: 200, body: "{}" };
    await withServer({ faults: { script: [fault] } }, async (server) => {
      const error = await failureOf((await openAt(server.url, of)).reply(request, never));
      expect([error.kind, error.retryable]).toEqual(["malformed", true]);
    });
  });

  it("does not carry its key along a redirect", async () => {
    await withServer({}, async (elsewhere) => {
      const moved = createServer((_, response) => {
        response.writeHead(307, { location: `${elsewhere.url}${of.basePath}/chat/completions` }).end();
      });
      await new Promise<void>((resolve) => moved.listen(0, "127.0.0.1", resolve));
      try {
        const address = moved.address();
        const port = typeof address === "object" ? address?.port : undefined;
        const model = await openAt(`http://127.0.0.1:${port}`, of);
        const error = await failureOf(model.reply(request, never));
        expect([error.kind, error.retryable, error.status]).toEqual(["bad-request", false, 307]);
        expect(error.message).toContain("moved to");
        expect(elsewhere.requests).toEqual([]);
      } finally {
        moved.close();
      }
    });
  });
});

describe("how long a provider asks to wait", () => {
  const openai = { provider: "openai", model: "gpt-4o-mini", basePath: "/v1" } as const;

  it.each([
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": "7", "retry-after-ms": "250" }, 250],
    [{ "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }, 0],
    [{ "retry-after": "soon" }, null],
    [{}, null],
  ])("is read from %o", async (headers, expected) => {
    const fault: Fault = { kind: "status", status: 429, headers };
    await withServer({ faults: { script: [fault] } }, async (server) => {
      const error = await failureOf((await openAt(server.url, openai)).reply(request, never));
      expect(error.retryAfterMs).toBe(expected);
    });
  });

  it("is worth nothing when the account is out of credit", async () => {
    const body = JSON.stringify({ error: { message: "You exceeded your current quota", code: "insufficient_quota" } });
    await withServer({ faults: { script: [{ kind: "status", status: 429, body }] } }, async (server) => {
      const error = await failureOf((await openAt(server.url, openai)).reply(request, never));
      expect([error.kind, error.retryable]).toEqual(["credit", false]);
      expect(error.message).toContain("no credit left");
    });
  });
});

describe("a request that the library cannot make", () => {
  it("is a bad request in words, without the key", async () => {
    const adapter: ProviderAdapter = {
      ...providerTable.openai,
      open(options) {
        const model = providerTable.openai.open(options);
        model.doGenerate = () => Promise.reject(new Error(`cannot convert, ${options.key}`));
        return model;
      },
    };
    const model = createSdkModel({
      provider: "openai",
      model: "gpt-4o-mini",
      adapter,
      baseUrl: "http://models.invalid/v1",
      key: secret,
      secrets: [secret],
      variable: "OPENAI_API_KEY",
      permit: testTrust(["http://models.invalid"]).permitModel(
        { baseUrl: "http://models.invalid/v1", ownBaseUrl: null, key: "OPENAI_API_KEY" },
        "a test",
      ),
      send: sendHttp,
      timeouts: defaultCallTimeouts,
    });
    const error = await failureOf(model.reply(request, never));
    expect([error.kind, error.retryable]).toEqual(["bad-request", false]);
    expect(error.message).toContain("“cannot convert, [key]”");
  });
});

describe("a network that fails on the way", () => {
  const openai = { provider: "openai", model: "gpt-4o-mini", basePath: "/v1" } as const;
  const failing = (code: string): typeof fetch => {
    const cause = Object.assign(new Error(`${code} at the edge with ${secret}`), { code });
    return () => Promise.reject(new TypeError("fetch failed", { cause }));
  };

  it.each([
    ["ENOTFOUND", "network", true],
    ["EAI_AGAIN", "network", true],
    ["UND_ERR_SOCKET", "network", true],
    ["UND_ERR_HEADERS_TIMEOUT", "timeout", true],
    ["UND_ERR_CONNECT_TIMEOUT", "timeout", true],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "network", false],
    ["EHOSTUNREACH", "network", true],
  ])("%s is %s", async (code, kind, retryable) => {
    const model = await openAt("http://models.invalid", openai, { fetch: failing(code) });
    const error = await failureOf(model.reply(request, never));
    expect([error.kind, error.retryable]).toEqual([kind, retryable]);
    expect(error.message).not.toContain(secret);
  });
});
