import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFileNamedByPerson, readFileNamedByProject } from "../../../electron/engine/files/read-file.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";
import { finished } from "../cli/run-cli.ts";

const anywhere = () => undefined;
const limit = 1024 * 1024;

async function refusalOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => "read",
    (error: Error) => error.message,
  );
}

describe.skipIf(process.platform === "win32")("a file that a person named", () => {
  it("may be a device or a pipe without end: it is refused at the limit, not read until memory ends", async () => {
    expect(await refusalOf(readFileNamedByPerson("/dev/zero", limit))).toMatch(/more than 1\.0 MiB; at most 1 MiB/);
    const folder = tempFolder();
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const writer = spawn("sh", ["-c", `yes > ${join(folder, "pipe")}`]);
    const ended = finished(writer);
    expect(await refusalOf(readFileNamedByPerson(join(folder, "pipe"), limit))).toMatch(/more than 1\.0 MiB/);
    writer.kill();
    await ended;
  });

  it("is read whole at exactly the limit, and not at all one byte above it", async () => {
    const file = join(tempFolder(), "exact");
    writeFileSync(file, Buffer.alloc(limit, "x"));
    expect((await readFileNamedByPerson(file, limit)).bytes.length).toBe(limit);
    writeFileSync(file, Buffer.alloc(limit + 1, "x"));
    expect(await refusalOf(readFileNamedByPerson(file, limit))).toMatch(/at most 1 MiB/);
  });

  it("may be a pipe that ends, and may lie behind a link", async () => {
    const folder = tempFolder();
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const written = finished(spawn("sh", ["-c", `printf hello > ${join(folder, "pipe")}`]));
    expect((await readFileNamedByPerson(join(folder, "pipe"))).bytes.toString()).toBe("hello");
    await written;
    writeFileSync(join(folder, "file"), "text");
    symlinkSync("file", join(folder, "link"));
    expect((await readFileNamedByPerson(join(folder, "link"))).bytes.toString()).toBe("text");
  });
});

describe.skipIf(process.platform === "win32")("a file that a project named", () => {
  it("is never a pipe, a device, a socket or a folder, and opening a pipe without a writer does not hang", async () => {
    const folder = tempFolder();
    execFileSync("mkfifo", [join(folder, "pipe")]);
    mkdirSync(join(folder, "folder"));
    symlinkSync("/dev/zero", join(folder, "device"));
    for (const name of ["pipe", "folder", "device"]) {
      expect(await refusalOf(readFileNamedByProject(join(folder, name), anywhere, limit))).toMatch(
        /not a regular file/,
      );
    }
  });

  it("is told with its place behind every link before it is opened", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "file"), "text");
    symlinkSync(folder, join(folder, "up"));
    symlinkSync(join(folder, "up", "file"), join(folder, "link"));
    const asked: string[] = [];
    await readFileNamedByProject(join(folder, "link"), (real) => void asked.push(real), limit);
    expect(asked).toEqual([join(folder, "file")]);
    const refused = readFileNamedByProject(join(folder, "link"), () => {
      throw new Error("not there");
    });
    expect(await refusalOf(refused)).toBe("not there");
  });

  it("is read up to the limit, by its size before a byte of it is read", async () => {
    const file = join(tempFolder(), "sparse");
    writeFileSync(file, "");
    truncateSync(file, 2 ** 40);
    expect(await refusalOf(readFileNamedByProject(file, anywhere, limit))).toMatch(/1048576\.0 MiB/);
  });

  it("is null where there is none, also below a file or behind a broken link", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "file"), "");
    symlinkSync("nowhere", join(folder, "broken"));
    for (const name of ["gone", "file/below", "broken"]) {
      expect(await readFileNamedByProject(join(folder, name), anywhere)).toBeNull();
    }
  });

  it("behind links in a circle is refused in words", async () => {
    const folder = tempFolder();
    symlinkSync("b", join(folder, "a"));
    symlinkSync("a", join(folder, "b"));
    expect(await refusalOf(readFileNamedByProject(join(folder, "a"), anywhere))).toMatch(/could not be read/);
  });
});
