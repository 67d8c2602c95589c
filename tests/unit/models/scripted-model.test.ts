import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChatMessage, ChatRequest } from "../../../electron/engine/models/model-interface.ts";
import { openScriptedModel, scriptedReplier } from "../../../electron/engine/models/scripted-model.ts";
import { parseScriptedRules } from "../../../electron/engine/models/scripted-rules.ts";
import type { Trust } from "../../../electron/engine/trust/trust.ts";
import { Problem } from "../../../shared/problem.ts";
import { testTrust } from "../../fixtures/engine/test-trust.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "counterproof-scripted-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;

function ask(user: string | string[], more: Partial<ChatRequest> = {}): ChatRequest {
  const turns = typeof user === "string" ? [user] : user;
  const messages = turns.map((content, at): ChatMessage => ({ role: at % 2 === 0 ? "user" : "assistant", content }));
  return { system: "", messages, settings: {}, sample: 0, ...more };
}

function openRules(name: string, trust: Trust) {
  return openScriptedModel(name, trust, "a test");
}

async function open(body: string, name = "rules.yaml") {
  await writeFile(path.join(folder, name), body);
  return openRules(name, testTrust([], folder));
}

async function says(body: string, request: ChatRequest): Promise<string> {
  const model = await open(`scripted: 1\nname: test\nfallback: fallback\n${body}`);
  return (await model.reply(request, never)).text;
}

async function problem(opening: Promise<unknown>): Promise<Problem> {
  const error = await opening.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) throw new Error(`expected a Problem, got ${String(error)}`);
  return error;
}

describe("finding the rules file", () => {
  it("takes it from the project's folder, also below it, and from nowhere else without consent", async () => {
    const below = path.join(folder, "below");
    await mkdir(below);
    const beside = path.join(folder, "a.yaml");
    await writeFile(beside, "scripted: 1\nname: beside\nfallback: from beside\n");
    await writeFile(path.join(below, "a.yaml"), "scripted: 1\nname: below\nfallback: from below\n");
    const model = await openRules("below/a.yaml", testTrust([], folder));
    expect((await model.reply(ask("hi"), never)).text).toBe("from below");
    for (const name of [beside, "../a.yaml"]) {
      expect((await problem(openRules(name, testTrust([], below)))).code).toBe("not-allowed");
      expect((await openRules(name, testTrust([beside], below))).model).toBe(name);
    }
  });

  it("never follows a link out of the project's folder", async () => {
    const inside = path.join(folder, "inside");
    await mkdir(inside);
    await writeFile(path.join(folder, "a.yaml"), "scripted: 1\nname: out\nfallback: from outside\n");
    await symlink("../a.yaml", path.join(inside, "file.yaml"));
    await symlink("..", path.join(inside, "up"));
    for (const name of ["file.yaml", "up/a.yaml"])
      expect(await problem(openRules(name, testTrust([], inside)))).toMatchObject({
        code: "not-allowed",
        details: { address: path.join(folder, "a.yaml") },
      });
  });

  it("refuses a device before it is opened, and a pipe beside the project without waiting for a writer", async () => {
    expect((await problem(openRules("/dev/zero", testTrust([], folder)))).code).toBe("not-allowed");
    execFileSync("mkfifo", [path.join(folder, "pipe.yaml")]);
    const piped = await problem(openRules("pipe.yaml", testTrust([], folder)));
    expect(piped.message).toMatch(/not a regular file/);
  });

  it("takes an absolute path as it is", async () => {
    const file = path.join(folder, "abs.json");
    await writeFile(file, JSON.stringify({ scripted: 1, name: "json", fallback: "JSON works" }));
    const model = await openRules(file, testTrust([file]));
    expect(model.model).toBe(file);
    expect((await model.reply(ask("hi"), never)).text).toBe("JSON works");
  });

  it("says which places it looked in when there is none", async () => {
    const missing = await problem(openRules("gone.yaml", testTrust([], folder)));
    expect(missing.code).toBe("unknown-model");
    expect(missing.message).toContain(path.join(folder, "gone.yaml"));
  });

  it("says so when the path is a folder or the file is not UTF-8", async () => {
    expect((await problem(openRules(folder, testTrust([folder])))).code).toBe("unreadable-file");
    await writeFile(path.join(folder, "latin.yaml"), new Uint8Array([0x66, 0xe9, 0x3a]));
    expect((await problem(openRules("latin.yaml", testTrust([], folder)))).message).toContain("UTF-8");
  });

  it("is identified by the file's bytes, so that an edited file never answers from the cache", async () => {
    const body = "scripted: 1\nname: x\nfallback: é\n";
    const model = await open(body);
    expect(model.identity).toBe(createHash("sha256").update(body).digest("hex"));
  });
});

