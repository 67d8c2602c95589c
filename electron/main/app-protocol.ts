import { protocol, app, session, shell, type WebContents } from "electron";
import { securityHeaders, builtWindowFolder, readStaticFile } from "../host/web-assets.ts";

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

/** Copying a reply is the one thing that a page may ask for. */
const allowedPermissions = new Set(["clipboard-sanitized-write"]);
const externalUrls = ["http://*/*", "https://*/*", "ws://*/*", "wss://*/*", "ftp://*/*", "file://*/*"];

/** Holds every page to the workbench: no navigation, no new windows, no permissions, no requests of its own. */
export function restrictPages(): void {
  app.on("web-contents-created", (_event, contents) => restrictContents(contents));
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(allowedPermissions.has(permission));
  });
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowedPermissions.has(permission));
  session.defaultSession.webRequest.onBeforeRequest({ urls: externalUrls }, (_details, answer) =>
    answer({ cancel: true }),
  );
}

function restrictContents(contents: WebContents): void {
  // Also tells of the main frame, and before will-navigate, which is then never told.
  contents.on("will-frame-navigate", (event) => {
    if (isWorkbench(event.url)) return;
    event.preventDefault();
    if (event.isMainFrame) openOutside(event.url);
  });
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: "deny" };
  });
}

function isWorkbench(url: string): boolean {
  return url === WINDOW_URL || url.startsWith(`${WINDOW_URL}#`);
}

/** Links in replies are for the person's own browser; any other scheme could start a program. */
function openOutside(url: string): void {
  if (URL.canParse(url) && new URL(url).protocol === "https:") void shell.openExternal(url);
}
