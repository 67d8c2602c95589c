import Database from "better-sqlite3";
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { createProject, openProject } from "../../../electron/engine/project.ts";
import { openDatabase } from "../../../electron/engine/store/database.ts";
import { createStore, type Store } from "../../../electron/engine/store/store.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";
import { oldProject } from "./old-project.ts";

function newProject(): string {
  const file = join(tempFolder(), "p.cproof");
  createProject(file, "empty").close();
  return file;
}

function opened(file: string): Store {
  const store = openProject(file, null);
  onTestFinished(() => store.close());
  return store;
}

/** One acknowledged write of several pages. */
const put = (store: Store, name: string): void => void createPrompt(store, name, `${name} `.repeat(3_000));

/** Which of the names a file holds, opened like any project. */
function held(file: string, ...names: string[]): string[] {
  const store = openProject(file, null);
  const found = names.filter((name) => store.prompts.find(name) !== null);
  store.close();
  return found;
}

const journalEmpty = (file: string): Promise<void> =>
  vi.waitFor(() => expect(statSync(`${file}-wal`).size).toBe(0), { timeout: 5_000 });

/** The files beside `file` whose names say that they are kept. */
const keptBeside = (file: string): string[] =>
  readdirSync(dirname(file))
    .filter((name) => name.includes("(kept "))
    .map((name) => join(dirname(file), name));

describe("a project that was written", () => {
  it("stands in its one file alone soon after the last write, while it is still open", async () => {
    const file = newProject();
    const store = opened(file);
    put(store, "a");
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    await journalEmpty(file);
    const copy = join(tempFolder(), "copy.cproof");
    copyFileSync(file, copy);
    expect(held(copy, "a")).toEqual(["a"]);
    put(store, "b");
    expect(store.prompts.find("b")).not.toBeNull();
  });

  it("is brought to rest by whoever has it open, when the process that wrote it is gone", async () => {
    const file = newProject();
    const [writer, other] = [opened(file), opened(file)];
    put(writer, "a");
    put(other, "b");
    await journalEmpty(file);
    writer.close();
    other.close();
    expect(held(file, "a", "b")).toEqual(["a", "b"]);
    expect(readdirSync(dirname(file))).toEqual(["p.cproof"]);
  });
});

describe("a copy that was taken while the project was written", () => {
  it("takes its journal from where it was copied, and is whole", () => {
    const file = newProject();
    const store = opened(file);
    put(store, "a");
    put(store, "b");
    const copy = join(tempFolder(), "copy.cproof");
    copyFileSync(file, copy);
    expect(held(copy, "a", "b")).toEqual(["a", "b"]);
    put(store, "c");
    store.close();
    expect(held(file, "a", "b", "c")).toEqual(["a", "b", "c"]);
  });

  it("is refused as damaged where the journal is nowhere any more", async () => {
    const file = newProject();
    const store = opened(file);
    put(store, "a");
    put(store, "b");
    const copy = join(tempFolder(), "copy.cproof");
    copyFileSync(file, copy);
    store.close();
    const problem = await problemOf(() => openProject(copy, null));
    expect(problem.code).toBe("damaged-project");
    expect(problem.message).toMatch(/copied while it was being written.*counterproof recover/);
  });

  it("is refused where it holds pages of two states, whichever pages they are", async () => {
    const file = newProject();
    const store = opened(file);
    put(store, "a");
    await journalEmpty(file);
    const before = readFileSync(file);
    put(store, "b");
    await journalEmpty(file);
    store.close();
    const after = readFileSync(file);
    const pages = Math.min(before.length, after.length) / 4096;
    const changed = Array.from({ length: pages }, (_, at) => at * 4096).filter(
      (at) => before.compare(after, at, at + 4096, at, at + 4096) !== 0,
    );
    expect(changed.length).toBeGreaterThan(2);
    for (const cut of changed.slice(1)) {
      const torn = join(tempFolder(), "torn.cproof");
      writeFileSync(torn, Buffer.concat([before.subarray(0, cut), after.subarray(cut)]));
      expect((await problemOf(() => openProject(torn, null))).code).toBe("damaged-project");
    }
  });
});

