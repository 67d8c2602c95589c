import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import type { AnyRouter } from "@orpc/server";
import { RPCHandler } from "@orpc/server/ws";
import { WebSocketServer } from "ws";
import { type Access, admitUpgrade } from "./access.ts";

/** Files to import travel in one message; more than this is not a set of conversations. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Answers the contract's procedures on the WebSocket path /rpc; a window that goes away ends its streams. */
export function attachRpc(server: Server, access: Access, router: AnyRouter): { close(): void } {
  const handler = new RPCHandler(router);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  server.on("upgrade", (request, socket, head) => {
    if ((request.url ?? "").split("?")[0] !== "/rpc") return refuse(socket, "404 Not Found");
    if (admitUpgrade(access, request) !== "ok") return refuse(socket, "403 Forbidden");
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

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
