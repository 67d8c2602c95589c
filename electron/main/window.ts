import path from "node:path";
import { app, BrowserWindow, type Rectangle, screen, dialog, nativeTheme } from "electron";
import { z } from "zod";
import { errorMessageOf } from "../../shared/errors.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";
import { fileURLToPath } from "node:url";
import { WINDOW_URL } from "./app-protocol.ts";

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(400),
  height: z.number().int().min(300),
  maximized: z.boolean(),
});

/** Where the window was last, unless the screen it was on is gone. */
function rememberedWindow(): { bounds: Partial<Rectangle>; maximized: boolean } {
  const state = readJsonFile(stateFile(), stateSchema);
  if (state === null) return { bounds: {}, maximized: false };
  const { maximized, ...bounds } = state;
  const { width, height } = bounds;
  return { bounds: isOnScreen(bounds) ? bounds : { width, height }, maximized };
}

/** Writes down where the window is each time it closes. */
function rememberOnClose(window: BrowserWindow, log: (line: string) => void): void {
  window.on("close", () => {
    try {
      writeJsonFile(stateFile(), { ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      log(`The window's place could not be remembered: ${errorMessageOf(error)}`);
    }
  });
}

function stateFile(): string {
  return path.join(app.getPath("userData"), "window.json");
}

function isOnScreen(bounds: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(bounds);
  const overlapX = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
  const overlapY = Math.min(bounds.y + bounds.height, workArea.y + workArea.height) - Math.max(bounds.y, workArea.y);
  return overlapX >= 200 && overlapY >= 100;
}

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