describe("a project file that was replaced", () => {
  it("after its process was killed: the journal is not applied, kept, and named", () => {
    const file = newProject();
    const backup = readFileSync(file);
    const store = opened(file);
    for (const name of ["a", "b", "c"]) put(store, name);
    // As a killed process leaves them, and then a backup put in place.
    const folder = tempFolder();
    const left = join(folder, "p.cproof");
    copyFileSync(`${file}-wal`, `${left}-wal`);
    store.close();
    const later = openProject(file, null);
    put(later, "d");
    later.close();
    copyFileSync(file, left);
    const found = openProject(left, null);
    const [kept] = keptBeside(left);
    expect(found.notices).toEqual([expect.stringContaining(String(kept))]);
    expect(["a", "b", "c", "d"].filter((name) => found.prompts.find(name) !== null)).toEqual(["a", "b", "c", "d"]);
    found.close();
    expect(backup.length).toBeGreaterThan(0);
  });

  it("by a rename while it was open: all that was acknowledged is kept beside it, and the other file is itself", async () => {
    const file = newProject();
    const backup = `${file}.backup`;
    copyFileSync(file, backup);
    const store = opened(file);
    put(store, "a");
    put(store, "b");
    renameSync(backup, file);
    const problem = await problemOf(() => put(store, "c"));
    const [kept = ""] = keptBeside(file);
    expect(problem.message).toContain(basename(kept));
    store.close();
    expect(held(kept, "a", "b", "c")).toEqual(["a", "b"]);
    expect(held(file, "a", "b", "c")).toEqual([]);
    expect(keptBeside(file)).toEqual([kept]);
  });

  it.each(["saved", "closed by SQLite"])(
    "by a rename while it was being closed, once it was %s: what was acknowledged is kept beside it all the same",
    (moment) => {
      const file = newProject();
      const backup = `${file}.backup`;
      copyFileSync(file, backup);
      const database = openDatabase(file);
      const store = createStore(database, file);
      put(store, "a");
      const close = database.sql.close.bind(database.sql);
      database.sql.close = () => {
        if (moment === "closed by SQLite") close();
        renameSync(backup, file);
        return close();
      };
      store.close();
      const kept = keptBeside(file);
      expect(store.notices).toEqual([expect.stringContaining(String(kept[0]))]);
      expect(kept.map((one) => held(one, "a"))).toEqual([["a"]]);
      expect(held(file, "a")).toEqual([]);
    },
  );

  it("by a rename while it was open: what is written into the new one stays there, whichever is closed first", () => {
    const file = newProject();
    const backup = `${file}.backup`;
    copyFileSync(file, backup);
    const store = opened(file);
    put(store, "a");
    renameSync(backup, file);
    const fresh = opened(file);
    put(fresh, "new");
    store.close();
    put(fresh, "newer");
    fresh.close();
    expect(held(file, "a", "new", "newer")).toEqual(["new", "newer"]);
    // The new file's opening set the journal aside as well.
    const kept = keptBeside(file).find((name) => name.endsWith(".cproof")) ?? "";
    expect(held(kept, "a", "new")).toEqual(["a"]);
  });

  it("in place while it was open: nothing is written into the other content", async () => {
    const file = newProject();
    const backup = readFileSync(file);
    const store = opened(file);
    put(store, "a");
    put(store, "b");
    writeFileSync(file, backup);
    const problem = await problemOf(() => put(store, "c"));
    expect(problem.code).toBe("not-found");
    store.close();
    expect(readFileSync(file)).toEqual(backup);
    expect(held(file, "a", "b", "c")).toEqual([]);
    expect(keptBeside(file)).toHaveLength(1);
  });

  it("by the same content written aside and renamed, as a sync folder does it: nothing needs to be kept", async () => {
    const file = newProject();
    const store = opened(file);
    put(store, "a");
    await journalEmpty(file);
    copyFileSync(file, `${file}.tmp`);
    renameSync(`${file}.tmp`, file);
    store.close();
    expect(keptBeside(file)).toEqual([]);
    expect(held(file, "a")).toEqual(["a"]);
  });
});

