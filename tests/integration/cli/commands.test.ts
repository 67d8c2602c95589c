import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import {
  commitDocument,
  compareDocument,
  importDocument,
  initDocument,
  logDocument,
  replayDocument,
  sampleDocument,
} from "./documents.ts";
import { buildCli, finished, parseAs, workplace, type Workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const lines = [
  { id: "a", title: "First", turns: [{ role: "user", content: "one", checks: [{ type: "contains", value: "Old" }] }] },
  {
    id: "b",
    turns: [
      { role: "user", content: "two" },
      { role: "user", content: "three" },
    ],
    checks: [{ type: "not-contains", value: "nowhere" }],
  },
];

/** A project with two versions of "lex", the set "cases" and a server whose replies begin with the system prompt. */
async function prepared(options: { checks?: boolean } = {}) {
  const place = workplace();
  const server = await testServer({ reply: ({ system, messages }) => `${system} ${messages.at(-1)?.content}` });
  const project = ["--project", "p.cproof"];
  const cases = options.checks === false ? [{ id: "a", turns: [{ role: "user", content: "one" }] }] : lines;
  writeFileSync(place.file("cases.jsonl"), cases.map((line) => JSON.stringify(line)).join("\n"));
  await place.json(initDocument, "init", ...project);
  await place.json(importDocument, "import", "cases.jsonl", ...project);
  for (const text of ["Old.", "New."]) {
    const { code } = await place.run(["commit", "-", "--prompt", "lex", "-m", `the ${text}`, ...project], {
      input: text,
    });
    expect(code).toBe(0);
  }
  const model = ["--model", "openai-compatible/small", "--base-url", `${server.url}/v1`];
  const subject = ["--prompt", "lex", "--set", "cases", ...project];
  const replay = (version: string, ...more: string[]) =>
    place.run(["replay", "--version", version, ...subject, ...model, "--samples", "1", ...more]);
  return { place, server, project, subject, model, replay };
}

describe("init", () => {
  it("makes a project file, and never over one that exists", async () => {
    const place = workplace();
    expect(await place.json(initDocument, "init", "--project", "p.cproof")).toEqual({
      project: place.file("p.cproof"),
    });
    const before = readFileSync(place.file("p.cproof"));
    const again = await place.run(["init", "--project", "p.cproof", "--json"]);
    expect(again).toMatchObject({ code: 2, out: "" });
    expect(readFileSync(place.file("p.cproof"))).toEqual(before);
  });

  it("with --sample brings versions, conversations and runs that compare at once", async () => {
    const place = workplace();
    const made = await place.json(sampleDocument, "init", "--project", "s.cproof", "--sample");
    expect(made.versions).toBeGreaterThanOrEqual(2);
    const compared = await place.json(
      compareDocument,
      "compare",
      "v1",
      "v2",
      "--prompt",
      made.prompt,
      "--set",
      made.set,
      "--project",
      "s.cproof",
    );
    expect(compared.counts.fixed).toBeGreaterThan(0);
  }, 60_000);
});

describe("import", () => {
  it("takes the good lines of a file with broken ones, and names each broken one with its line and reason", async () => {
    const place = workplace();
    await place.json(initDocument, "init", "--project", "p.cproof");
    writeFileSync(
      place.file("mixed.jsonl"),
      [
        '{"turns": [{"role": "user", "content": "hello"}]}',
        '{"turns": [',
        '{"turns": []}',
        '{"id": "z", "turns": [{"role": "user", "content": "bye"}]}',
      ].join("\n"),
    );
    const { code, out, err } = await place.run([
      "import",
      "mixed.jsonl",
      "--set",
      "cases",
      "--project",
      "p.cproof",
      "--json",
    ]);
    expect(code).toBe(0);
    expect(err).toMatch(/^note: mixed\.jsonl: none of its conversations has a check[^\n]*\n$/);
    const report = parseAs(importDocument, out);
    expect(report).toMatchObject({ added: 2, updated: 0, unchanged: 0, set: { name: "cases" } });
    expect(report.rejected.map((note) => note.line)).toEqual([2, 3]);
    const again = await place.run(["import", "mixed.jsonl", "--set", "cases", "--project", "p.cproof"]);
    expect(again.out).toMatch(/2 conversations came in \(0 new, 0 updated, 2 unchanged\)/);
    expect(again.out).toMatch(/mixed\.jsonl:2: /);
  });
});

describe("commit and log", () => {
  it("list versions newest first with all that is known of them", async () => {
    const { place, project } = await prepared();
    writeFileSync(place.file("third.md"), "Third.\n");
    const made = await place.json(
      commitDocument,
      "commit",
      "third.md",
      "--prompt",
      "lex",
      "-m",
      "third",
      "--label",
      "candidate",
      ...project,
    );
    expect(made).toMatchObject({ prompt: "lex", version: 3, parent: 2, labels: ["candidate"] });
    const log = await place.json(logDocument, "log", "--prompt", "lex", ...project);
    expect(log.map((one) => [one.version, one.parent])).toEqual([
      [3, 2],
      [2, 1],
      [1, null],
    ]);
    expect(log[0]).toMatchObject({ message: "third", labels: ["candidate"], added: 1, removed: 1 });
    const unchanged = await place.run(["commit", "third.md", "--prompt", "lex", "-m", "again", ...project]);
    expect(unchanged).toMatchObject({ code: 2, out: "" });
  });
});

describe("replay", () => {
  it("prints one JSON document with exactly the agreed keys", async () => {
    const { replay } = await prepared();
    const { code, out } = await replay("v1", "--json");
    expect(code).toBe(0);
    const result = parseAs(replayDocument, out);
    expect(result).toMatchObject({
      prompt: "lex",
      version: 1,
      set: "cases",
      model: "openai-compatible/small",
      samples: 1,
      conversations: 2,
      calls: 3,
      cached: 0,
      retries: 0,
      errors: 0,
      passed: 2,
      failed: 0,
      cost: null,
    });
    expect(result.tokens).toEqual({ input: 9, output: 6 });
  });

  it("takes the second run of the same text from the cache, and calls again with --no-cache", async () => {
    const { replay, server } = await prepared();
    await replay("v1");
    expect(parseAs(replayDocument, (await replay("1", "--json")).out)).toMatchObject({ calls: 0, cached: 3 });
    expect(parseAs(replayDocument, (await replay("v1", "--no-cache", "--samples", "2", "--json")).out)).toMatchObject({
      calls: 6,
      cached: 0,
      samples: 2,
    });
    expect(server.requests).toHaveLength(9);
  });

  it("of the draft and with pinned history works by REF", async () => {
    const { replay, server } = await prepared();
    await replay("v1");
    expect(parseAs(replayDocument, (await replay("draft", "--json")).out)).toMatchObject({
      version: "draft",
      calls: 3,
    });
    const pinned = parseAs(
      replayDocument,
      (await replay("v2", "--history", "pinned", "--baseline", "v1", "--json")).out,
    );
    expect(pinned).toMatchObject({ version: 2, errors: 0 });
    expect(server.requests.at(-1)?.messages.map((message) => message.content)).toEqual(["two", "Old. two", "three"]);
  });

  it("says that a set without checks proves nothing", async () => {
    const { replay } = await prepared({ checks: false });
    const { code, err, out } = await replay("v1", "--json");
    expect(code).toBe(0);
    expect(err).toMatch(/^note: the set "cases" has no checks/m);
    expect(parseAs(replayDocument, out).calls).toBe(1);
  });
});

describe("compare", () => {
  it("prints one JSON document with exactly the agreed keys", async () => {
    const { place, subject, replay } = await prepared();
    await replay("v1");
    await replay("v2");
    const { code, out } = await place.run(["compare", "v1", "v2", ...subject, "--json"]);
    expect(code).toBe(0);
    const result = parseAs(compareDocument, out);
    expect(result.counts).toEqual({
      broke: 1,
      fixed: 0,
      stillFailing: 0,
      stillPassing: 1,
      flaky: 0,
      undecided: 0,
      edited: 0,
      missing: 0,
    });
    const [first] = result.conversations;
    expect(first).toMatchObject({
      id: "a",
      title: "First",
      outcome: "broke",
      firstDivergentTurn: 0,
      baseline: { passed: 1, samples: 1 },
    });
    expect(first?.turns[0]).toMatchObject({ index: 0, baseline: "Old. one", candidate: "New. one" });
  });

  it("fails with 1 for what --fail-on names and only for that", async () => {
    const { place, subject, replay } = await prepared();
    // At temperature 0: over one sample of a random model a gate fails by chance, which is another exit code.
    await replay("v1", "--temperature", "0");
    await replay("v2", "--temperature", "0");
    const compare = async (...more: string[]) =>
      (await place.run(["compare", "v1", "latest", ...subject, ...more])).code;
    expect(await compare()).toBe(0);
    expect(await compare("--fail-on", "broke")).toBe(1);
    expect(await compare("--fail-on", "fixed,undecided")).toBe(0);
    expect(await compare("--fail-on", "undecided,broke")).toBe(1);
    expect(await compare("--fail-on", "still-passing")).toBe(1);
    await replay("v2");
    await replay("v1");
    expect(await compare("--fail-on", "broke")).toBe(2);
    expect(await compare("--fail-on", "broke", "--accept-chance")).toBe(1);
  });

  it("writes a report by its ending, and refuses an ending that it does not know", async () => {
    const { place, subject, replay } = await prepared();
    await replay("v1");
    await replay("v2");
    for (const name of ["r.html", "r.md", "r.xml", "r.json"]) {
      expect((await place.run(["compare", "v1", "v2", ...subject, "--report", name])).code).toBe(0);
      expect(readFileSync(place.file(name), "utf8").length).toBeGreaterThan(100);
    }
    expect(await oneLine(place, ["compare", "v1", "v2", ...subject, "--report", "r.pdf"])).toMatch(/r\.pdf/);
    expect(existsSync(place.file("r.pdf"))).toBe(false);
    expect(await oneLine(place, ["compare", "v1", "v2", ...subject, "--report", "nowhere/r.md"])).toMatch(/nowhere/);
  });

  it("writes a report over no project, and ends with 4 where a report could not be written", async () => {
    const { place, subject, replay } = await prepared();
    await replay("v1");
    await replay("v2");
    copyFileSync(place.file("p.cproof"), place.file("p.json"));
    const before = readFileSync(place.file("p.json"));
    const onto = ["compare", "v1", "v2", ...subject, "--project", "p.json", "--report"];
    expect(await oneLine(place, [...onto, "p.json"])).toMatch(/p\.json.*which this command reads/);
    expect(readFileSync(place.file("p.json"))).toEqual(before);
    if (!existsSync("/dev/full")) return;
    symlinkSync("/dev/full", place.file("full.md"));
    const full = await place.run([...onto, "full.md"]);
    expect(full).toMatchObject({ code: 4, out: "" });
    expect(full.err).toMatch(/full\.md could not be written: the disk is full/);
  });

  it("of a version that was never replayed says which command to run", async () => {
    const { place, subject } = await prepared();
    expect(await oneLine(place, ["compare", "v1", "v2", ...subject])).toMatch(/no complete run.*counterproof replay/);
  });
});

describe("a reader that goes away", () => {
  it("ends nothing with a stack: what was asked for is done all the same", async () => {
    const { place, subject, model } = await prepared();
    const child = place.start(["replay", "--version", "v1", ...subject, ...model, "--samples", "1", "--json"]);
    child.stdout?.destroy();
    expect(await finished(child)).toMatchObject({ code: 141, err: "" });
    const again = await place.json(replayDocument, "replay", "--version", "v1", ...subject, ...model, "--samples", "1");
    expect(again).toMatchObject({ calls: 0, cached: 3 });
  });
});

async function oneLine(place: Workplace, args: string[]): Promise<string> {
  const { code, out, err } = await place.run(args);
  expect({ code, out, lines: err.split("\n").length }).toEqual({ code: 2, out: "", lines: 2 });
  return err;
}

it("makes no version of a prompt file that was committed already, whatever its line ends", async () => {
  const place = workplace();
  const project = ["--project", "p.cproof"];
  writeFileSync(place.file("sp.md"), "Line one.\r\nLine two.\r\nLine\rthree.\n");
  await place.json(initDocument, "init", ...project);
  await place.json(commitDocument, "commit", "sp.md", "--prompt", "sp", "-m", "x", ...project);
  const report = await place.json(importDocument, "import", "sp.md", "--prompt", "sp", ...project);
  expect(report.prompts).toEqual([]);
  expect(report.warnings.map(({ reason }) => reason)).toEqual(["the prompt is the same as v1, so no version was made"]);
  expect(await place.json(logDocument, "log", "--prompt", "sp", ...project)).toHaveLength(1);
});
