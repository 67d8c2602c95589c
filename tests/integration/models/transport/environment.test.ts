import http from "node:http";
import https from "node:https";
import net from "node:net";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { listen, postFrom } from "./support.ts";

const tls = path.join(import.meta.dirname, "../../../fixtures/tls");
const pair = { key: readFileSync(path.join(tls, "key.pem")), cert: readFileSync(path.join(tls, "certificate.pem")) };

describe("HTTPS", () => {
  it("works with a certificate that the person trusts, and only then", async () => {
    const server = https.createServer(pair, (_, response) => void response.end('{"safe":true}'));
    const address = `https://localhost:${await listen(server)}/v1`;
    const trusting = { NODE_EXTRA_CA_CERTS: path.join(tls, "certificate.pem") };
    expect(await postFrom(trusting, address)).toEqual({ status: 200, text: '{"safe":true}' });
    expect(await postFrom({}, address)).toEqual({ error: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });
});

describe("a proxy from the environment", () => {
  it("is used for addresses elsewhere, and never for this machine's own", async () => {
    const server = http.createServer((_, response) => void response.end('{"here":true}'));
    const port = await listen(server);
    const asked: string[] = [];
    const proxy = http.createServer();
    proxy.on("connect", (request, socket: net.Socket) => {
      asked.push(request.url ?? "");
      const onward = net.connect(port, "127.0.0.1", () => socket.write("HTTP/1.1 200 Connected\r\n\r\n"));
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
      onward.pipe(socket).pipe(onward);
    });
    const address = `http://127.0.0.1:${await listen(proxy)}`;
    const env = { HTTP_PROXY: address, http_proxy: address, NO_PROXY: "", no_proxy: "" };
    expect(await postFrom(env, "http://model.test/v1")).toEqual({ status: 200, text: '{"here":true}' });
    expect(await postFrom(env, `http://127.0.0.1:${port}/v1`)).toEqual({ status: 200, text: '{"here":true}' });
    expect(await postFrom(env, `http://localhost:${port}/v1`)).toEqual({ status: 200, text: '{"here":true}' });
    // Spellings under which nothing may listen here; that the proxy is not asked is what counts.
    const own = ["127.0.0.2", "2130706434", "[::1]", "[::ffff:127.1.2.3]", "0.0.0.0", "localhost.", "a.localhost"];
    await Promise.all(own.map((host) => postFrom(env, `http://${host}:${port}/v1`)));
    expect(asked).toEqual(["model.test:80"]);
    for (const host of ["127.model.test", "localhost.model.test"]) await postFrom(env, `http://${host}/v1`);
    expect(asked.slice(1)).toEqual(["127.model.test:80", "localhost.model.test:80"]);
  });
});
