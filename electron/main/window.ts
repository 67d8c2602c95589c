import path from "node:path";
import { fileURLToPath } from "node:url";
import { BrowserWindow, nativeTheme } from "electron";
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
  window.loadURL(WINDOW_URL).catch((error: unknown) => log(`The window could not be loaded: ${String(error)}`));
  return window;
}
