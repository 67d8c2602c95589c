import path from "node:path";
import { app, type BrowserWindow, type Rectangle, screen } from "electron";
import { z } from "zod";
import { messageOf } from "../../shared/message-of.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(400),
  height: z.number().int().min(300),
  maximized: z.boolean(),
});

/** Where the window was last, unless the screen it was on is gone. */
export function rememberedWindow(): { bounds: Partial<Rectangle>; maximized: boolean } {
  const state = readJsonFile(stateFile(), stateSchema);
  if (state === null) return { bounds: {}, maximized: false };
  const { maximized, ...bounds } = state;
  const { width, height } = bounds;
  return { bounds: isOnScreen(bounds) ? bounds : { width, height }, maximized };
}

/** Writes down where the window is each time it closes. */
export function rememberOnClose(window: BrowserWindow, log: (line: string) => void): void {
  window.on("close", () => {
    try {
      writeJsonFile(stateFile(), { ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      log(`The window's place could not be remembered: ${messageOf(error)}`);
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
