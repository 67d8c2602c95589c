import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openOutputFile } from "../../../electron/engine/files/output-file.ts";
import { createFileAtomically, writeFileAtomically } from "../../../electron/engine/files/atomic-write.ts";
import { createProject } from "../../../electron/engine/project.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

const isSame = (start: Buffer): boolean => start.toString().startsWith("# a report");
const open = (file: string, ...inputs: string[]) => openOutputFile(file, { kind: "report", inputs, isSame });

/** A folder with a project that is open, as while a command runs. */
function place() {
  const folder = tempFolder();
  const project = join(folder, "p.json");
  const store = createProject(project, "empty");
  store.write(() => store.settings.set("name", "kept"));
  const at = (name: string) => join(folder, name);
  return { folder, project, at, close: () => store.close(), files: () => readdirSync(folder).sort() };
}

describe.skipIf(process.platform === "win32")("a report", () => {
  it("is never written over the project, whatever name leads there", async () => {
    const { project, at, close } = place();
    symlinkSync("p.json", at("link.md"));
    linkSync(project, at("hard.md"));
    mkdirSync(at("folder"));
    symlinkSync("..", at("folder/up"));
    symlinkSync("folder/up/p.json", at("far.md"));
    const before = readFileSync(project);
    for (const name of ["p.json", "link.md", "hard.md", "folder/up/p.json", "far.md", "folder/../p.json"])
      expect((await problemOf(() => open(at(name), project))).code, name).toBe("bad-input");
    expect(readFileSync(project)).toEqual(before);
    close();
  });

  it("is never written over what stands beside the project, there or not there yet", async () => {
    const { project, at, close } = place();
    writeFileSync(at("p.json-lock-0a"), "");
    linkSync(at("p.json-lock-0a"), at("lock.md"));
    symlinkSync("p.json-journal", at("journal.md"));
    symlinkSync("p.json-wal", at("wal.md"));
    for (const name of [
      "p.json-wal",
      "p.json-shm",
      "p.json-journal",
      "p.json-lock-0a",
      "lock.md",
      "journal.md",
      "wal.md",
    ])
      expect((await problemOf(() => open(at(name), project))).code, name).toBe("bad-input");
    for (const name of ["new.cproof", "new.cproof-wal", "other.CPROOF"])
      expect((await problemOf(() => open(at(name), project))).code, name).toBe("bad-input");
    for (const name of ["p.json.md", "p-backup.md", "x.cproof.md"]) open(at(name), project);
    close();
  });

  it("is never written over another project or a journal, known by what they hold", async () => {
    const { project, at, close } = place();
    close();
    const bytes = readFileSync(project);
    writeFileSync(at("other.md"), bytes);
    writeFileSync(at("wal.md"), Buffer.from("377f06820000000000", "hex"));
    writeFileSync(at("journal.md"), Buffer.from("d9d505f920a163d700", "hex"));
    for (const name of ["other.md", "wal.md", "journal.md"])
      expect((await problemOf(() => open(at(name), project))).message, name).toMatch(/SQLite/);
    expect(readFileSync(at("other.md"))).toEqual(bytes);
  });

  it("is never written over an input of the same command", async () => {
    const { at, close } = place();
    writeFileSync(at("rules.json"), "{}");
    linkSync(at("rules.json"), at("same.json"));
    for (const name of ["rules.json", "same.json"])
      expect((await problemOf(() => open(at(name), at("rules.json"), "no\0file"))).code).toBe("bad-input");
    close();
  });

  it("follows a link only to a report, to nothing, or to an empty file", async () => {
    const { at, close, project } = place();
    writeFileSync(at("report.txt"), "# a report of yesterday");
    writeFileSync(at("empty.txt"), "");
    writeFileSync(at("settings.json"), '{"mine": true}');
    for (const target of ["report.txt", "empty.txt", "fresh.txt"]) {
      symlinkSync(target, at(`to-${target}`));
      open(at(`to-${target}`), project).write("# a report of today");
      expect(readFileSync(at(target), "utf8")).toBe("# a report of today");
      expect(lstatSync(at(`to-${target}`)).isSymbolicLink()).toBe(true);
    }
    symlinkSync("settings.json", at("a.json"));
    symlinkSync("a.json", at("b.json"));
    expect((await problemOf(() => open(at("b.json"), project))).message).toMatch(/settings\.json, which is no report/);
    symlinkSync("nowhere/r.md", at("lost.md"));
    symlinkSync("circle.md", at("circle.md"));
    expect((await problemOf(() => open(at("lost.md"), project))).code).toBe("not-found");
    expect((await problemOf(() => open(at("circle.md"), project))).message).toMatch(/circle/);
    expect(readFileSync(at("settings.json"), "utf8")).toBe('{"mine": true}');
    close();
  });

  it("looks again when it is written: what changed meanwhile is not written over", async () => {
    const { project, at, close } = place();
    const output = open(at("r.md"), project);
    symlinkSync("p.json", at("r.md"));
    const before = readFileSync(project);
    expect((await problemOf(() => output.write("x"))).code).toBe("unwritten");
    expect(readFileSync(project)).toEqual(before);
    close();
  });

  it("keeps the permissions of the file it replaces, and other names of it keep what they had", async () => {
    const { at, close, files, project } = place();
    writeFileSync(at("r.md"), "old");
    chmodSync(at("r.md"), 0o640);
    linkSync(at("r.md"), at("archive.md"));
    const before = files();
    open(at("r.md"), project).write("new");
    expect(statSync(at("r.md")).mode & 0o777).toBe(0o640);
    expect(readFileSync(at("r.md"), "utf8")).toBe("new");
    expect(readFileSync(at("archive.md"), "utf8")).toBe("old");
    expect(files()).toEqual(before);
    chmodSync(at("r.md"), 0o440);
    expect(await problemOf(() => open(at("r.md"), project).write("newer"))).toMatchObject({ code: "unwritten" });
    expect(readFileSync(at("r.md"), "utf8")).toBe("new");
    close();
  });

  it("goes to a pipe or a device as it is", async () => {
    const { at, close, project } = place();
    execFileSync("mkfifo", [at("pipe.md")]);
    // Into a file: the write waits for its reader, and meanwhile nobody here would take what the reader passes on.
    const reader = spawn("sh", ["-c", 'cat "$0" > "$1"', at("pipe.md"), at("got.txt")], { stdio: "ignore" });
    const text = "a report ".repeat(40_000);
    const closed = new Promise((resolve) => reader.once("close", resolve));
    open(at("pipe.md"), project).write(text);
    await closed;
    expect(readFileSync(at("got.txt"), "utf8")).toBe(text);
    expect(lstatSync(at("pipe.md")).isFIFO()).toBe(true);
    open("/dev/null", project).write(text);
    close();
  });

  it.skipIf(!existsSync("/dev/full"))("says that a device took nothing", async () => {
    const { close, project } = place();
    expect(await problemOf(() => open("/dev/full", project).write("x"))).toMatchObject({
      code: "unwritten",
      message: expect.stringMatching(/disk is full/),
    });
    close();
  });
});

