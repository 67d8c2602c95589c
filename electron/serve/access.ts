import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Who may talk to the server: a browser on this machine that was opened with the printed address. */
export interface Access {
  readonly token: string;
  /** Cookies ignore ports, so two servers on one machine need two names. */
  readonly cookieName: string;
  readonly hosts: readonly string[];
}

export type Admission = "ok" | "exchange-token" | "wrong-host" | "wrong-origin" | "no-token";

/** A new random token of 256 bits for a server on this port. */
export function createAccess(port: number): Access {
  return {
    token: randomBytes(32).toString("base64url"),
    cookieName: `counterproof-${port}`,
    hosts: [`127.0.0.1:${port}`, `localhost:${port}`],
  };
}

/** Judges an ordinary request. A foreign Host is how DNS rebinding shows itself. */
export function admitRequest(access: Access, request: IncomingMessage): Admission {
  if (!hasOwnHost(access, request)) return "wrong-host";
  const given = queryToken(request);
  if (given !== null) return sameSecret(given, access.token) ? "exchange-token" : "no-token";
  return hasCookie(access, request) ? "ok" : "no-token";
}

/** Judges a WebSocket upgrade, which browsers let any page attempt: its Origin must be this very server. */
export function admitUpgrade(access: Access, request: IncomingMessage): Admission {
  if (!hasOwnHost(access, request)) return "wrong-host";
  if (request.headers.origin !== `http://${request.headers.host}`) return "wrong-origin";
  const given = queryToken(request);
  const known = given === null ? hasCookie(access, request) : sameSecret(given, access.token);
  return known ? "ok" : "no-token";
}

export function cookieFor(access: Access): string {
  return `${access.cookieName}=${access.token}; Path=/; HttpOnly; SameSite=Strict`;
}

function hasOwnHost(access: Access, request: IncomingMessage): boolean {
  return request.headers.host !== undefined && access.hosts.includes(request.headers.host);
}

function queryToken(request: IncomingMessage): string | null {
  const query = (request.url ?? "").split("?")[1] ?? "";
  return new URLSearchParams(query).get("token");
}

function hasCookie(access: Access, request: IncomingMessage): boolean {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const prefix = `${access.cookieName}=`;
  return pairs.some((pair) => pair.startsWith(prefix) && sameSecret(pair.slice(prefix.length), access.token));
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
