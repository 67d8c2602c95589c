import Database from "better-sqlite3";
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../fixtures/provider-server/faults.ts";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import { commitDocument, importDocument, initDocument, logDocument, replayDocument } from "./documents.ts";
import { buildCli, finished, parseAs, workplace, type Workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const project = ["--project", "p.cproof"];

async function prepared(conversations = 1): Promise<Workplace> {
  const place = workplace();
  await place.json(initDocument, "init", ...project);
  const cases = Array.from({ length: conversations }, (_, at) => ({
    id: `c${at}`,
    turns: [{ role: "user", content: `question ${at}` }],
    checks: [{ type: "contains", value: "said" }],
  }));
  writeFileSync(place.file("cases.jsonl"), cases.map((line) => JSON.stringify(line)).join("\n"));
  writeFileSync(place.file("lex.md"), "You are Lex.\n");
  await place.json(importDocument, "import", "cases.jsonl", ...project);
  await place.json(commitDocument, "commit", "lex.md", "--prompt", "lex", "-m", "first", ...project);
  return place;
}

function at(url: string, ...more: string[]): string[] {
  return [
    "replay",
    "--prompt",
    "lex",
    "--version",
    "v1",
    "--set",
    "cases",
    "--model",
    "openai-compatible/small",
    "--base-url",
    `${url}/v1`,
    "--samples",
    "1",
    ...project,
    ...more,
  ];
}

/** One clear line on standard error, nothing on standard output, exit code 2, and the project untouched. */
async function refused(place: Workplace, args: string[], file = "p.cproof"): Promise<string> {
  const before = readFileSync(place.file(file));
  const { code, out, err } = await place.run(args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^counterproof: [^\n]+\n$/);
  expect(err).not.toMatch(/\n\s+at /);
  expect(readFileSync(place.file(file)).equals(before)).toBe(true);
  return err;
}

function bigFile(path: string, fill: string): void {
  const handle = openSync(path, "w");
  writeSync(handle, fill);
  ftruncateSync(handle, 200 * 1024 * 1024);
  closeSync(handle);
}

describe("a file that cannot be used", () => {
  const commit = (name: string) => ["commit", name, "--prompt", "lex", "-m", "m", ...project];
  const load = (name: string) => ["import", name, "--set", "cases", ...project];

  it("is refused by import and commit alike: missing, empty, a folder, binary, no UTF-8, 200 MB", async () => {
    const place = await prepared();
    writeFileSync(place.file("empty"), "");
    writeFileSync(place.file("binary"), Buffer.from([0, 1, 2, 255, 254, 0]));
    writeFileSync(place.file("latin1"), Buffer.from("Gr\xfc\xdfe, Herr M\xfcller", "latin1"));
    bigFile(place.file("big.jsonl"), '{"turns": []}\n');
    for (const command of [commit, load]) {
      expect(await refused(place, command("nofile"))).toMatch(/nofile/);
      expect(await refused(place, command("empty"))).toMatch(/empty/);
      expect(await refused(place, command("home"))).toMatch(/home/);
      expect(await refused(place, command("binary"))).toMatch(/binary/);
      expect(await refused(place, command("latin1"))).toMatch(/UTF-8/);
      expect(await refused(place, command("big.jsonl"))).toMatch(/200\.0 MiB/);
    }
  }, 60_000);
});

describe("placeholders that no value goes to", () => {
  const prompt = "You help {{customer_name}}. Today is {{current_date}}.\n";

  it("are told when a prompt is committed or imported, and when conversations have them", async () => {
    const place = await prepared();
    writeFileSync(place.file("vars.md"), prompt);
    writeFileSync(place.file("vars.jsonl"), '{"turns":[{"role":"user","content":"I am {name}."}]}\n');
    const names = /\{\{customer_name\}\} and \{\{current_date\}\} are sent as they stand/;
    const made = ["commit", "vars.md", "--prompt", "vars", "-m", "m", ...project];
    expect((await place.json(commitDocument, ...made)).warnings.join()).toMatch(names);
    const imported = await place.json(importDocument, "import", "vars.md", "--prompt", "other", ...project);
    expect(imported.warnings.map(({ reason }) => reason).join()).toMatch(names);
    const turns = await place.json(importDocument, "import", "vars.jsonl", "--set", "vars", ...project);
    expect(turns.warnings.map(({ reason }) => reason).join()).toMatch(/1 conversation.*\{name\} is sent as it stands/);
  });
});

describe("an input without end", () => {
  it("is refused at the limit, whatever it is read from", async () => {
    const place = await prepared();
    for (const command of [
      ["commit", "/dev/zero", "--prompt", "lex", "-m", "m", ...project],
      ["import", "/dev/zero", "--set", "cases", ...project],
    ]) {
      expect(await refused(place, command)).toMatch(/more than 64\.0 MiB; at most 64 MiB can be read/);
    }
  }, 60_000);
});

describe("a project file that cannot be used", () => {
  const cases: [string, RegExp, (place: Workplace) => void][] = [
    ["no database", /no SQLite database/, (place) => writeFileSync(place.file("p.cproof"), "hello ".repeat(100))],
    [
      "another database",
      /not a Counterproof project/,
      (place) => {
        writeFileSync(place.file("p.cproof"), "");
        const sql = new Database(place.file("p.cproof"));
        sql.exec("CREATE TABLE t (a)");
        sql.close();
      },
    ],
    ["truncated", /cut off/, (place) => truncateSync(place.file("p.cproof"), 20_000)],
    [
      "newer",
      /newer Counterproof/,
      (place) => {
        const sql = new Database(place.file("p.cproof"));
        sql.pragma("user_version = 99");
        sql.close();
      },
    ],
    ["read-only", /read-only/, (place) => chmodSync(place.file("p.cproof"), 0o444)],
  ];

  it.each(cases)("%s", async (_what, message, spoil) => {
    const place = await prepared();
    const server = await testServer();
    spoil(place);
    for (const args of [
      ["commit", "cases.jsonl", "--prompt", "lex", "-m", "m", ...project],
      ["import", "cases.jsonl", ...project],
      at(server.url),
    ]) {
      expect(await refused(place, args)).toMatch(message);
    }
    expect(server.requests).toEqual([]);
  });

  it("missing: nothing is made, and the message says how to make one", async () => {
    const place = workplace();
    const { code, err } = await place.run(["log", "--prompt", "lex", "--project", "none.cproof"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^counterproof: There is no project file at .*init --project FILE[^\n]*\n$/);
  });

  it("read-only is still good for reading", async () => {
    const place = await prepared();
    chmodSync(place.file("p.cproof"), 0o444);
    expect(await place.json(logDocument, "log", "--prompt", "lex", ...project)).toHaveLength(1);
  });
});

describe("a wrong word on the command line", () => {
  it("is named in one line, and nothing is called or changed", async () => {
    const place = await prepared();
    const server = await testServer();
    const url = server.url;
    const wrong: [string[], RegExp][] = [
      [["frobnicate"], /frobnicate/],
      [["log", "--prompt", "lex", "--bogus", ...project], /--bogus/],
      [["log", ...project], /--prompt/],
      [["commit", "--prompt", "lex", "-m", "m", ...project], /file/],
      [["commit", "lex.md", "--prompt", "lex", "-m", "m", "--label", "v3", ...project], /version number/],
      [["log", "--prompt", "nobody", ...project], /nobody.*lex/],
      [at(url, "--version", "v9"), /v9/],
      [at(url, "--version", "ghost"), /ghost/],
      [at(url, "--set", "nothing"), /nothing.*cases/],
      [at(url, "--model", "small"), /small.*PROVIDER\/MODEL/],
      [at(url, "--model", "acme/small"), /acme/],
      [at(url, "--model", "scripted/none.yaml"), /none\.yaml/],
      [at(url, "--model", "openai/gpt-x"), /OPENAI_API_KEY/],
      [at(url, "--base-url", "ftp://x"), /http/],
      [at(url, "--samples", "0"), /--samples 0/],
      [at(url, "--samples", "many"), /--samples many/],
      [at(url, "--concurrency", "1000"), /--concurrency 1000/],
      [at(url, "--history", "frozen"), /--history frozen/],
      [at(url, "--history", "pinned"), /--baseline/],
      [at(url, "--temperature", "warm"), /--temperature warm/],
      [at(url, "--resume"), /cut off/],
      [
        ["compare", "v1", "v1", "--prompt", "lex", "--set", "cases", "--fail-on", "sad", ...project],
        /--fail-on sad.*broke/,
      ],
      [["import", "cases.jsonl", "--as", "docx", ...project], /--as docx/],
    ];
    for (const [args, message] of wrong) expect(await refused(place, args)).toMatch(message);
    expect(server.requests).toEqual([]);
  }, 60_000);
});

describe("calls that fail after all", () => {
  it("a wrong key ends with 3 and one line that says which key, and the result as JSON all the same", async () => {
    const place = await prepared(20);
    const server = await testServer({ key: "sk-right" });
    const { code, out, err } = await place.run(at(server.url, "--json"), {
      env: { OPENAI_COMPATIBLE_API_KEY: "sk-wrong-1234" },
    });
    expect(code).toBe(3);
    expect(parseAs(replayDocument, out)).toMatchObject({ calls: 0, passed: 0, failed: 0 });
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toMatch(/20 of 20 replies could not be had.*OPENAI_COMPATIBLE_API_KEY.*--resume/);
    expect(err + out).not.toContain("sk-wrong-1234");
  });

  it("an unknown model ends with 3", async () => {
    const place = await prepared(5);
    const missing: Fault = { kind: "status", status: 404, message: "no such model" };
    const server = await testServer({ faults: { script: Array.from({ length: 10 }, () => missing) } });
    const { code, err } = await place.run(at(server.url));
    expect(code).toBe(3);
    expect(err).toMatch(/no such model/);
  });

  it("a server that is down ends with 3, and once it is up --resume completes the run", async () => {
    const place = await prepared(1);
    const server = await testServer();
    await server.close();
    const { code, err } = await place.run(at(server.url));
    expect(code).toBe(3);
    expect(err).toMatch(/refused the connection/);
    const up = await testServer({ port: Number(new URL(server.url).port) });
    const resumed = await place.run(at(up.url, "--resume", "--json"));
    expect(resumed.code).toBe(0);
    expect(parseAs(replayDocument, resumed.out)).toMatchObject({ run: "1", calls: 1, passed: 1, errors: 0 });
  }, 120_000);

  it("what succeeded is kept when one conversation is refused", async () => {
    const place = await prepared(3);
    const server = await testServer({ faults: { script: [{ kind: "status", status: 400, message: "too long" }] } });
    const { code, out } = await place.run(at(server.url, "--concurrency", "1", "--json"));
    expect(code).toBe(3);
    expect(parseAs(replayDocument, out)).toMatchObject({ calls: 2, passed: 2, errors: 1 });
  });
});

describe("Ctrl+C", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "(%s) ends with 130, keeps what was recorded, and --resume repeats nothing",
    async (signal) => {
      const place = await prepared(12);
      const hang: Fault = { kind: "hang" };
      const server = await testServer({ faults: { script: [null, null, null, null, hang, hang] } });
      const child = place.start(at(server.url, "--concurrency", "2", "--json"));
      const end = finished(child);
      await server.received(6);
      child.kill(signal);
      const { code, out, err } = await end;
      expect(code).toBe(130);
      expect(parseAs(replayDocument, out)).toMatchObject({ calls: 4, passed: 4, errors: 0 });
      expect(err).toMatch(/Interrupted: 4 of 12 replies are recorded. Resume with --resume/);
      const before = server.requests.length;
      const resumed = await place.run(at(server.url, "--resume", "--json"));
      expect(resumed.code).toBe(0);
      expect(parseAs(replayDocument, resumed.out)).toMatchObject({ run: "1", calls: 12, passed: 12 });
      expect(server.requests.length - before).toBe(8);
    },
  );
});
