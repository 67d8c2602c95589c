import { app, session, shell, type WebContents } from "electron";
import { WINDOW_URL } from "./app-protocol.ts";

/** Copying a reply is the one thing that a page may ask for. */
const allowedPermissions = new Set(["clipboard-sanitized-write"]);
const foreign = ["http://*/*", "https://*/*", "ws://*/*", "wss://*/*", "ftp://*/*", "file://*/*"];

/** Holds every page to the workbench: no navigation, no new windows, no permissions, no requests of its own. */
export function lockDown(): void {
  app.on("web-contents-created", (_event, contents) => guard(contents));
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(allowedPermissions.has(permission));
  });
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowedPermissions.has(permission));
  session.defaultSession.webRequest.onBeforeRequest({ urls: foreign }, (_details, answer) => answer({ cancel: true }));
}

function guard(contents: WebContents): void {
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
