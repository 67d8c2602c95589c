import Database from "better-sqlite3";
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProject, openProject } from "../../../electron/engine/project.ts";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { isWholeRecovery, recoverProject } from "../../../electron/engine/store/recover.ts";
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

  /** One bit of the first place where these words stand. */
  function flipIn(file: string, words: string, bit: number): void {
    const bytes = readFileSync(file);
    const at = bytes.indexOf(words);
    expect(at).toBeGreaterThan(0);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
    writeFileSync(file, bytes);
  }

  function withVersion(): string {
    const file = fullProject();
    const store = openProject(file, null);
    commitText(store, createPrompt(store, "lex", "").id, "You are Lex.", "one", null);
    store.close();
    return file;
  }

  function recovered(file: string) {
    const found = recoverProject(file, join(tempFolder(), "new.cproof"));
    return { ...found, whole: isWholeRecovery(found) };
  }

  it("vouches for a whole one, by its checksum", () => {
    expect(recovered(fullProject())).toMatchObject({ whole: true, checksum: "matches", suspect: [], faults: [] });
  });

  it("says of a text with a flipped bit that it was lost, and of a name that is no UTF-8 any more that it is suspect", () => {
    const file = withVersion();
    const edit = new Database(file);
    edit.exec("UPDATE texts SET text = 'You are Lez.' WHERE text = 'You are Lex.'");
    edit.close();
    expect(recovered(file)).toMatchObject({
      whole: false,
      checksum: "differs",
      lost: expect.arrayContaining([
        expect.objectContaining({ table: "texts", reason: expect.stringContaining("SHA-256") }),
      ]),
    });
    const other = fullProject();
    const sql = new Database(other);
    sql.exec("UPDATE prompts SET name = CAST(X'70FF' AS TEXT) WHERE id = 3");
    sql.exec("UPDATE prompts SET name = CAST(X'EFBFBD' AS TEXT) WHERE id = 4");
    sql.close();
    expect(recovered(other)).toMatchObject({
      whole: false,
      lost: [],
      suspect: [{ table: "prompts", row: "3", reason: expect.stringContaining("UTF-8") }],
    });
  });

  it("does not vouch for what only the checksum of the file tells: a letter of a name for another", () => {
    const file = fullProject();
    flipIn(file, "prompt 31", 1);
    expect(recovered(file)).toMatchObject({ whole: false, checksum: "differs" });
  });

  it("keeps a row that can do without the lost one that it points to", () => {
    const file = withVersion();
    const sql = new Database(file);
    sql.exec(`UPDATE texts SET text = 'other' WHERE id = (SELECT text_id FROM versions WHERE id = 1)`);
    sql.close();
    const { lost, kept } = recovered(file);
    expect(lost).toContainEqual(expect.objectContaining({ reason: expect.stringMatching(/is empty now/) }));
    expect(kept["prompts"]).toBe(PROMPTS + 1);
  });

  /** A project as a killed process leaves it: its journal holds the last prompt. */
  function unfinished(): string {
    const file = fullProject();
    const store = openProject(file, null);
    createPrompt(store, "the last", "You come last.");
    const copy = join(tempFolder(), "p.cproof");
    for (const ending of ["", "-wal"]) copyFileSync(`${file}${ending}`, `${copy}${ending}`);
    store.close();
    rmSync(file);
    return copy;
  }

  it("reads a journal that was set aside, and says where there is none or it is damaged", () => {
    const file = unfinished();
    renameSync(`${file}-wal`, file.replace(".cproof", " (kept 2026-11-30 16.20.05).cproof-wal"));
    const found = recovered(file);
    expect(found).toMatchObject({ whole: true, checksum: "none" });
    expect(promptsIn(found.into)).toContain("the last");

    const without = unfinished();
    rmSync(`${without}-wal`);
    expect(recovered(without)).toMatchObject({ whole: false, faults: [expect.stringContaining("journal")] });

    const damaged = unfinished();
    flipIn(`${damaged}-wal`, "You come last.", 0);
    expect(recovered(damaged)).toMatchObject({ whole: false, faults: [expect.stringContaining("journal")] });
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
