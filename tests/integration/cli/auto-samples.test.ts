import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import { randomReplies } from "../sampling/random-provider.ts";
import { buildCli, parseAs, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const runDocument = z.object({
  samples: z.number(),
  sampling: z.string().optional(),
  calls: z.number(),
  conversations: z.number(),
});
const amount = z.object({ calls: z.number() });
const planDocument = z.object({ calls: z.number(), auto: z.object({ expected: amount, most: amount }) });
const comparisonDocument = z.object({
  candidate: z.object({ samples: z.number(), sampling: z.string() }),
  conversations: z.array(z.object({ id: z.string(), outcome: z.string() })),
});

describe("replay --samples auto", () => {
  it("plans a range, decides against the parent's run, and says what it took", async () => {
    const place = workplace();
    const server = await testServer({ reply: randomReplies({ varied: false }) });
    const project = ["--project", "p.cproof"];
    const rates = { same: "1 then 1", broke: "1 then 0", flaky: "0.5 then 0.5" };
    const lines = Object.entries(rates).map(([id, rate]) => ({
      id,
      turns: [{ role: "user", content: `${id} passes ${rate}` }],
      checks: [{ type: "contains", value: "good" }],
    }));
    writeFileSync(place.file("cases.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
    await place.run(["init", ...project]);
    await place.run(["import", "cases.jsonl", ...project]);
    for (const input of ["The first.", "The second."])
      await place.run(["commit", "-", "--prompt", "lex", "-m", "m", ...project], { input });
    const model = ["--model", "openai-compatible/small", "--base-url", `${server.url}/v1`];
    const replay = (version: string, ...more: string[]) =>
      place.run(["replay", "--version", version, "--prompt", "lex", "--set", "cases", ...project, ...model, ...more]);

    const alone = await replay("v1", "--samples", "auto", "--dry-run");
    expect(alone.err).toContain("no complete run of the version before to decide against");
    const fixed = await replay("v1", "--samples", "1", "--json");
    expect(JSON.parse(fixed.out)).not.toHaveProperty("sampling");
    expect(parseAs(runDocument, fixed.out)).toMatchObject({ samples: 1, calls: 3 });

    const plan = parseAs(
      planDocument,
      (await replay("v2", "--samples", "auto", "--sample-limit", "50", "--dry-run", "--json")).out,
    );
    expect(plan.calls).toBe(9);
    expect(plan.auto.most.calls).toBe(3 * (50 + 49));
    expect(plan.auto.expected.calls).toBeGreaterThan(9);
    expect((await replay("v2", "--samples", "auto", "--dry-run")).out).toMatch(
      /between 9 and \d+ calls, 0 cached; about/,
    );
    expect(server.requests).toHaveLength(3);

    const auto = await replay("v2", "--samples", "auto", "--json");
    expect(auto.code).toBe(0);
    const taken = parseAs(runDocument, auto.out);
    expect(taken).toMatchObject({ sampling: "auto", conversations: 3, calls: server.requests.length - 3 });
    expect(taken.samples).toBeGreaterThan(2);
    const compared = await place.run([
      "compare",
      "v1",
      "v2",
      "--prompt",
      "lex",
      "--set",
      "cases",
      "--json",
      ...project,
    ]);
    const { candidate, conversations } = parseAs(comparisonDocument, compared.out);
    expect(candidate).toEqual({ samples: taken.samples, sampling: "auto" });
    expect(Object.fromEntries(conversations.map(({ id, outcome }) => [id, outcome]))).toEqual({
      broke: "broke",
      flaky: "flaky",
      same: "stillPassing",
    });
  }, 60_000);

  it("is the choice of a scripted model with chances unless a temperature of 0 is named, and refuses what cannot be", async () => {
    const place = workplace();
    const run = (...more: string[]) =>
      place.run([
        "replay",
        "--version",
        "v1",
        "--prompt",
        "legal-advice",
        "--set",
        "clients",
        "--project",
        "s.cproof",
        ...more,
      ]);
    await place.run(["init", "--sample", "--project", "s.cproof"]);
    expect((await run("--dry-run")).out).toMatch(/between \d+ and \d+ calls/);
    expect((await run("--dry-run", "--temperature", "0.7")).out).toMatch(/between \d+ and \d+ calls/);
    expect((await run("--dry-run", "--temperature", "0")).out).not.toContain("between");
    expect((await run("--samples", "some")).err).toContain("give a number from 1 to 100, or auto");
    expect((await run("--sample-limit", "9", "--samples", "1")).err).toContain("--sample-limit is for auto-samples");
  }, 60_000);
});

/** Conversations, each with the share of samples that passes with the first and the second version. */
async function randomProject(rates: Record<string, string>, { varied = true } = {}) {
  const place = workplace();
  const server = await testServer({ reply: randomReplies({ varied }) });
  const lines = Object.entries(rates).map(([id, rate]) => ({
    id,
    turns: [{ role: "user", content: `${id} passes ${rate}` }],
    checks: [{ type: "contains", value: "good" }],
  }));
  writeFileSync(place.file("cases.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
  const project = ["--project", "p.cproof"];
  await place.run(["init", ...project]);
  await place.run(["import", "cases.jsonl", ...project]);
  for (const input of ["The first.", "The second."])
    await place.run(["commit", "-", "--prompt", "lex", "-m", "m", ...project], { input });
  const subject = ["--prompt", "lex", "--set", "cases", ...project];
  const replay = (version: string, model: string, ...more: string[]) =>
    place.run([
      "replay",
      "--version",
      version,
      ...subject,
      "--model",
      model,
      "--base-url",
      `${server.url}/v1`,
      ...more,
    ]);
  return { place, server, subject, replay };
}

const small = "openai-compatible/small";

describe("replay without --samples", () => {
  it("samples a random model, says the most calls before the first, and stops sampling there", async () => {
    const { server, replay } = await randomProject({ a: "0.5 then 0.5", b: "0.5 then 0.5", c: "1 then 1" });
    await replay("v1", small, "--samples", "1");
    const before = server.requests.length;
    const done = await replay("v2", small, "--json");
    const [, said = ""] = /^auto-samples, at most ([\d,]+) calls; set with --max-calls/m.exec(done.err) ?? [];
    expect(Number(said)).toBeGreaterThan(9);
    expect(server.requests.length - before).toBeLessThanOrEqual(Number(said));
    expect(done.code).toBe(0);
    expect(parseAs(runDocument, done.out)).toMatchObject({ sampling: "auto" });

    // Enough for the first samples, not for a decision: that is no failed replay, its conversations are undecided.
    const capped = await replay("v2", small, "--no-cache", "--max-calls", "14", "--json");
    expect(capped.code).toBe(0);
    expect(capped.err).toContain("auto-samples, at most 14 calls");
    expect(parseAs(runDocument, capped.out).calls).toBeLessThanOrEqual(14);
    expect(capped.err).toMatch(/undecided at 60 samples a side \(--sample-limit\) or 14 calls \(--max-calls\)/);
  }, 60_000);

  it("takes one sample where nothing is left to chance, and samples where a temperature of 0 is not heard", async () => {
    const { replay } = await randomProject({ a: "1 then 1" });
    const auto = async (...more: string[]) =>
      (await replay("v1", small, "--dry-run", ...more)).err.includes("auto-samples, at most");
    expect(await auto()).toBe(true);
    expect(await auto("--temperature", "0.2")).toBe(true);
    expect(await auto("--temperature", "0")).toBe(false);
    expect(await auto("--temperature", "0", "--model", "openai-compatible/openai/o3")).toBe(true);
    expect(await auto("--samples", "3")).toBe(false);
  }, 60_000);
});
