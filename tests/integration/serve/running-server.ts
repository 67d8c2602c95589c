import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { os } from "@orpc/server";
import { z } from "zod";
import { startServer } from "../../../electron/serve/server.ts";

/** A server over a window of three files and a router of three procedures, on a free port. */
export async function startTestServer() {
  const folder = mkdtempSync(path.join(tmpdir(), "counterproof-serve-"));
  const rendererFolder = path.join(folder, "renderer");
  mkdirSync(path.join(rendererFolder, "assets"), { recursive: true });
  writeFileSync(path.join(rendererFolder, "index.html"), "<!doctype html><title>window</title>");
  writeFileSync(path.join(rendererFolder, "assets", "index-abc.js"), "export {};");
  writeFileSync(path.join(rendererFolder, ".sources"), "stamp");
  writeFileSync(path.join(folder, "secret.txt"), "outside");

  const streams = { open: 0, ended: Promise.withResolvers<void>() };
  const waits = { begun: Promise.withResolvers<void>(), stopped: Promise.withResolvers<void>() };
  const router = {
    greet: os.input(z.object({ name: z.string() })).handler(({ input }) => `hello ${input.name}`),
    wait: os.handler(async ({ signal }) => {
      waits.begun.resolve();
      await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
      waits.stopped.resolve();
    }),
    stream: os.handler(async function* ({ signal }) {
      streams.open++;
      try {
        yield 1;
        await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
      } finally {
        streams.open--;
        streams.ended.resolve();
      }
    }),
  };
  const log: string[] = [];
  const server = await startServer({
    engine: { router },
    rendererFolder,
    port: 0,
    host: "127.0.0.1",
    log: (line) => log.push(line),
  });
  const { host, port, searchParams } = new URL(server.url);
  return {
    server,
    router,
    streams,
    waits,
    log,
    host,
    port: Number(port),
    token: searchParams.get("token") ?? "",
    cookie: `counterproof-${port}=${searchParams.get("token")}`,
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

/** One raw request: unlike fetch it sends any path and any Host as they are. */
export function get(port: number, urlPath: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, path: urlPath, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
