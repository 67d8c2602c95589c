import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { createWebhookCaller } from "../../../electron/engine/checks/code/webhook-caller.ts";
import { evaluateChecks } from "../../../electron/engine/checks/evaluate.ts";
import { createSandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import { createKeyRing, hideKeys } from "../../../electron/engine/models/api-keys.ts";
import type { Check } from "../../../shared/domain/check.ts";
import { checkContext } from "../../fixtures/engine/check-context.ts";
import { testTrust } from "../../fixtures/engine/test-trust.ts";
import { reply } from "../../unit/checks/judge.ts";

interface Seen {
  method: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A webhook on loopback that answers as told and remembers what it was sent. */
async function hook(answer: (response: ServerResponse) => void) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      seen.push({ method: request.method, headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the webhook does not listen");
  const { port } = address;
  return { url: `http://127.0.0.1:${port}/check`, seen };
}

const json = (value: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(value));

interface Terms {
  text?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** The webhook's own address unless told. */
  allow?: readonly string[];
}

async function judge(url: string, terms: Terms = {}) {
  const { text = "Hello.", timeoutMs = 5_000, signal = new AbortController().signal } = terms;
  const { allow = /^https?:[^@]*$/.test(url) ? [url] : [] } = terms;
  const keys = createKeyRing({ OPENAI_API_KEY: "sk-secret-1234567890" }, null);
  const webhooks = createWebhookCaller({
    permit: testTrust(allow).permitWebhook,
    hide: (sent) => hideKeys(sent, keys),
    timeoutMs,
  });
  const sandbox = createSandbox();
  onTestFinished(async () => {
    await webhooks.close();
    await sandbox.close();
  });
  const asked = { system: "You are Lex.", messages: [{ role: "user" as const, content: "Hi" }] };
  const checks: Check[] = [
    { type: "webhook", value: url },
    { type: "not-webhook", value: url },
  ];
  const verdicts = await evaluateChecks(checks, reply(text), checkContext(sandbox, { webhooks, asked, signal }));
  return verdicts.map(({ status, reason, score }) => ({ status, reason, score }));
}

describe("a webhook check", () => {
  it("passes and fails as the webhook says, and the other way round negated", async () => {
    const yes = await hook(json({ pass: true, score: 0.75, reason: "It greets." }));
    expect(await judge(yes.url)).toEqual([
      { status: "pass", reason: "It greets.", score: 0.75 },
      { status: "fail", reason: "It greets.", score: 0.25 },
    ]);
    const no = await hook(json({ pass: false }));
    expect((await judge(no.url)).map((one) => one.status)).toEqual(["fail", "pass"]);
  });

  it("posts the reply and the chat as JSON", async () => {
    const { url, seen } = await hook(json({ pass: true }));
    await judge(url, { text: "Grüße \u2028 \ud83d\ude00" });
    expect(seen[0]?.method).toBe("POST");
    expect(seen[0]?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(seen[0]?.body ?? "")).toMatchObject({
      output: "Grüße \u2028 \ud83d\ude00",
      context: {
        vars: {},
        messages: [
          { role: "system", content: "You are Lex." },
          { role: "user", content: "Hi" },
        ],
      },
    });
  });

  it("never sends a key, not even one that the model repeats", async () => {
    const { url, seen } = await hook(json({ pass: true }));
    await judge(url, { text: "The key is sk-secret-1234567890, they say." });
    expect(seen).toHaveLength(2);
    for (const { body, headers } of seen) {
      expect(body + JSON.stringify(headers)).not.toContain("sk-secret");
      expect(body).toContain("[key]");
    }
  });

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    [
      "a server's error",
      (r) => void r.writeHead(500).end('{"pass":true}'),
      /answered with status 500, after \d+\.\d s$/,
    ],
    [
      "a redirect",
      (r) => void r.writeHead(307, { location: "http://127.0.0.1:9/" }).end(),
      /status 307, a redirect, which is not followed/,
    ],
    ["no JSON", (r) => void r.end("yes"), /something that is not JSON/],
    ["an empty answer", (r) => void r.end(), /something that is not JSON/],
    ["other JSON", json({ ok: true }), /other than \{pass, score, reason\} \(“pass”\)/],
    ["a pass that is a text", json({ pass: "true" }), /\(“pass”\)/],
    ["null", json(null), /other than \{pass, score, reason\}/],
    ["a huge answer", json({ pass: true, reason: "x".repeat(100_000) }), /more than 64 KB/],
    [
      "half an answer",
      (r) => {
        r.writeHead(200, { "content-length": "99" });
        r.write('{"pass":true');
        r.destroy();
      },
      /could not be asked/,
    ],
  ])("is an error, negated or not, for %s", async (_, answer, reason) => {
    const { url } = await hook(answer);
    const verdicts = await judge(url);
    expect(verdicts.map((one) => one.status)).toEqual(["error", "error"]);
    expect(verdicts[0]?.reason).toMatch(reason);
  });

  it("is an error where nobody answers in time", async () => {
    const { url } = await hook(() => undefined);
    const verdicts = await judge(url, { timeoutMs: 100 });
    expect(verdicts.map((one) => one.status)).toEqual(["error", "error"]);
    expect(verdicts[0]?.reason).toMatch(/gave no answer within 0.1 seconds/);
  });

  it("counts the time of its own request alone, not what others took before it", async () => {
    // Eight at a time and 80 replies: the last one's turn comes long after its limit would be over.
    const { url } = await hook((response) => void setTimeout(() => response.end(`{"pass":true}`), 400));
    const webhooks = createWebhookCaller({
      permit: testTrust([url]).permitWebhook,
      hide: (text) => text,
      timeoutMs: 3_000,
    });
    onTestFinished(() => webhooks.close());
    const asked = Array.from({ length: 80 }, () => webhooks.ask(new URL(url), "{}", new AbortController().signal));
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 80 }, () => ({ answer: { pass: true } })));
  });

  it("waits in a queue of its host's own: a host that hangs holds no other back", async () => {
    const stuck = await hook(() => undefined);
    const quick = await hook(json({ pass: true }));
    const webhooks = createWebhookCaller({
      permit: testTrust([stuck.url, quick.url]).permitWebhook,
      hide: (text) => text,
      timeoutMs: 60_000,
    });
    const stop = new AbortController();
    const held = Array.from({ length: 20 }, () => webhooks.ask(new URL(stuck.url), "{}", stop.signal));
    expect(await webhooks.ask(new URL(quick.url), "{}", new AbortController().signal)).toEqual({
      answer: { pass: true },
    });
    stop.abort(new Error("enough"));
    const ended = await Promise.allSettled(held);
    expect(
      ended.every(({ status }) => status === "rejected"),
      "no verdict is made of a stop",
    ).toBe(true);
    await webhooks.close();
  });

  it("bounds the wait for a host's turn by a limit of its own, and says that it was not asked", async () => {
    const { url, seen } = await hook(() => undefined);
    const webhooks = createWebhookCaller({
      permit: testTrust([url]).permitWebhook,
      hide: (text) => text,
      timeoutMs: 60_000,
      queueTimeoutMs: 50,
    });
    const stop = new AbortController();
    const ask = () => webhooks.ask(new URL(url), "{}", stop.signal);
    const held = Array.from({ length: 8 }, ask);
    expect(await ask()).toEqual({
      problem: expect.stringMatching(/was not asked: this check waited for 0.05 seconds/),
    });
    stop.abort(new Error("enough"));
    await Promise.allSettled(held);
    expect(seen.length).toBeLessThanOrEqual(8);
    await webhooks.close();
  });

  it("is an error where the answer never ends", async () => {
    const { url } = await hook((response) => void response.write('{"pass":'));
    expect((await judge(url, { timeoutMs: 100 }))[0]?.reason).toMatch(/gave no answer within 0.1 seconds/);
  });

  it("is an error where nobody listens", async () => {
    const verdicts = await judge("http://127.0.0.1:1/");
    expect(verdicts.map((one) => one.status)).toEqual(["error", "error"]);
    expect(verdicts[0]?.reason).toMatch(/^127.0.0.1:1 could not be asked: /);
  });

  it("stops when nobody waits for the verdict any more", async () => {
    const stop = new AbortController();
    const { url } = await hook(() => stop.abort(new Error("a person stopped it")));
    const verdicts = judge(url, { signal: stop.signal, timeoutMs: 60_000 });
    await expect(verdicts, "no verdict is made of it: the reply is held").rejects.toThrow("a person stopped it");
  });

  it("asks no address that the person does not allow, this machine's own included", async () => {
    const { url, seen } = await hook(json({ pass: true }));
    const port = Number(new URL(url).port);
    const others = ["https://hooks.example.com/check", url, `http://localhost:${port}/`, `http://2130706433:${port}/`];
    for (const address of others) {
      const verdicts = await judge(address, { allow: [`http://127.0.0.1:${port + 1}`, "https://127.0.0.1"] });
      expect(verdicts.map((one) => one.status)).toEqual(["error", "error"]);
      expect(verdicts[0]?.reason).toContain(`send replies and their conversations to ${new URL(address).origin}`);
    }
    expect(seen).toEqual([]);
    // The same machine by a number is the same origin once the URL is read.
    expect((await judge(`http://2130706433:${port}/`, { allow: [url] }))[0]?.status).toBe("pass");
  });

  it.each([
    ["file:///etc/passwd", "“webhook” needs an address that starts with http:// or https://"],
    ["hooks.example.com", "“webhook” needs an address that starts with http:// or https://"],
    ["http://me:secret@127.0.0.1/", "the address holds a user name or password"],
  ])("refuses the address %s", async (url, reason) => {
    expect((await judge(url))[0]).toMatchObject({ status: "error", reason: expect.stringContaining(reason) });
  });
});
