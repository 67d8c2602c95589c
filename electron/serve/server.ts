import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AnyRouter } from "@orpc/server";
import { Problem } from "../../shared/problem.ts";
import { type Access, type Admission, admitRequest, cookieFor, createAccess } from "./access.ts";
import { attachRpc } from "./rpc.ts";
import { securityHeaders } from "./security-headers.ts";
import { readStaticFile } from "./static-files.ts";

export interface ServerOptions {
  engine: { readonly router: AnyRouter };
  rendererFolder: string;
  /** 0 takes any free port. */
  port: number;
  host: "127.0.0.1";
  log: (line: string) => void;
}

export interface RunningServer {
  /** The address to open, with its token: whoever has it can use the project. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the built window and the engine on loopback. Rejects with a Problem where the port cannot be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer();
  const port = await listen(server, options.host, options.port);
  const access = createAccess(port);
  server.on("request", (request, response) => {
    respond(options.rendererFolder, access, request, response).catch((error: unknown) => {
      options.log(`Could not answer ${request.method} ${pathOf(request)}: ${String(error)}`);
      if (!response.headersSent) send(response, 500, "The workbench could not read its own files. Build it again.");
      else response.destroy();
    });
  });
  const rpc = attachRpc(server, access, options.engine.router);
  return {
    url: `http://${options.host}:${port}/?token=${access.token}`,
    async close() {
      rpc.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new Problem("busy", `Port ${port} on ${host} cannot be used (${error.message}). Choose another with --port.`),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(address.port);
    });
  });
}

async function respond(
  folder: string,
  access: Access,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const admission = admitRequest(access, request);
  if (admission === "exchange-token") {
    response.writeHead(303, {
      ...headers(),
      Location: "/",
      "Set-Cookie": cookieFor(access),
      "Cache-Control": "no-store",
    });
    response.end();
    return;
  }
  if (admission !== "ok") return send(response, 403, refusal(admission));
  if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "Only GET is answered here.");
  const file = await readStaticFile(folder, pathOf(request));
  if (file === null) return send(response, 404, "There is no such page.");
  response.writeHead(200, { ...headers(), ...file.headers, "Content-Length": file.body.byteLength });
  response.end(request.method === "HEAD" ? undefined : file.body);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0] ?? "/";
}

function refusal(admission: Exclude<Admission, "ok">): string {
  return admission === "no-token"
    ? "This workbench answers only the browser it was opened in. Open the address that was printed in the terminal."
    : "This workbench answers only under its own address. Open the address that was printed in the terminal.";
}

function headers(): Record<string, string> {
  return securityHeaders("'self'");
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...headers(),
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
  });
  response.end(`${text}\n`);
}
