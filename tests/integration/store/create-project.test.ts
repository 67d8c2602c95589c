import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createProject, openProject } from "../../../electron/engine/project.ts";
import { sampleProject } from "../../../electron/engine/sample-project/sample-project.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";
import { buildCli, workplace } from "../cli/run-cli.ts";

beforeAll(buildCli, 120_000);

describe("making a project", () => {
  it("leaves a file that is whole by itself, and nothing beside it but the sample's rules", () => {
    const folder = tempFolder();
    createProject(join(folder, "s.cproof"), "sample").close();
    expect(readdirSync(folder).sort()).toEqual([sampleProject.rulesFileName, "s.cproof"].sort());
    const bytes = readFileSync(join(folder, "s.cproof"));
    // A database in memory has no journal mode that needs a file.
    bytes.fill(1, 18, 20);
    const sql = new Database(bytes, { readonly: true });
    expect(sql.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(sql.prepare("SELECT count(*) FROM versions").pluck().get()).toBe(sampleProject.versions.length);
    sql.close();
  });

  it("is done by one of several that want the same name, and the others harm nothing and are told", async () => {
    const place = workplace();
    const all = await Promise.all([1, 2, 3].map(() => place.run(["init", "--sample", "--project", "p.cproof"])));
    expect(all.filter(({ code }) => code === 0)).toHaveLength(1);
    expect(all.filter(({ code }) => code === 2)).toHaveLength(2);
    for (const { code, err } of all) if (code === 2) expect(err).toMatch(/already exists and was left as it is/);
    const files = readdirSync(place.file(".")).filter((name) => name !== "home");
    expect(files.sort()).toEqual([sampleProject.rulesFileName, "p.cproof"].sort());
    openProject(place.file("p.cproof"), null).close();
  }, 120_000);

  it("opens the one that another process has made meanwhile where it need not be new", () => {
    const file = join(tempFolder(), "p.cproof");
    const first = openProject(file, "empty");
    first.write(() => first.settings.set("name", "of the first"));
    const second = openProject(file, "empty");
    expect(second.settings.get("name")).toBe("of the first");
    second.close();
    first.close();
  });

  it("on a full disk leaves nothing that would stand in the way of the next try", async ({ skip }) => {
    const disk = join(tempFolder(), "disk");
    mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], { stdio: "pipe" });
    } catch {
      return skip("only root on Linux can mount a small disk");
    }
    onTestFinished(() => void execFileSync("umount", ["--lazy", disk]));
    for (const content of ["empty", "sample"] as const) {
      const problem = await problemOf(() => createProject(join(disk, "p.cproof"), content));
      expect(problem.code).toBe("disk-full");
      expect(readdirSync(disk)).toEqual([]);
    }
    execFileSync("mount", ["-o", "remount,size=8m", disk]);
    createProject(join(disk, "p.cproof"), "sample").close();
    expect(existsSync(join(disk, "p.cproof"))).toBe(true);
  });
});
