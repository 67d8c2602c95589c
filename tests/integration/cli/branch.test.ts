import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { branchDocument, initDocument, logDocument } from "./documents.ts";
import { buildCli, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const list = z.array(branchDocument);

/** A project with two versions of "lex" on main. */
async function prepared() {
  const place = workplace();
  const project = ["--project", "p.cproof"];
  const subject = ["--prompt", "lex", ...project];
  await place.json(initDocument, "init", ...project);
  const commit = (text: string, ...more: string[]) =>
    place.run(["commit", "-", "-m", `the ${text}`, ...subject, ...more], { input: text });
  const branch = (...args: string[]) => place.run(["branch", ...args, ...subject]);
  const branches = () => place.json(list, "branch", ...subject);
  for (const text of ["One.", "Two."]) expect((await commit(text)).code).toBe(0);
  return { place, subject, commit, branch, branches };
}

describe("branch", () => {
  it("without a name lists them, the current one with a star", async () => {
    const { branch, branches } = await prepared();
    expect(await branches()).toMatchObject([{ name: "main", head: 2, base: null, current: true, edited: false }]);
    await branch("concise", "--from", "v1");
    expect((await branch()).out).toBe("* main     v2\n  concise  v1, from v1\n");
  });

  it("makes one from a REF, commits on it, and switches, renames and deletes", async () => {
    const { place, subject, commit, branch, branches } = await prepared();
    expect(await place.json(branchDocument, "branch", "concise", "--from", "v1", ...subject)).toMatchObject({
      name: "concise",
      head: 1,
      base: 1,
      current: false,
    });
    expect((await commit("Short one.", "--branch", "concise")).out).toContain('Committed v3 of "lex" on concise');
    const made = await place.json(branchDocument, "branch", "brief", "--from", "concise", "--switch", ...subject);
    expect(made).toMatchObject({ name: "brief", head: 3, current: true });
    expect((await branch("main", "--switch")).out).toContain("Switched to main, v2.");
    expect((await branch("brief", "--rename", "briefer")).code).toBe(0);
    expect((await branch("briefer", "--delete")).out).toContain("Its versions stay");
    expect(await branches()).toMatchObject([
      { name: "main", head: 2, current: true },
      { name: "concise", head: 3, current: false },
    ]);
  });

  it("refuses to delete what only that branch holds, until it is forced, and says what it would lose", async () => {
    const { commit, branch, branches } = await prepared();
    await branch("concise");
    await commit("Short.", "--branch", "concise");
    const refused = await branch("concise", "--delete");
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toMatch(/v3 and what led to it are on no other branch.*force/);
    expect(await branches()).toHaveLength(2);
    expect((await branch("concise", "--delete", "--force")).code).toBe(0);
    expect(await branches()).toHaveLength(1);
  });

  it("refuses wrong usage with a reason and changes nothing", async () => {
    const { branch, branches } = await prepared();
    const before = await branches();
    const wrong: [string[], RegExp][] = [
      [["--switch"], /--from or --switch needs the name/],
      [["--force"], /--force needs the name/],
      [["concise", "--rename", "x", "--delete"], /--rename and --delete cannot be used together/],
      [["concise", "--force"], /--force goes with --delete/],
      [["v7"], /must not look like a version number/],
      [["main"], /branch "main" already/],
      [["concise", "--from", "ghost"], /no version "ghost"/],
      [["ghost", "--delete"], /no branch "ghost".*main/],
      [["ghost", "--rename", "x"], /no branch "ghost"/],
      [["main", "--delete", "--force"], /current branch/],
    ];
    for (const [args, message] of wrong) {
      const { code, out, err } = await branch(...args);
      expect({ args, code, out }).toEqual({ args, code: 2, out: "" });
      expect(err).toMatch(message);
    }
    expect(await branches()).toEqual(before);
  });
});

describe("several commands at once", () => {
  it("each gets its turn: one branch is current in the end, and every commit has its own number and branch", async () => {
    const { place, subject, commit, branch, branches } = await prepared();
    const names = ["a-line", "b-line", "c-line"];
    for (const name of names) expect((await branch(name)).code).toBe(0);
    const ended = await Promise.all([
      ...names.map((name) => commit(`Text of ${name}.`, "--branch", name)),
      ...names.map((name) => branch(name, "--switch")),
    ]);
    expect(ended.map(({ code, err }) => ({ code, err }))).toEqual(ended.map(() => ({ code: 0, err: "" })));
    const listed = await branches();
    expect(listed.filter(({ current }) => current)).toHaveLength(1);
    const heads = listed.filter(({ name }) => name !== "main").map(({ head }) => head);
    expect(new Set(heads)).toEqual(new Set([3, 4, 5]));
    const log = await place.json(logDocument, "log", ...subject);
    for (const name of names) {
      const head = log.find((one) => one.branches.includes(name));
      expect(head).toMatchObject({ parent: 2, message: `the Text of ${name}.` });
    }
  });
});

describe("commit and log on branches", () => {
  it("a commit on a branch that is not there makes neither version nor prompt", async () => {
    const { place, commit } = await prepared();
    expect((await commit("Three.", "--branch", "ghost")).err).toContain('no branch "ghost"');
    const elsewhere = await place.run(
      ["commit", "-", "--prompt", "fresh", "-m", "m", "--branch", "ghost", "--project", "p.cproof"],
      { input: "Text." },
    );
    expect(elsewhere.code).toBe(2);
    expect((await place.run(["log", "--prompt", "fresh", "--project", "p.cproof"])).err).toContain("no prompt named");
  });

  it("log names the branches that end at a version, and lists one branch alone", async () => {
    const { place, subject, commit, branch } = await prepared();
    const plain = await place.run(["log", ...subject]);
    expect(plain.out).not.toContain("[");
    await branch("concise", "--from", "v1");
    await commit("Short.", "--branch", "concise", "--label", "candidate");
    const lines = (await place.run(["log", ...subject])).out.split("\n");
    expect(lines[0]).toMatch(/^v3 \(candidate\) \[concise\] {2}/);
    expect(lines[1]).toMatch(/^v2 \[main\] {2}/);
    expect(lines[2]).toMatch(/^v1 {2}/);
    const log = await place.json(logDocument, "log", "--branch", "concise", ...subject);
    expect(log.map((one) => [one.version, one.parent, one.merged, one.branches])).toEqual([
      [3, 1, null, ["concise"]],
      [1, null, null, []],
    ]);
    expect((await place.run(["log", "--branch", "ghost", ...subject])).code).toBe(2);
  });

  it("a label cannot take a branch's name", async () => {
    const { commit } = await prepared();
    const { code, err } = await commit("Three.", "--label", "main");
    expect(code).toBe(2);
    expect(err).toContain('"main" is a branch of this prompt');
  });
});
