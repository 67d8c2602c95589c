import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { mergedConversationSchema } from "../../../shared/domain/merge.ts";
import { mergeCase } from "../../fixtures/merge-case/merge-case.ts";
import { logDocument } from "./documents.ts";
import { buildCli, parseAs, workplace, type Workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const count = z.number().int();
const side = z.strictObject({ branch: z.string(), version: count.nullable() });
const mergeDocument = z.strictObject({
  prompt: z.string(),
  ours: side,
  theirs: side,
  base: count.nullable(),
  relation: z.string(),
  clean: z.boolean(),
  conflicts: z.array(z.strictObject({ line: count, base: z.string(), ours: z.string(), theirs: z.string() })),
  settingConflicts: z.array(z.unknown()),
  note: z.string(),
  check: z
    .strictObject({
      alike: z.string().nullable(),
      problem: z.string().nullable(),
      total: count,
      done: count,
      counts: z.record(z.string(), count),
      surprises: count,
      unchecked: count,
      conversations: z.array(mergedConversationSchema),
      calls: count,
      callsAtMost: count,
      cost: z.number().nullable(),
    })
    .nullable(),
  committed: z
    .strictObject({ version: count, parent: count.nullable(), merged: count.nullable(), sha256: z.string() })
    .nullable(),
});

const { prompt, set, files } = mergeCase;
const on = ["--prompt", prompt, "--project", "p.cproof"];
const model = ["--set", set, "--model", `scripted/${files.rules}`];

/** The prepared case of tests/fixtures/merge-case, made by the commands of its README. */
async function prepared(theirs: string | null = files.theirs, ours: string | null = files.ours): Promise<Workplace> {
  const place = workplace();
  const steps = [
    ["init", "--project", "p.cproof"],
    ["commit", files.base, "-m", "The office's prompt", ...on],
    ["branch", "office", ...on],
    ...(theirs === null ? [] : [["commit", theirs, "-m", "Name the office", "--branch", "office", ...on]]),
    ...(ours === null ? [] : [["commit", ours, "-m", "Shorter", ...on]]),
    ["import", files.conversations, "--set", set, "--project", "p.cproof"],
  ];
  for (const step of steps) {
    const { code, err } = await place.run(step);
    if (code !== 0) throw new Error(`${step.join(" ")}: ${err}`);
  }
  return place;
}

const versions = async (place: Workplace) => (await place.json(logDocument, "log", ...on)).length;

describe("counterproof merge", () => {
  it("commits nothing that behaves unlike both parents, until that is accepted", async () => {
    const place = await prepared();
    const refused = await place.run(["merge", "office", ...on, ...model]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("main (v3) and office (v2) both come from v1. They merge cleanly.");
    expect(refused.out).toContain(
      "▼ unlike both      notice: Passes with main and with office, and fails with the merge.",
    );
    expect(refused.out).toContain("3 conversations behave unlike both parents, or lost a fix. Nothing was committed");
    expect(await versions(place)).toBe(3);

    const found = await place.run(["merge", "office", ...on, ...model, "--json"]);
    expect(found.code).toBe(1);
    const { check, committed } = parseAs(mergeDocument, found.out);
    expect(committed).toBeNull();
    expect(check).toMatchObject({ calls: 0, surprises: 3, total: 8, done: 8 });
    expect(check?.conversations.map(({ id }) => id)).toEqual([
      "notice",
      "repairs",
      "deposit",
      "thanks",
      "court",
      "rent",
    ]);

    const done = await place.json(
      mergeDocument,
      "merge",
      "office",
      ...on,
      ...model,
      "--accept-surprises",
      "-m",
      "Both",
    );
    expect(done.committed).toMatchObject({ version: 4, parent: 3, merged: 2 });
    const [newest] = await place.json(logDocument, "log", ...on);
    expect(newest).toMatchObject({ version: 4, message: "Both", parent: 3 });
    const again = await place.run(["merge", "office", ...on, ...model]);
    expect([again.code, again.out]).toEqual([
      0,
      "main (v4) has all of office (v2) already: there is nothing to merge.\n",
    ]);
  });

  it("lists conflicts and changes nothing; takes a text that was merged by hand", async () => {
    const place = await prepared(files.clash);
    const refused = await place.run(["merge", "office", ...on, ...model]);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain("One place is in conflict.");
    expect(refused.out).toContain(
      "conflict 1, at line 6\n    main:\n      - Answer in at most two sentences.\n    office:\n      - Answer in one paragraph.\n",
    );
    const json = await place.run(["merge", "office", ...on, ...model, "--json"]);
    expect(parseAs(mergeDocument, json.out)).toMatchObject({
      clean: false,
      check: null,
      committed: null,
      conflicts: [{ line: 6, base: "" }],
    });

    const text = readFileSync(files.clash, "utf8");
    writeFileSync(place.file("marked.md"), text.replace("- Answer in one", "<<<<<<< main\n- Answer in one"));
    const marked = await place.run(["merge", "office", ...on, ...model, "--text", "marked.md"]);
    expect([marked.code, marked.err]).toEqual([2, expect.stringContaining("marks of a conflict")]);
    expect(await versions(place)).toBe(3);
    writeFileSync(place.file("by-hand.md"), text.replace("one paragraph", "two short sentences"));
    const done = await place.json(
      mergeDocument,
      "merge",
      "office",
      ...on,
      ...model,
      "--text",
      "by-hand.md",
      "--accept-surprises",
    );
    expect(done.committed).toMatchObject({ version: 4, parent: 3, merged: 2 });
  });

  it("only moves a branch that has nothing of its own, without a call", async () => {
    const place = await prepared(files.theirs, null);
    const { code, out } = await place.run(["merge", "office", ...on, ...model]);
    expect([code, out]).toEqual([
      0,
      "The merge is office word for word: there is nothing to check.\nmain moved on to v2.\n",
    ]);
    expect(await versions(place)).toBe(2);
  });

  it("says beforehand what it takes, merges into another branch, and only checks where asked to", async () => {
    const place = await prepared();
    const planned = await place.run(["merge", "main", "--into", "office", ...on, ...model, "--dry-run"]);
    expect([planned.code, planned.out]).toEqual([
      0,
      expect.stringContaining("8 conversations: at most 36 calls, about 27"),
    ]);
    const only = await place.json(
      mergeDocument,
      "merge",
      "main",
      "--into",
      "office",
      ...on,
      ...model,
      "--no-commit",
      "--accept-surprises",
    );
    expect(only).toMatchObject({
      ours: { branch: "office", version: 2 },
      theirs: { branch: "main", version: 3 },
      committed: null,
    });
    expect(await versions(place)).toBe(3);
  });

  it("stops before a limit, commits nothing, and goes on from there", async () => {
    const place = await prepared();
    const cut = await place.run([
      "merge",
      "office",
      ...on,
      ...model,
      "--max-calls",
      "10",
      "--accept-surprises",
      "--json",
    ]);
    expect([cut.code, cut.err]).toEqual([3, expect.stringContaining("at most 36 calls")]);
    const { check, committed } = parseAs(mergeDocument, cut.out);
    expect(committed).toBeNull();
    expect(check?.calls).toBe(10);
    expect(check?.counts["stopped"]).toBeGreaterThan(0);
    const whole = await place.json(mergeDocument, "merge", "office", ...on, ...model, "--accept-surprises");
    expect(whole.check?.done).toBe(8);
    expect((whole.check?.calls ?? 0) + 10).toBeLessThanOrEqual(36);
  });

  it("names what it does not know", async () => {
    const place = await prepared();
    for (const [args, words] of [
      [["merge", "ofice", ...on, ...model], 'There is no branch "ofice" of this prompt. It has: main, office.'],
      [["merge", "main", ...on, ...model], "main cannot be merged into itself"],
      [["merge", "office", "--prompt", "nobody", "--project", "p.cproof", ...model], "nobody"],
      [["merge", "office", ...on, "--set", set, "--model", "scripted/none.yaml"], "none.yaml"],
    ] as const) {
      const { code, err } = await place.run([...args]);
      expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    }
  });
});
