import Database from "better-sqlite3";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitText, getDraft } from "../../../electron/engine/prompts/drafts.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { createProject, openProject } from "../../../electron/engine/project.ts";
import { migrations } from "../../../electron/engine/store/migrations/index.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

function newProject(): string {
  const file = join(tempFolder(), "p.cproof");
  const store = createProject(file, "empty");
  const prompt = createPrompt(store, "lex", "");
  commitText(store, prompt.id, "You are Lex.", "first", "production");
  store.close();
  return file;
}

/** A database as a process leaves it that dies with its journal unwritten. */
function leftBehind(file: string, sql: string): void {
  const script = `const D = require("better-sqlite3"); const d = new D(process.argv[1]);
    d.pragma("journal_mode = WAL"); d.exec(process.argv[2]); process.kill(process.pid, "SIGKILL");`;
  try {
    execFileSync(process.execPath, ["-e", script, file, sql], { stdio: "ignore" });
  } catch {
    // Killed, as it asked for.
  }
}

describe("a fresh project file", () => {
  it("is a strict database in WAL mode with foreign keys on and its format's number", () => {
    const file = newProject();
    const sql = new Database(file);
    expect(sql.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(sql.pragma("user_version", { simple: true })).toBe(migrations.length);
    expect(sql.pragma("integrity_check", { simple: true })).toBe("ok");
    const loose = sql.prepare(
      "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
    );
    expect(loose.all()).toEqual([]);
    sql.close();
  });

  it("refuses rows that point nowhere", () => {
    const store = openProject(newProject(), null);
    expect(() => store.write(() => store.labels.set(1, "candidate", 99, "2026-01-01T00:00:00.000Z"))).toThrow(
      /FOREIGN KEY/,
    );
    store.close();
  });

  it("keeps everything when it is opened again, and leaves no journal beside it", () => {
    const file = newProject();
    const store = openProject(file, null);
    const prompt = store.prompts.find("lex");
    expect(prompt).toMatchObject({ name: "lex", versions: 1 });
    expect(store.versions.list(1)[0]).toMatchObject({ number: 1, message: "first", labels: ["production"] });
    expect(getDraft(store, "1").text).toBe("You are Lex.");
    expect(store.settings.get("name")).toBe("p");
    store.close();
    expect(readdirSync(dirname(file))).toEqual(["p.cproof"]);
  });

  it("is never made over a file that exists", async () => {
    const file = newProject();
    const before = readFileSync(file);
    expect((await problemOf(() => createProject(file, "empty"))).code).toBe("conflict");
    expect(readFileSync(file)).toEqual(before);
  });

  it("leaves nothing behind where its folder does not exist", async () => {
    const file = join(tempFolder(), "nowhere", "p.cproof");
    expect((await problemOf(() => createProject(file, "empty"))).code).toBe("not-found");
    expect(existsSync(dirname(file))).toBe(false);
  });
});

describe("a file that is no project of ours", () => {
  const foreign = (file: string): void => {
    const sql = new Database(file);
    sql.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    sql.close();
  };
  const cases: [string, string, (file: string) => void][] = [
    ["an empty file", "not-a-project", (file) => writeFileSync(file, "")],
    ["a text file", "not-a-project", (file) => writeFileSync(file, "You are Lex.\n".repeat(100))],
    [
      "random bytes",
      "not-a-project",
      (file) => writeFileSync(file, Buffer.from(Array.from({ length: 9_000 }, (_, at) => (at * 7919) % 251))),
    ],
    ["another SQLite database", "not-a-project", foreign],
    [
      "a truncated project",
      "damaged-project",
      (file) => (writeFileSync(file, readFileSync(newProject())), truncateSync(file, 8192 + 100)),
    ],
    [
      "a project cut within its header",
      "not-a-project",
      (file) => (writeFileSync(file, readFileSync(newProject())), truncateSync(file, 60)),
    ],
    [
      "a project with a page of noise",
      "damaged-project",
      (file) => {
        const bytes = readFileSync(newProject());
        bytes.fill(0xa5, 4096, 4096 * 6);
        writeFileSync(file, bytes);
      },
    ],
    [
      "a project of a newer format",
      "newer-project",
      (file) => {
        writeFileSync(file, readFileSync(newProject()));
        const sql = new Database(file);
        sql.pragma("user_version = 99");
        sql.close();
      },
    ],
  ];

  it.each(cases)("%s is refused as %s and left byte for byte as it was", async (_what, code, make) => {
    const file = join(tempFolder(), "x.cproof");
    make(file);
    const before = readFileSync(file);
    const problem = await problemOf(() => openProject(file, null));
    expect(problem.code).toBe(code);
    expect(problem.message).toContain("x.cproof");
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(dirname(file))).toEqual(["x.cproof"]);
  });

  it("a missing file is not found and is not made", async () => {
    const file = join(tempFolder(), "x.cproof");
    expect((await problemOf(() => openProject(file, null))).code).toBe("not-found");
    expect(existsSync(file)).toBe(false);
  });

  it("a folder is refused", async () => {
    const file = join(tempFolder(), "x.cproof");
    mkdirSync(file);
    expect((await problemOf(() => openProject(file, null))).code).toBe("not-a-project");
  });

  it("keeps its unwritten journal: another program's data is not written back by us", async () => {
    const file = join(tempFolder(), "x.cproof");
    leftBehind(file, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    const [before, journal] = [readFileSync(file), readFileSync(`${file}-wal`)];
    expect(journal.length).toBeGreaterThan(0);
    await problemOf(() => openProject(file, null));
    expect(readFileSync(file)).toEqual(before);
    expect(readFileSync(`${file}-wal`)).toEqual(journal);
  });
});

describe("a project left behind by a process that died", () => {
  it("opens with what was in its journal", () => {
    const file = newProject();
    leftBehind(file, "UPDATE settings SET value = 'from the journal' WHERE name = 'name'");
    const store = openProject(file, null);
    expect(store.settings.get("name")).toBe("from the journal");
    store.close();
  });
});

describe("a read-only project file", () => {
  it("opens, can be read, and refuses every write", async () => {
    const file = newProject();
    chmodSync(file, 0o444);
    const before = readFileSync(file);
    const store = openProject(file, null);
    expect(store.readOnly).toBe(true);
    expect(store.prompts.list()).toMatchObject([{ name: "lex" }]);
    expect(store.versions.list(1).map((version) => store.versions.withText(version).text)).toEqual(["You are Lex."]);
    for (const write of [
      () => createPrompt(store, "other", ""),
      () => commitText(store, "1", "Other text.", "second", null),
      () => store.write(() => store.settings.set("name", "x")),
    ]) {
      expect((await problemOf(write)).code).toBe("read-only");
    }
    store.close();
    expect(readFileSync(file)).toEqual(before);
  });
});

describe("a migration", () => {
  it("that fails half-way leaves the file at its old format without any of its tables", () => {
    const file = newProject();
    const sql = new Database(file);
    sql.pragma("foreign_keys = OFF");
    for (const { name } of sql
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()) {
      sql.exec(`DROP TABLE ${name}`);
    }
    sql.exec("CREATE TABLE runs (a)");
    sql.pragma("user_version = 0");
    sql.close();
    expect(() => openProject(file, null)).toThrow();
    const after = new Database(file, { readonly: true });
    expect(after.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()).toEqual(["runs"]);
    expect(after.pragma("user_version", { simple: true })).toBe(0);
    after.close();
  });
});

describe("a write", () => {
  it("that fails in the middle leaves nothing of itself", () => {
    const store = openProject(newProject(), null);
    expect(() =>
      store.write(() => {
        store.settings.set("name", "half");
        createPrompt(store, "half", "");
        throw new Error("the power went");
      }),
    ).toThrow("the power went");
    expect(store.settings.get("name")).toBe("p");
    expect(store.prompts.find("half")).toBeNull();
    store.close();
  });

  it("waits its turn for another process and then says that the file is busy", async () => {
    const file = newProject();
    const store = openProject(file, null);
    const other = new Database(file);
    other.exec("BEGIN IMMEDIATE");
    expect((await problemOf(() => store.write(() => store.settings.set("name", "x")))).code).toBe("busy");
    other.exec("COMMIT");
    store.write(() => store.settings.set("name", "y"));
    expect(store.settings.get("name")).toBe("y");
    other.close();
    store.close();
  }, 20_000);
});