describe("rules", () => {
  it("uses the first that matches, and the fallback when none does", async () => {
    const body = `rules:
  - {when: {user: cat}, replies: [{text: first}]}
  - {when: {user: cat|dog}, replies: [{text: second}]}`;
    expect(await says(body, ask("a CAT"))).toBe("first");
    expect(await says(body, ask("a dog"))).toBe("second");
    expect(await says(body, ask("a cow"))).toBe("fallback");
  });

  it.each([
    ["user looks at the last user turn only", "{user: cat}", ask(["cat", "ok", "dog"]), false],
    ["system", "{system: polite}", ask("x", { system: "Be POLITE." }), true],
    ["system, absent", "{system: polite}", ask("x", { system: "Be kind." }), false],
    ["systemLacks", "{systemLacks: polite}", ask("x", { system: "Be kind." }), true],
    ["systemLacks, present", "{systemLacks: polite}", ask("x", { system: "Be polite." }), false],
    ["turn counts user turns", "{turn: 2}", ask(["a", "b", "c"]), true],
    ["turn, another", "{turn: 2}", ask("a"), false],
    ["history looks at replies", "{history: rent}", ask(["a", "your rent", "c"]), true],
    ["history does not look at user turns", "{history: rent}", ask(["rent", "b", "rent"]), false],
    ["history is false on the first turn, whatever the pattern", "{history: '.*'}", ask("a"), false],
    ["all must hold", "{user: c, turn: 1}", ask(["a", "b", "c"]), false],
    ["a dot stops at a line break", "{user: a.b}", ask("a\nb"), false],
    ["(?-i) minds capitals", "{user: '(?-i)cat'}", ask("CAT"), false],
  ])("when: %s", async (_, when, request, expected) => {
    const text = await says(`rules: [{when: ${when}, replies: [{text: matched}]}]`, request);
    expect(text === "matched").toBe(expected);
  });

  it("takes a pattern written once by alias", async () => {
    const body = `patterns: {pet: &pet cat|dog}\nrules: [{when: {user: *pet}, replies: [{text: pet}]}]`;
    expect(await says(body, ask("my dog"))).toBe("pet");
  });
});

describe("amendments", () => {
  it("apply in order, each to what the one before left", async () => {
    const body = `amend:
  - {append: " one"}
  - {when: {reply: one}, prepend: "zero "}
  - {when: {reply: "zero fallback"}, replace: {pattern: "f(all)(back)", with: "$2$1"}}
  - {when: {reply: nothing}, instead: never}
  - {append: " end"}`;
    expect(await says(body, ask("x"))).toBe("zero backall one end");
  });

  it("replaces every match, and gives another reply instead", async () => {
    expect(await says('amend: [{replace: {pattern: "[ab]", with: "-"}}]', ask("x"))).toBe("f-ll--ck");
    expect(await says("amend: [{instead: other}]", ask("x"))).toBe("other");
  });

  it("follow their conditions on the request", async () => {
    const body = "amend: [{when: {systemLacks: quiet}, append: '!'}]";
    expect(await says(body, ask("x", { system: "loud" }))).toBe("fallback!");
    expect(await says(body, ask("x", { system: "quiet" }))).toBe("fallback");
  });
});

