import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import type { Fault } from "../../fixtures/provider-server/faults.ts";
import { replayDocument } from "./documents.ts";
import { buildCli, parseAs, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

/** An answer without a usage, as many local servers give it. */
const uncounted: Fault = {
  kind: "status",
  status: 200,
  body: JSON.stringify({ choices: [{ message: { content: "14 days." }, finish_reason: "stop" }] }),
};
const counted: Fault = {
  kind: "status",
  status: 200,
  body: JSON.stringify({
    choices: [{ message: { content: "14 days." }, finish_reason: "stop" }],
    usage: { prompt_tokens: 20, completion_tokens: 5 },
  }),
};
const broken: Fault = {
  kind: "status",
  status: 500,
  headers: { "retry-after-ms": "1" },
  message: "The server had an error",
};

/** Two conversations; the n-th request meets the n-th answer. */
async function prepared(script: Fault[]) {
  const place = workplace();
  const server = await testServer({ faults: { script } });
  const project = ["--project", "p.cproof"];
  const lines = [1, 2].map((at) => ({ id: `c${at}`, turns: [{ role: "user", content: `question ${at}` }] }));
  writeFileSync(place.file("cases.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
  await place.run(["init", ...project]);
  await place.run(["import", "cases.jsonl", ...project]);
  await place.run(["commit", "-", "--prompt", "lex", "-m", "m", ...project], { input: "One." });
  const model = ["--model", "openai/gpt-4o-mini", "--base-url", `${server.url}/v1`];
  const env = { OPENAI_API_KEY: "sk-test-0123456789" };
  const replay = (...more: string[]) =>
    place.run(
      ["replay", "--prompt", "lex", "--version", "v1", "--set", "cases", "--samples", "1"].concat(
        ["--concurrency", "1", "--no-cache"],
        project,
        model,
        more,
      ),
      { env },
    );
  return { server, replay };
}

describe("what a replay took", () => {
  it("is unknown where the provider does not say, and at least what is known", async () => {
    const { replay } = await prepared([uncounted, uncounted, uncounted, counted]);
    expect((await replay()).out).toContain("; tokens unknown, cost unknown;");
    const { tokens, cost, atLeast } = parseAs(replayDocument, (await replay("--json")).out);
    expect({ tokens, cost }).toEqual({ tokens: { input: null, output: null }, cost: null });
    expect(atLeast?.tokens).toEqual({ input: 20, output: 5 });
  }, 120_000);

  it("counts calls that failed, says no cost of them, and remembers them when it is resumed", async () => {
    const { replay, server } = await prepared([...Array.from({ length: 10 }, () => broken), counted, counted]);
    const failed = await replay();
    expect(failed.code).toBe(3);
    expect(failed.out).toContain("; 10 calls, all of them failed, 0 cached");
    expect(failed.out).toContain("; tokens unknown, cost unknown;");
    expect(server.requests).toHaveLength(10);
    const { calls, failedCalls, tokens, atLeast } = parseAs(replayDocument, (await replay("--resume", "--json")).out);
    expect({ calls, failedCalls, tokens }).toEqual({ calls: 2, failedCalls: 10, tokens: { input: 40, output: 10 } });
    expect(atLeast?.cost).toBeGreaterThan(0);
  }, 120_000);
});
