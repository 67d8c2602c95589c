import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { app, BrowserWindow, dialog, type DownloadItem, session, type WebContents } from "electron";
import { errorMessageOf } from "../../shared/errors.ts";
import { openOutputFile } from "../engine/files/output-file.ts";
import { startsLikeConversations } from "../engine/import-export/export-conversations.ts";

/**
 * What the window gives to save: Chromium writes it into a folder of our own, then the person says where it goes, and it
 * is put there whole or not at all, never over the open project or what belongs to it. `openProject` is the file that
 * is open when the person answers.
 */
export function saveDownloads(openProject: () => string): void {
  session.defaultSession.on("will-download", (_event, item, contents) => {
    const folder = mkdtempSync(path.join(app.getPath("temp"), "counterproof-export-"));
    const aside = path.join(folder, "export");
    // Without a path, Chromium would ask by itself and write in place.
    item.setSavePath(aside);
    item.once("done", (_done, state) => {
      void placeDownload(aside, { item, state, parent: parentOf(contents), openProject }).finally(() =>
        rmSync(folder, { recursive: true, force: true }),
      );
    });
  });
}

interface Download {
  item: DownloadItem;
  state: "completed" | "cancelled" | "interrupted";
  parent: BrowserWindow | null;
  openProject: () => string;
}

async function placeDownload(aside: string, { item, state, parent, openProject }: Download): Promise<void> {
  if (state === "cancelled") return;
  const name = item.getFilename();
  if (state === "interrupted") {
    await tell(parent, `${name} could not be saved`, "It could not be written. Is the disk full? Nothing was changed.");
    return;
  }
  let defaultPath = path.join(app.getPath("downloads"), name);
  for (;;) {
    const named = await askWhere(parent, defaultPath);
    if (named === null) return;
    try {
      const rules = { inputs: [openProject()], kind: "export", isSame: startsLikeConversations };
      openOutputFile(named, rules).write(readFileSync(aside));
      return;
    } catch (error) {
      await tell(parent, `${path.basename(named)} was not written`, errorMessageOf(error));
      // Asked again: the export is still there, and only its place was wrong.
      defaultPath = path.join(path.dirname(named), name);
    }
  }
}

async function askWhere(parent: BrowserWindow | null, defaultPath: string): Promise<string | null> {
  const options = { title: "Save export", defaultPath };
  const asked = parent === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(parent, options);
  const { canceled, filePath } = await asked;
  return canceled || filePath === "" ? null : filePath;
}

async function tell(parent: BrowserWindow | null, message: string, detail: string): Promise<void> {
  const options = { type: "error", message, detail } as const;
  await (parent === null ? dialog.showMessageBox(options) : dialog.showMessageBox(parent, options));
}

function parentOf(contents: WebContents): BrowserWindow | null {
  return BrowserWindow.fromWebContents(contents);
}