describe("chance", () => {
  const weighted = `scripted: 1
name: dice
seed: 3
fallback: none
rules: [{replies: [{text: often, weight: 3}, {text: seldom}]}]
amend: [{append: " and more", chance: 0.25}]`;

  it("draws by weight and by chance, another sample differently", async () => {
    const model = await open(weighted);
    const texts = await Promise.all(
      Array.from({ length: 2000 }, async (_, sample) => (await model.reply(ask("x", { sample }), never)).text),
    );
    const often = texts.filter((text) => text.startsWith("often")).length / texts.length;
    const more = texts.filter((text) => text.endsWith("more")).length / texts.length;
    expect(often).toBeGreaterThan(0.7);
    expect(often).toBeLessThan(0.8);
    expect(more).toBeGreaterThan(0.2);
    expect(more).toBeLessThan(0.3);
  });

  it("is decided by the seed", async () => {
    const one = await open(weighted);
    const two = await open(weighted.replace("seed: 3", "seed: four"), "two.yaml");
    const differs = await Promise.all(
      Array.from({ length: 50 }, async (_, sample) => {
        const request = ask("x", { sample });
        return (await one.reply(request, never)).text !== (await two.reply(request, never)).text;
      }),
    );
    expect(differs).toContain(true);
  });

  it("gives the same reply to the same request, from any opening of the file", async () => {
    const one = await open(weighted);
    const two = await openRules("rules.yaml", testTrust([], folder));
    await fc.assert(
      fc.asyncProperty(
        fc.string(),
        fc.array(fc.string(), { minLength: 1, maxLength: 5 }),
        fc.nat(20),
        async (system, turns, sample) => {
          const request = ask(turns, { system, sample });
          const first = (await one.reply(request, never)).text;
          await one.reply(ask("something else", { system: `${system}.` }), never);
          expect((await one.reply(request, never)).text).toBe(first);
          expect((await two.reply(request, never)).text).toBe(first);
        },
      ),
    );
  });
});

describe("what comes with a reply", () => {
  it("says that token counts are estimated, what it saw and who answered", async () => {
    const model = await open("scripted: 1\nname: desk\nfallback: abcdefgh\n");
    const request = ask("1234", { system: "12345678", settings: { temperature: 0 }, sample: 2 });
    const reply = await model.reply(request, never);
    expect(reply).toMatchObject({ inputTokens: 3, outputTokens: 2, finishReason: "stop", warnings: [] });
    expect(reply.library).toBe("Counterproof scripted model 1");
    expect(JSON.parse(reply.usage)).toMatchObject({ estimated: true, charactersPerToken: 4 });
    expect(JSON.parse(reply.requestBody)).toEqual({ rules: "desk", ...request });
  });
});

