import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { createKeyRing } from "../../../../electron/engine/models/api-keys.ts";
import { openEmbeddingModel } from "../../../../electron/engine/models/open-model.ts";
import { testTrust } from "../../../fixtures/engine/test-trust.ts";
import { failureOf, never, openAt, request } from "../helpers.ts";

const compatible = { provider: "openai-compatible", model: "m", basePath: "/v1" } as const;

/** A server that answers all in one way; says how many bytes it could send before the caller had enough. */
async function serving(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<{ url: string; asked(): number }> {
  let asked = 0;
  const server = createServer((incoming, response) => {
    asked += 1;
    response.on("error", () => undefined);
    answer(response, incoming);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, asked: () => asked };
}

function endless(response: ServerResponse): void {
  const chunk = Buffer.alloc(2 ** 20, "a");
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once("drain", more);
  };
  more();
}

const zeros = Buffer.alloc(40 * 2 ** 20);
const bombs: [string, Buffer][] = [
  ["gzip", gzipSync(zeros)],
  ["br", brotliCompressSync(zeros, { params: {} })],
  ["deflate", deflateSync(zeros)],
  ["gzip, gzip", gzipSync(gzipSync(zeros))],
];

describe("an answer without an end", () => {
  it.each([200, 500])("with status %i is a failure that is not retried, and reading stops", async (status) => {
    const server = await serving((response) => {
      response.writeHead(status, { "content-type": "application/json" });
      endless(response);
    });
    const error = await failureOf((await openAt(server.url, compatible)).reply(request, never));
    expect([error.kind, error.retryable]).toEqual(["too-large", false]);
    expect(error.message).toMatch(/MB in one answer/);
    expect(server.asked()).toBe(1);
  });

  it("in its headers is one too", async () => {
    const server = await serving(
      (response) => void response.writeHead(200, { "x-long": "a".repeat(70_000) }).end("{}"),
    );
    const error = await failureOf((await openAt(server.url, compatible)).reply(request, never));
    expect([error.kind, error.retryable]).toEqual(["too-large", false]);
  });

  it.each(bombs)("packed by %s is one too, though little is sent", async (encoding, packed) => {
    const server = await serving(
      (response) => void response.writeHead(200, { "content-encoding": encoding }).end(packed),
    );
    const error = await failureOf((await openAt(server.url, compatible)).reply(request, never));
    expect([error.kind, error.retryable]).toEqual(["too-large", false]);
  });

  it("that is a whole reply of millions of characters is not kept", async () => {
    const content = "a".repeat(5_000_000);
    const body = JSON.stringify({ choices: [{ message: { content }, finish_reason: "stop" }] });
    const server = await serving((response) => void response.writeHead(200).end(body));
    const error = await failureOf((await openAt(server.url, compatible)).reply(request, never));
    expect(error.message).toContain("more than 4 million characters");
    expect(error.retryable).toBe(false);
  });
});

describe("vectors", () => {
  const embed = async (data: unknown, texts: string[]) => {
    const server = await serving((response) => void response.writeHead(200).end(JSON.stringify(data)));
    const spec = { provider: "openai-compatible", model: "e", baseUrl: `${server.url}/v1` } as const;
    const model = await openEmbeddingModel(spec, { keys: createKeyRing({}, null), trust: testTrust([server.url]) });
    return model.embed(texts, never);
  };
  const at = (index: unknown, embedding: unknown) => ({ object: "embedding", index, embedding });

  it("stand by their index, whatever order they come in, also as base64 and with counts that are none", async () => {
    const packed = Buffer.from(Float32Array.of(0, 1).buffer).toString("base64");
    const { vectors, inputTokens } = await embed(
      { data: [at(1, packed), at(0, [1, 0])], usage: { prompt_tokens: 1.5 } },
      ["a", "b"],
    );
    expect(vectors.map((vector) => [...vector])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(inputTokens).toBe(2);
  });

  it.each([
    ["an index twice", { data: [at(0, [1, 0]), at(0, [0, 1])] }],
    ["an index too high", { data: [at(0, [1, 0]), at(2, [0, 1])] }],
    ["an index for one of them only", { data: [at(1, [1, 0]), at(undefined, [0, 1])] }],
    ["one too few", { data: [at(0, [1, 0])] }],
    ["one too many", { data: [at(0, [1, 0]), at(1, [1, 0]), at(2, [1, 0])] }],
    ["two lengths", { data: [at(0, [1, 0]), at(1, [1])] }],
    ["a text among the numbers", { data: [at(0, [1, "0"]), at(1, [1, 0])] }],
    ["numbers too large for 32 bits", { data: [at(0, [1e300, 0]), at(1, [1, 0])] }],
    ["a vector without direction", { data: [at(0, [0, 0]), at(1, [1, 0])] }],
    ["an empty vector", { data: [at(0, []), at(1, [])] }],
  ])("with %s are not kept", async (_, data) => {
    const error = await failureOf(embed(data, ["a", "b"]));
    expect([error.kind, error.retryable]).toEqual(["malformed", true]);
  });
});
