import { mkdirSync } from "node:fs";
import path from "node:path";
import { app, type BrowserWindow, dialog } from "electron";
import { z } from "zod";
import { defaultProjectFile } from "../host/user-folders.ts";
import type { ProjectChoice } from "./engine-supervisor.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

const filters = [{ name: "Counterproof project", extensions: ["cproof"] }];
const lastSchema = z.object({ file: z.string() });

/** The project to start with: the one named, else the one that was open last, else the sample. */
export function initialProject(named: string | null): ProjectChoice {
  if (named !== null) return { file: named, createIfMissing: null };
  const last = readJsonFile(lastProjectFile(), lastSchema);
  return last === null ? sampleProjectChoice() : { file: last.file, createIfMissing: null };
}

export function rememberProject(file: string): void {
  writeJsonFile(lastProjectFile(), { file });
}

/** The sample lives in the user's data folder and is made when it is first asked for. */
export function sampleProjectChoice(): ProjectChoice {
  const file = defaultProjectFile(process.env);
  mkdirSync(path.dirname(file), { recursive: true });
  return { file, createIfMissing: "sample" };
}

/** Null when the person thought better of it. A file that exists already is opened, never overwritten. */
export async function askNewProject(window: BrowserWindow): Promise<ProjectChoice | null> {
  const options = { title: "New project", defaultPath: "untitled.cproof", filters };
  const { canceled, filePath } = await dialog.showSaveDialog(window, options);
  if (canceled || filePath === "") return null;
  const file = path.extname(filePath) === "" ? `${filePath}.cproof` : filePath;
  return { file, createIfMissing: "empty" };
}

export async function askOpenProject(window: BrowserWindow): Promise<ProjectChoice | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: "Open project",
    filters,
    properties: ["openFile"],
  });
  const [file] = filePaths;
  return file === undefined ? null : { file, createIfMissing: null };
}

function lastProjectFile(): string {
  return path.join(app.getPath("userData"), "last-project.json");
}
