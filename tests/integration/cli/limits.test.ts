import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import { replayDocument } from "./documents.ts";
import { buildCli, parseAs, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const planDocument = z.object({ calls: z.number(), cachedAtLeast: z.number(), cost: z.number().nullable() });

/** Five conversations; version 2 breaks the third and the fourth. */
async function prepared() {
  const place = workplace();
  const server = await testServer({
    reply: ({ system, messages }) =>
      system === "Two." && /[34]/.test(messages.at(-1)?.content ?? "") ? "poor" : "good",
  });
  const project = ["--project", "p.cproof"];
  const lines = [1, 2, 3, 4, 5].map((at) => ({
    id: `c${at}`,
    turns: [{ role: "user", content: `question ${at}` }],
    checks: [{ type: "contains", value: "good" }],
  }));
  writeFileSync(place.file("cases.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
  await place.run(["init", ...project]);
  await place.run(["import", "cases.jsonl", ...project]);
  for (const input of ["One.", "Two."])
    await place.run(["commit", "-", "--prompt", "lex", "-m", "m", ...project], { input });
  const model = ["--model", "openai-compatible/small", "--base-url", `${server.url}/v1`];
  const replay = (version: string, ...more: string[]) =>
    place.run(
      ["replay", "--version", version, "--prompt", "lex", "--set", "cases", "--samples", "1"].concat(
        project,
        model,
        more,
      ),
    );
  return { server, replay };
}

describe("replay with limits", () => {
  it("--dry-run says what a run would take, and neither calls nor records anything", async () => {
    const { replay, server } = await prepared();
    const { code, out } = await replay("v1", "--dry-run", "--json");
    expect(code).toBe(0);
    expect(parseAs(planDocument, out)).toMatchObject({ calls: 5, cachedAtLeast: 0, cost: null });
    expect((await replay("v1", "--dry-run")).out).toMatch(/^5 conversations, 5 replies: 5 calls, .* price unknown/);
    expect(server.requests).toHaveLength(0);
    expect((await replay("v1", "--resume")).code).toBe(2);
  });

  it("stops before its limit with exit code 3, and --resume goes on with a larger one", async () => {
    const { replay, server } = await prepared();
    const stopped = await replay("v1", "--max-calls", "2", "--json");
    expect(stopped.code).toBe(3);
    expect(stopped.err).toContain("Stopped before passing its limit of 2 calls");
    expect(parseAs(replayDocument, stopped.out)).toMatchObject({ calls: 2, errors: 0, passed: 2 });
    expect(stopped.err).not.toContain("already");
    const again = await replay("v1", "--resume");
    expect(again.code).toBe(3);
    expect(again.err).toContain("its limit of 2 calls: 2 calls of this run already count.");
    const done = await replay("v1", "--resume", "--max-calls", "100", "--json");
    expect(done.code).toBe(0);
    expect(parseAs(replayDocument, done.out)).toMatchObject({ calls: 5, passed: 5 });
    expect(server.requests).toHaveLength(5);
  });

  it("--fail-fast stops with exit code 1 at the first conversation that broke against the parent", async () => {
    const { replay } = await prepared();
    await replay("v1");
    const stopped = await replay("v2", "--fail-fast", "--concurrency", "1", "--json");
    expect(stopped.code).toBe(1);
    expect(stopped.err).toContain('"c3" broke');
    expect(parseAs(replayDocument, stopped.out)).toMatchObject({ calls: 3, failed: 1 });
  });

  it.each([
    ["--max-calls", "0"],
    ["--max-tokens", "many"],
    ["--max-cost", "-1"],
    ["--max-seconds", "0"],
    ["--max-cost", "1"],
  ])("refuses %s %s before anything is called", async (option, value) => {
    const { replay, server } = await prepared();
    const { code, err } = await replay("v1", option, value);
    expect(code).toBe(2);
    expect(err).toMatch(option === "--max-cost" && value === "1" ? /price of small is unknown/ : new RegExp(option));
    expect(server.requests).toHaveLength(0);
  });
});