describe("a file that is written whole", () => {
  it("leaves the old one, and nothing else, where it could not be written", () => {
    const { at, close, files } = place();
    writeFileSync(at("r.md"), "old");
    mkdirSync(at("taken"));
    const before = files();
    expect(() => writeFileAtomically(at("taken"), "new")).toThrow();
    expect(files()).toEqual(before);
    close();
  });

  it("is made by one of those who want the name, and the others are told", async () => {
    const { at, close } = place();
    expect(createFileAtomically(at("n.txt"), "first")).toBe(true);
    expect(createFileAtomically(at("n.txt"), "second")).toBe(false);
    symlinkSync("nowhere", at("dangling"));
    expect(createFileAtomically(at("dangling"), "second")).toBe(false);
    expect(readFileSync(at("n.txt"), "utf8")).toBe("first");
    expect(existsSync(at("nowhere"))).toBe(false);
    close();
  });

  it("sweeps what a killed process left behind, and nothing that is anybody's or new", async () => {
    const { at, close, files } = place();
    const old = new Date(Date.now() - 2 * 60 * 60 * 1_000);
    for (const name of [".counterproof-0123456789abcdef.part", ".counterproof-mine.part"]) {
      writeFileSync(at(name), "half");
      utimesSync(at(name), old, old);
    }
    writeFileSync(at(".counterproof-fedcba9876543210.part"), "under way");
    writeFileAtomically(at("r.md"), "new");
    expect(files()).not.toContain(".counterproof-0123456789abcdef.part");
    expect(files()).toEqual(expect.arrayContaining([".counterproof-mine.part", ".counterproof-fedcba9876543210.part"]));
    close();
  });
});
