import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type IncomingMessage, type Server, createServer, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { AnyRouter } from "@orpc/server";
import { RPCHandler } from "@orpc/server/ws";
import { WebSocketServer } from "ws";
import { Problem } from "../../shared/problem.ts";
import { securityHeaders, readStaticFile } from "../host/web-assets.ts";

/** Who may talk to the server: a browser on this machine that was opened with the printed address. */
interface ServerAccess {
  readonly token: string;
  /** Cookies ignore ports, so two servers on one machine need two names. */
  readonly cookieName: string;
  readonly hosts: readonly string[];
}

type Admission = "ok" | "exchange-token" | "wrong-host" | "wrong-origin" | "no-token";

/** A new random token of 256 bits for a server on this port. */
function createAccess(port: number): ServerAccess {
  return {
    token: randomBytes(32).toString("base64url"),
    cookieName: `counterproof-${port}`,
    hosts: [`127.0.0.1:${port}`, `localhost:${port}`],
  };
}

/** Judges an ordinary request. A foreign Host is how DNS rebinding shows itself. */
function admitRequest(access: ServerAccess, request: IncomingMessage): Admission {
  if (!hasOwnHost(access, request)) return "wrong-host";
  const given = queryToken(request);
  if (given !== null) return sameSecret(given, access.token) ? "exchange-token" : "no-token";
  return hasCookie(access, request) ? "ok" : "no-token";
}

/** Judges a WebSocket upgrade, which browsers let any page attempt: its Origin must be this very server. */
function admitUpgrade(access: ServerAccess, request: IncomingMessage): Admission {
  if (!hasOwnHost(access, request)) return "wrong-host";
  if (request.headers.origin !== `http://${request.headers.host}`) return "wrong-origin";
  const given = queryToken(request);
  const known = given === null ? hasCookie(access, request) : sameSecret(given, access.token);
  return known ? "ok" : "no-token";
}

function accessCookie(access: ServerAccess): string {
  return `${access.cookieName}=${access.token}; Path=/; HttpOnly; SameSite=Strict`;
}

function hasOwnHost(access: ServerAccess, request: IncomingMessage): boolean {
  return request.headers.host !== undefined && access.hosts.includes(request.headers.host);
}

function queryToken(request: IncomingMessage): string | null {
  const query = (request.url ?? "").split("?")[1] ?? "";
  return new URLSearchParams(query).get("token");
}

function hasCookie(access: ServerAccess, request: IncomingMessage): boolean {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const prefix = `${access.cookieName}=`;
  return pairs.some((pair) => pair.startsWith(prefix) && sameSecret(pair.slice(prefix.length), access.token));
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** Files to import travel in one message; more than this is not a set of conversations. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Answers the contract's procedures on the WebSocket path /rpc; a window that goes away ends its streams. */
function attachRpc(server: Server, access: ServerAccess, router: AnyRouter): { close(): void } {
  const handler = new RPCHandler(router);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  server.on("upgrade", (request, socket, head) => {
    if ((request.url ?? "").split("?")[0] !== "/rpc") return refuseUpgrade(socket, "404 Not Found");
    if (admitUpgrade(access, request) !== "ok") return refuseUpgrade(socket, "403 Forbidden");
    sockets.handleUpgrade(request, socket, head, (client) => {
      // An oversized or malformed frame: ws closes the connection itself, with the code that says why.
      client.on("error", () => client.terminate());
      void handler.upgrade(client, { context: {} });
    });
  });
  return {
    close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

interface ServerOptions {
  engine: { readonly router: AnyRouter };
  rendererFolder: string;
  /** 0 takes any free port. */
  port: number;
  host: "127.0.0.1";
  log: (line: string) => void;
}

interface RunningServer {
  /** The address to open, with its token: a person who has it can use the project. */
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
  access: ServerAccess,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const admission = admitRequest(access, request);
  if (admission === "exchange-token") {
    response.writeHead(303, {
      ...headers(),
      Location: "/",
      "Set-Cookie": accessCookie(access),
      "Cache-Control": "no-store",
    });
    response.end();
    return;
  }
  if (admission !== "ok") return send(response, 403, admissionRefusal(admission));
  if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "Only GET is answered here.");
  const file = await readStaticFile(folder, pathOf(request));
  if (file === null) return send(response, 404, "There is no such page.");
  response.writeHead(200, { ...headers(), ...file.headers, "Content-Length": file.body.byteLength });
  response.end(request.method === "HEAD" ? undefined : file.body);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0] ?? "/";
}

function admissionRefusal(admission: Exclude<Admission, "ok">): string {
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
