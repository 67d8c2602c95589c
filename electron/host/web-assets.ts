import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Headers on every answer that a window gets, on app:// and on loopback alike. `connect` is what the page may talk
 * to: nothing in the desktop app (the engine is behind a port), its own server in a browser.
 */
export function securityHeaders(connect: "'none'" | "'self'"): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
}

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".ttf": "font/ttf",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
};

interface StaticFile {
  body: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

/** The built window, beside the folder that this bundle is in. */
export function builtWindowFolder(): string {
  return path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "renderer");
}

/** Reads the file that a URL's path names, `/` being index.html. Null where there is none or it lies outside. */
export async function readStaticFile(folder: string, urlPath: string): Promise<StaticFile | null> {
  const file = resolveInside(folder, urlPath);
  const contentType = file === null ? undefined : contentTypes[path.extname(file)];
  if (file === null || contentType === undefined) return null;
  try {
    const body = new Uint8Array(await readFile(file));
    return { body, headers: { "Content-Type": contentType, "Cache-Control": cacheControl(urlPath) } };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function resolveInside(folder: string, urlPath: string): string | null {
  const decoded = decode(urlPath === "/" ? "/index.html" : urlPath);
  if (decoded === null) return null;
  const segments = decoded.split("/").slice(1);
  const odd = segments.some((name) => name === "" || name.startsWith(".") || /[\\:\0]/.test(name));
  return odd ? null : path.join(folder, ...segments);
}

function decode(urlPath: string): string | null {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return null;
  }
}

/** The bundler puts a hash of the content into the names below /assets/. */
function cacheControl(urlPath: string): string {
  if (urlPath.startsWith("/assets/")) return "private, max-age=31536000, immutable";
  return urlPath === "/" || urlPath.endsWith(".html") ? "no-store" : "no-cache";
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOENT", "EISDIR", "ENOTDIR"].includes(String(error.code));
}
