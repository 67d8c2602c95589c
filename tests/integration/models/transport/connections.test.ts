import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { listen, post } from "./support.ts";

describe("connections", () => {
  it("are used again while the provider keeps them", async () => {
    let connections = 0;
    const server = http.createServer((_, response) => void response.end("{}"));
    server.on("connection", () => (connections += 1));
    const address = `http://127.0.0.1:${await listen(server)}/`;
    for (let at = 0; at < 5; at += 1) {
      await post(address);
      // The reply is told first; then its connection is free.
      await yieldToEventLoop();
    }
    expect(connections).toBe(1);
  });

  it("that the provider has closed in between are not used again", async () => {
    const server = http.createServer((_, response) => void response.end("{}"));
    const closings: Promise<unknown>[] = [];
    server.on("connection", (socket) => closings.push(once(socket, "close")));
    const address = `http://127.0.0.1:${await listen(server)}/`;
    for (let at = 0; at < 3; at += 1) {
      expect((await post(address)).text).toBe("{}");
      server.closeAllConnections();
      await Promise.all(closings);
    }
    expect(closings).toHaveLength(3);
  });

  it("are given up when the caller stops while one is being made", async () => {
    // A server that never accepts: its one place in the queue is taken, and so is the next.
    const server = net.createServer();
    const port = await listen(server);
    const stop = new AbortController();
    const pending = post(`https://127.0.0.1:${port}/`, { signal: stop.signal });
    stop.abort(new Error("the person stopped"));
    await expect(pending).rejects.toThrow("the person stopped");
  });

  it("that never become secure end after the limit for connecting, not after that for an answer", async () => {
    const server = net.createServer();
    const port = await listen(server);
    const pending = post(`https://127.0.0.1:${port}/`, { timeouts: { connect: 50, firstByte: 60_000 } });
    await expect(pending).rejects.toThrow("the call took too long");
  });

  it("end when an answer stays away for longer than its limit, on a connection that was free as well", async () => {
    const server = http.createServer((request, response) => {
      if (request.url === "/quick") response.end("{}");
    });
    const address = `http://127.0.0.1:${await listen(server)}`;
    await post(`${address}/quick`);
    await expect(post(`${address}/never`, { timeouts: { firstByte: 50 } })).rejects.toThrow("the call took too long");
  });
});
