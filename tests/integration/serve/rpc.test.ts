import { once } from "node:events";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { RouterClient } from "@orpc/server";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startTestServer, type TestServer } from "./running-server.ts";

let host: TestServer;
const sockets: WebSocket[] = [];
beforeAll(async () => {
  host = await startTestServer();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});
afterAll(() => host.close());

function dial(path: string, headers: Record<string, string>): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
  sockets.push(socket);
  return socket;
}

function refusal(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.on("error", (error) => resolve(error.message));
    socket.on("open", () => resolve("it was let in"));
  });
}

async function connect() {
  const socket = dial("/rpc", { origin: `http://${host.host}`, cookie: host.cookie });
  await once(socket, "open");
  const client: RouterClient<TestServer["router"]> = createORPCClient(new RPCLink({ websocket: socket }));
  return { socket, client };
}

describe("the WebSocket", () => {
  it("answers calls of the page that has the cookie", async () => {
    const { client } = await connect();
    expect(await client.greet({ name: "world" })).toBe("hello world");
  });

  it("tells the engine when the window ends a call of its own, as its Stop buttons do", async () => {
    const { client } = await connect();
    const stop = new AbortController();
    const call = client.wait(undefined, { signal: stop.signal }).catch((error: unknown) => error);
    await host.waits.begun.promise;
    stop.abort();
    await host.waits.stopped.promise;
    expect(await call).toBeInstanceOf(Error);
  });

  it("takes the token in place of the cookie", async () => {
    const socket = dial(`/rpc?token=${host.token}`, { origin: `http://${host.host}` });
    await once(socket, "open");
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it.each([
    ["a page of another site, though the browser sends the cookie", { origin: "https://evil.example" }, "cookie"],
    ["a page on another port", { origin: "http://127.0.0.1:1" }, "cookie"],
    ["a sandboxed page", { origin: "null" }, "cookie"],
    ["no Origin at all", {}, "cookie"],
    ["a foreign Host with a matching Origin", { host: "evil.example", origin: "http://evil.example" }, "cookie"],
    ["the right Origin without a cookie", { origin: "own" }, "none"],
    ["the right Origin with a wrong cookie", { origin: "own" }, "wrong"],
  ])("refuses %s", async (_, given, cookie) => {
    const headers: Record<string, string> = { ...given };
    if (headers["origin"] === "own") headers["origin"] = `http://${host.host}`;
    if (cookie === "cookie") headers["cookie"] = host.cookie;
    if (cookie === "wrong") headers["cookie"] = `${host.cookie}x`;
    expect(await refusal(dial("/rpc", headers))).toContain("403");
  });

  it("is on no other path", async () => {
    const headers = { origin: `http://${host.host}`, cookie: host.cookie };
    expect(await refusal(dial("/", headers))).toContain("404");
  });
});

it("ends the streams of a page that goes away", async () => {
  const { socket, client } = await connect();
  const stream = await client.stream();
  const first = await stream.next();
  expect(first).toMatchObject({ done: false, value: 1 });
  expect(host.streams.open).toBe(1);
  socket.terminate();
  await host.streams.ended.promise;
  expect(host.streams.open).toBe(0);
});

it("closes while pages are still connected", async () => {
  const other = await startTestServer();
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/rpc`, {
    headers: { origin: `http://${other.host}`, cookie: other.cookie },
  });
  await once(socket, "open");
  const closed = once(socket, "close");
  await other.close();
  await closed;
  expect(socket.readyState).toBe(WebSocket.CLOSED);
});
