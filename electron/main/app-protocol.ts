import { protocol } from "electron";
import { securityHeaders } from "../serve/security-headers.ts";
import { builtWindowFolder, readStaticFile } from "../serve/static-files.ts";

const SCHEME = "app";
const HOST = "workbench";
export const WINDOW_URL = `${SCHEME}://${HOST}/`;

/** To be called before the app is ready: makes app:// an origin of its own with a browser's full rules. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Answers app:// from the built window, under a policy that lets the page talk to nobody. */
export function serveAppScheme(): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const file = url.host === HOST ? await readStaticFile(builtWindowFolder(), url.pathname) : null;
    const headers = securityHeaders("'none'");
    if (file === null) return new Response("There is no such page.\n", { status: 404, headers });
    return new Response(file.body, { headers: { ...headers, ...file.headers } });
  });
}
