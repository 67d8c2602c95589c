import Database from "better-sqlite3";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProject, openProject } from "../../../electron/engine/project.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { recoverProject } from "../../../electron/engine/store/recover.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

const PROMPTS = 60;

function fullProject(): string {
  const file = join(tempFolder(), "p.cproof");
  const store = createProject(file, "empty");
  for (let at = 0; at < PROMPTS; at += 1)
    createPrompt(store, `prompt ${at}`, `You are number ${at}. ${"word ".repeat(900)}`);
  store.close();
  return file;
}

function promptsIn(file: string): string[] {
  const store = openProject(file, null);
  const names = store.prompts.list().map(({ name }) => name);
  store.close();
  return names;
}

describe("recovering a project", () => {
  it("takes all of a whole one, and never writes the source", () => {
    const file = fullProject();
    const before = readFileSync(file);
    const into = join(tempFolder(), "new.cproof");
    const { kept, lost } = recoverProject(file, into);
    expect(lost).toEqual([]);
    expect(kept["prompts"]).toBe(PROMPTS);
    expect(promptsIn(into)).toHaveLength(PROMPTS);
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(dirname(file))).toEqual(["p.cproof"]);
    expect(readdirSync(dirname(into))).toEqual(["new.cproof"]);
  });

  it.each([0.3, 0.5, 0.8])("takes what stands before and behind a page of noise at %s of the file", (where) => {
    const file = fullProject();
    const bytes = readFileSync(file);
    const page = Math.floor((bytes.length / 4096) * where);
    bytes.fill(0xa5, page * 4096, (page + 1) * 4096);
    writeFileSync(file, bytes);
    const into = join(tempFolder(), "new.cproof");
    const { lost } = recoverProject(file, into);
    const taken = promptsIn(into).length;
    expect(taken).toBeGreaterThan(PROMPTS / 2);
    // Noise in an index loses nothing.
    expect(lost.length > 0 || taken === PROMPTS).toBe(true);
    expect(readFileSync(file)).toEqual(bytes);
    const sql = new Database(into, { readonly: true });
    expect(sql.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(sql.pragma("foreign_key_check")).toEqual([]);
    sql.close();
  });

  it("takes what is left of a file that was cut off", () => {
    const file = fullProject();
    truncateSync(file, Math.floor(readFileSync(file).length * 0.7));
    const into = join(tempFolder(), "new.cproof");
    expect(recoverProject(file, into).lost.length).toBeGreaterThan(0);
    promptsIn(into);
  });

  it("names a damaged value and takes the rest of its row", () => {
    const file = fullProject();
    const sql = new Database(file);
    sql.exec("INSERT INTO models (name, provider, model, settings) VALUES ('m', 'openai', 'gpt', '{\"temp')");
    sql.close();
    const into = join(tempFolder(), "new.cproof");
    expect(recoverProject(file, into).lost).toEqual([
      { table: "models", row: "1", reason: "column settings is no JSON" },
    ]);
    const store = openProject(into, null);
    expect(store.models.list()).toMatchObject([{ name: "m" }]);
    store.close();
  });

  it("refuses a target that exists, a source that does not, and a file that is no project", async () => {
    const file = fullProject();
    const folder = tempFolder();
    expect((await problemOf(() => recoverProject(file, file))).code).toBe("conflict");
    expect((await problemOf(() => recoverProject(join(folder, "none"), join(folder, "new")))).code).toBe("not-found");
    writeFileSync(join(folder, "text"), "no project ".repeat(100));
    expect((await problemOf(() => recoverProject(join(folder, "text"), join(folder, "new")))).code).toBe(
      "not-a-project",
    );
    expect(readdirSync(folder)).toEqual(["text"]);
  });
});