describe("a project file that was moved", () => {
  it("while it was open takes all that was acknowledged along", () => {
    const file = newProject();
    const store = opened(file);
    put(store, "a");
    put(store, "b");
    const moved = join(dirname(file), "moved.cproof");
    renameSync(file, moved);
    store.close();
    expect(held(moved, "a", "b")).toEqual(["a", "b"]);
    expect(statSync(`${file}-wal`).size).toBe(0);
  });

  it("after its process was killed takes its journal from its former place", () => {
    const file = newProject();
    const store = opened(file);
    put(store, "a");
    put(store, "b");
    const moved = join(dirname(file), "sub", "moved.cproof");
    mkdirSync(dirname(moved));
    renameSync(file, moved);
    // This process does not come to write its journal before the other opening is done.
    const found = openProject(moved, null);
    expect(["a", "b"].filter((name) => found.prompts.find(name) !== null)).toEqual(["a", "b"]);
    found.close();
    rmSync(`${file}-wal`, { force: true });
  });

  it("does not lend its journal to a new file of the same name", () => {
    const file = newProject();
    const store = opened(file);
    put(store, "a");
    renameSync(file, join(dirname(file), "moved.cproof"));
    const fresh = createProject(file, "empty");
    put(fresh, "new");
    store.close();
    fresh.close();
    expect(held(file, "a", "new")).toEqual(["new"]);
    expect(held(join(dirname(file), "moved.cproof"), "a", "new")).toEqual(["a"]);
  });

  it("and has a second name by a hard link: both names share one journal", () => {
    const file = newProject();
    const store = opened(file);
    put(store, "a");
    const link = join(dirname(file), "link.cproof");
    linkSync(file, link);
    const second = opened(link);
    expect(second.prompts.find("a")).not.toBeNull();
    put(second, "b");
    expect(store.prompts.find("b")).not.toBeNull();
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith("-wal"))).toEqual(["p.cproof-wal"]);
  });
});

describe("a file of an earlier format", () => {
  it("is copied beside itself before it is brought up to date, and the newest three copies stay", () => {
    const file = oldProject(12, "");
    const backups = (): string[] => readdirSync(dirname(file)).filter((name) => name.includes("(backup of format "));
    for (const day of ["01", "02", "03"]) {
      writeFileSync(join(dirname(file), `old (backup of format 11, 2026-10-${day} 10.00.00).cproof`), "");
    }
    openProject(file, null).close();
    expect(backups()).toHaveLength(3);
    expect(backups().some((name) => name.includes("2026-10-01"))).toBe(false);
    const [newest = ""] = backups().filter((name) => name.includes("format 12"));
    const sql = new Database(join(dirname(file), newest), { readonly: true });
    expect(sql.pragma("user_version", { simple: true })).toBe(12);
    sql.close();
  });
});

describe("stored JSON that was damaged", () => {
  it("is told with its table, row and column", async () => {
    const file = newProject();
    const sql = new Database(file);
    sql.exec("INSERT INTO models (name, provider, model, settings) VALUES ('m', 'openai', 'gpt', '{\"temp')");
    sql.close();
    const store = opened(file);
    const problem = await problemOf(() => store.models.list());
    expect(problem.code).toBe("damaged-project");
    expect(problem.message).toMatch(/table models, row 1, column settings is no JSON/);
  });

  it("is told with its place in a copy too, before anything of it is shown", async () => {
    const copy = join(tempFolder(), "copy.cproof");
    copyFileSync(newProject(), copy);
    const sql = new Database(copy);
    sql.exec("INSERT INTO models (name, provider, model, settings) VALUES ('m', 'openai', 'gpt', '{\"temp')");
    sql.close();
    const problem = await problemOf(() => openProject(copy, null));
    expect(problem.code).toBe("damaged-project");
    expect(problem.message).toMatch(/table models, row 1, column settings is no JSON/);
  });
});
