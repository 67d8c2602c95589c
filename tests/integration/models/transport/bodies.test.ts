import http from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { listen, post } from "./support.ts";

const said = `{"reply":"Grüß Gott — ${"so long that it compresses ".repeat(200)}"}`;

async function serving(headers: http.OutgoingHttpHeaders, body: Buffer, status = 200): Promise<string> {
  const server = http.createServer((_, response) => void response.writeHead(status, headers).end(body));
  return `http://127.0.0.1:${await listen(server)}/v1/chat`;
}

describe("an answer's body", () => {
  it.each([
    ["as it is", {}, Buffer.from(said)],
    ["by gzip", { "content-encoding": "gzip" }, gzipSync(said)],
    ["by gzip, named in capitals", { "Content-Encoding": "GZIP" }, gzipSync(said)],
    ["by deflate", { "content-encoding": "deflate" }, deflateSync(said)],
    ["by brotli", { "content-encoding": "br" }, brotliCompressSync(said)],
  ])(
    "is read whole when it is sent %s, although nothing but the plain text was asked for",
    async (_, headers, body) => {
      const { answer, text } = await post(await serving(headers, body));
      expect(answer.status).toBe(200);
      expect(text).toBe(said);
    },
  );

  it("is nothing when its compression is broken, rather than half a reply", async () => {
    const half = gzipSync(said).subarray(0, 40);
    expect((await post(await serving({ "content-encoding": "gzip" }, half))).text).toBeNull();
  });

  it("is nothing when the connection ends before it does", async () => {
    const server = http.createServer((_, response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write("half of it", () => response.destroy());
    });
    expect((await post(`http://127.0.0.1:${await listen(server)}/`)).text).toBeNull();
  });

  it("is decoded in an error answer too, whose words people need most", async () => {
    const { answer, text } = await post(await serving({ "content-encoding": "gzip" }, gzipSync(said), 400));
    expect([answer.status, text]).toEqual([400, said]);
  });
});

it("does not follow a redirect, which would carry keys elsewhere", async () => {
  let asked = 0;
  const elsewhere = http.createServer((_, response) => {
    asked += 1;
    response.end();
  });
  const to = `http://127.0.0.1:${await listen(elsewhere)}/`;
  const { answer } = await post(await serving({ location: to }, Buffer.from(""), 307));
  expect([answer.status, asked]).toEqual([307, 0]);
});
