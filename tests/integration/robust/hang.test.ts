import { createServer, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { CallTimeouts } from "../../../electron/engine/models/call-timeouts.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { failureOf, never, openAt, request } from "../models/helpers.ts";

const openai = { provider: "openai-compatible", model: "small", basePath: "/v1" } as const;
/** Far away, so that each test can bring near the one limit that it is about. */
const patient: CallTimeouts = {
  connect: 60_000,
  firstByte: 60_000,
  betweenChunks: 60_000,
  total: 60_000,
  afterSleep: 60_000,
};

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

async function failureAt(url: string, timeouts: Partial<CallTimeouts>) {
  const model = await openAt(url, openai, { timeouts: { ...patient, ...timeouts } });
  return failureOf(model.reply(request, never));
}

/** A server that answers each request as `answer` does, for as long as the test runs. */
async function answering(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((incoming, response) => {
    incoming.resume();
    answer(response);
  });
  const port = await listening(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

describe("a provider that hangs", () => {
  it("before the connection stands ends the call by the limit on connecting", async () => {
    // Takes the connection and never says a word, so that TLS is never agreed on.
    const server = createTcpServer((socket) => onTestFinished(() => void socket.destroy()));
    const port = await listening(server);
    onTestFinished(() => void server.close());
    const error = await failureAt(`https://127.0.0.1:${port}`, { connect: 50 });
    expect([error.kind, error.retryable]).toEqual(["timeout", true]);
    expect(error.message).toContain("could not be connected to within 50 ms");
  });

  it("before its answer ends the call by the limit on the first byte", async () => {
    const error = await failureAt(await answering(() => undefined), { firstByte: 50 });
    expect([error.kind, error.retryable]).toEqual(["timeout", true]);
    expect(error.message).toContain("took the request and did not begin to answer within 50 ms");
  });

  it("in the middle of its answer ends the call by the limit on silence, and keeps nothing", async () => {
    const half = await answering((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"choices": [{"message"');
    });
    const error = await failureAt(half, { betweenChunks: 50 });
    expect([error.kind, error.retryable]).toEqual(["timeout", true]);
    expect(error.message).toMatch(/middle of a reply and sent nothing for 50 ms, so nothing of it was kept/);
  });

  it("by dripping its answer ends the call by the limit on all of it", async () => {
    const dripping = await answering((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(drip));
    });
    const error = await failureAt(dripping, { total: 80 });
    expect([error.kind, error.retryable]).toEqual(["timeout", true]);
    expect(error.message).toContain("gave no whole reply within 80 ms");
  });

  it("for ever ends the run, with each call tried as often as the policy says and the reason told", async () => {
    const hang = { kind: "hang" } as const;
    const server = await testServer({ faults: { script: Array.from({ length: 200 }, () => hang) } });
    const engine = await testEngine(
      Array.from({ length: 30 }, (_, at) => asking(`c${at}`, ["question"], "said")),
      {
        timeouts: { firstByte: 200 },
        retry: { attempts: 3, baseMs: 1, capMs: 2, patienceMs: 1_000, waitsForServer: false },
      },
    );
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 4 }));
    expect(run.progress).toMatchObject({ status: "incomplete", recorded: 0, passed: 0, failed: 0 });
    expect(run.progress.lastError).toContain("did not begin to answer within 200 ms");
    // Every lane in a row met it: the other conversations were not tried.
    expect(run.progress.errors).toBeLessThanOrEqual(8);
    const first = engine.services.store.results.failures(Number(run.id))[0];
    expect(first?.attempts.map((attempt) => attempt.kind)).toEqual(["timeout", "timeout", "timeout"]);
    // The lanes that were not the last to fail may have begun another call before they were stopped.
    const told = run.progress.retries + run.progress.errors;
    expect(server.requests.length).toBeGreaterThanOrEqual(told);
    expect(server.requests.length).toBeLessThanOrEqual(told + 4);
  });
});
