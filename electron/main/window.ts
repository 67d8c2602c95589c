import path from "node:path";
import { fileURLToPath } from "node:url";
import { BrowserWindow, dialog, nativeTheme } from "electron";
import { WINDOW_URL } from "./app-protocol.ts";
import { rememberedWindow, rememberOnClose } from "./window-state.ts";

/** Opens the workbench's window; it is shown once there is something to see. */
export function openWindow(log: (line: string) => void): BrowserWindow {
  const { bounds, maximized } = rememberedWindow();
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...bounds,
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: "Counterproof",
    backgroundColor: nativeTheme.shouldUseDarkColors ? "#1b1c1f" : "#ffffff",
    webPreferences: {
      preload: path.join(path.dirname(fileURLToPath(import.meta.url)), "preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Its dictionaries would be fetched from elsewhere.
      spellcheck: false,
    },
  });
  if (maximized) window.maximize();
  window.once("ready-to-show", () => window.show());
  rememberOnClose(window, log);
  askBeforeLosing(window);
  window.loadURL(WINDOW_URL).catch((error: unknown) => log(`The window could not be loaded: ${String(error)}`));
  return window;
}

/** The page holds on to unsaved changes; a browser would ask by itself, a desktop window has to. */
function askBeforeLosing(window: BrowserWindow): void {
  window.webContents.on("will-prevent-unload", (event) => {
    const choice = dialog.showMessageBoxSync(window, {
      type: "question",
      message: "A conversation has changes that are not saved.",
      detail: "If you leave now, they are lost.",
      buttons: ["Leave without saving", "Stay"],
      defaultId: 1,
      cancelId: 1,
    });
    // Here, preventing means: do not let the page prevent it.
    if (choice === 0) event.preventDefault();
  });
}
