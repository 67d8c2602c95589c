import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import type { Fault } from "../../fixtures/provider-server/faults.ts";
import { compareDocument } from "./documents.ts";
import { buildCli, parseAs, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const key = "sk-test-0123456789abcdef";

const answer = (content: string, more: object = { finish_reason: "stop" }): Fault => ({
  kind: "status",
  status: 200,
  body: JSON.stringify({ choices: [{ message: { content, reasoning: "Let me see." }, ...more }] }),
});

describe("replies that are not what they seem", () => {
  it("are said by replay, compare, its JSON and a report for build servers", async () => {
    const place = workplace();
    const server = await testServer({ faults: { script: [answer(`Use ${key}.`), answer("14 days.", {})] } });
    const project = ["--project", "p.cproof"];
    const lines = [1, 2].map((at) => ({ id: `c${at}`, turns: [{ role: "user", content: `question ${at}` }] }));
    writeFileSync(place.file("cases.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
    await place.run(["init", ...project]);
    await place.run(["import", "cases.jsonl", ...project]);
    await place.run(["commit", "-", "--prompt", "lex", "-m", "m", ...project], { input: "One." });
    const over = ["--prompt", "lex", "--set", "cases", ...project];
    const model = ["--model", "openai-compatible/small", "--base-url", `${server.url}/v1`, "--concurrency", "1"];
    const replay = await place.run(["replay", "--version", "v1", "--samples", "1", ...over, ...model], {
      env: { OPENAI_COMPATIBLE_API_KEY: key },
    });
    expect(replay.err).toContain("note: 1 reply held one of your keys, which was replaced by [key].");
    expect(replay.err).toContain("note: 1 reply without the provider's word for the end, which may be cut off.");

    const compared = await place.run(["compare", "v1", "v1", ...over, "--report", "r.xml"]);
    expect(compared.out).toContain("Candidate: 1 reply held one of your keys");
    const xml = readFileSync(place.file("r.xml"), "utf8");
    expect(xml).toMatch(/<system-out>1 reply held one of your keys/);
    expect(xml).not.toContain(key);

    const document = parseAs(compareDocument, (await place.run(["compare", "v1", "v1", ...over, "--json"])).out);
    expect(document.marks?.candidate).toEqual({ redacted: 1, endUnsaid: 1 });
    const turns = document.conversations.flatMap((one) => one.turns);
    expect(turns.filter(({ redacted }) => redacted?.candidate === true)).toHaveLength(1);
    expect(turns.map(({ thinking }) => thinking?.candidate)).toEqual(["Let me see.", "Let me see."]);
  }, 120_000);
});