describe("latency", () => {
  const slow = "scripted: 1\nname: slow\nlatencyMs: {min: 60000, max: 60000}\nfallback: late\n";

  it("ends at once with the signal's reason when it is aborted", async () => {
    const model = await open(slow);
    const stop = new AbortController();
    const reason = new Error("stopped by a person");
    const waiting = model.reply(ask("x"), stop.signal);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it("does not answer a request that was aborted before", async () => {
    const model = await open("scripted: 1\nname: quick\nfallback: soon\n");
    await expect(model.reply(ask("x"), AbortSignal.abort("gone"))).rejects.toBe("gone");
  });

  it("is drawn between min and max, for each sample anew", () => {
    const rules = parseScriptedRules("scripted: 1\nname: x\nfallback: y\nlatencyMs: {min: 20, max: 30}\n", "x.yaml");
    const replyTo = scriptedReplier(rules);
    const drawn = Array.from({ length: 100 }, (_, sample) => replyTo(ask("x", { sample })).latencyMs);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(30);
    expect(new Set(drawn).size).toBeGreaterThan(50);
  });
});

describe("a file that is not valid", () => {
  it.each([
    ["broken YAML", "scripted: 1\nname: [x\nfallback: y\n", 3, /./],
    ["a key twice", "scripted: 1\nname: a\nname: b\nfallback: y\n", 3, /unique/i],
    ["another format version", "scripted: 2\nname: a\nfallback: y\n", 1, /format's version/],
    ["a missing fallback", "scripted: 1\nname: a\n", 1, /fallback/],
    [
      "a misspelt key",
      "scripted: 1\nname: a\nfallback: y\nrules:\n  - wen: {user: x}\n    replies: [{text: a}]\n",
      5,
      /wen/,
    ],
    [
      "a pattern that is not RE2",
      "scripted: 1\nname: a\nfallback: y\nrules:\n  - when:\n      user: (?=x)\n    replies: [{text: a}]\n",
      6,
      /RE2/,
    ],
    [
      "an amendment that does two things",
      "scripted: 1\nname: a\nfallback: y\namend:\n  - append: x\n    instead: y\n",
      5,
      /exactly one/,
    ],
    [
      "a weight of 0",
      "scripted: 1\nname: a\nfallback: y\nrules:\n  - replies:\n      - text: a\n        weight: 0\n",
      7,
      /above 0/,
    ],
    ["latency upside down", "scripted: 1\nname: a\nfallback: y\nlatencyMs: {min: 5, max: 1}\n", 4, /min/],
    ["a list instead of a map", "- a\n- b\n", 1, /object/],
    ["nothing at all", "", 1, /object/],
    ["an alias without its anchor", "scripted: 1\nname: *gone\nfallback: y\n", 2, /gone/],
  ])("says file, line, column and what is wrong: %s", async (_, body, line, what) => {
    const bad = await problem(open(body));
    expect(bad.code).toBe("unreadable-file");
    expect(bad.details).toMatchObject({ file: path.join(folder, "rules.yaml"), line });
    expect(bad.message).toContain(`rules.yaml, line ${line}, column `);
    expect(bad.message).toMatch(what);
  });

  it("refuses aliases that would expand without end", async () => {
    const levels = Array.from({ length: 9 }, (_, n) => {
      const below = n ? `*b${n - 1}` : "x";
      return `b${n}: &b${n} [${Array(9).fill(below).join(",")}]`;
    });
    expect((await problem(open(`scripted: 1\n${levels.join("\n")}\n`))).code).toBe("unreadable-file");
  });

  it("never throws anything but a Problem, whatever the file holds", async () => {
    const line = fc.constantFrom(
      "scripted: 1",
      "name: a",
      "fallback: b",
      "rules:",
      "  - when: {user: '('}",
      "amend: [",
      "? x",
      "- &a *a",
      "\t",
      "!!binary x",
      "seed: {}",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, fc.string()), { maxLength: 8 }), async (lines) => {
        await open(lines.join("\n")).catch((error: unknown) => expect(error).toBeInstanceOf(Problem));
      }),
      { numRuns: 200 },
    );
  });
});

describe("a hostile pattern", () => {
  it("answers all the same: matching takes linear time", async () => {
    const text = `${"a".repeat(50_000)}!`;
    expect(await says("rules: [{when: {user: '^(a+)+$'}, replies: [{text: matched}]}]", ask(text))).toBe("fallback");
  });
});

describe("the documentation", () => {
  it("shows an example that opens and answers", async () => {
    const page = await readFile(new URL("../../../electron/engine/models/scripted-model.md", import.meta.url), "utf8");
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const model = await open(example.replace(/^latencyMs:.*$/m, ""));
    const reply = await model.reply(ask(["when is it due back?", "It is due on Friday.", "Can I renew?"]), never);
    expect(reply.text).toContain("555-0100");
  });
});
