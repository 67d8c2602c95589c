import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import type { FaultPlan } from "../../fixtures/provider-server/faults.ts";
import { buildCli, parseAs, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const culprit = z.object({ version: z.string(), number: z.number().nullable(), message: z.string() });
const step = z.object({ version: z.string(), calls: z.number(), certainty: z.number(), outcome: z.string() });
const document = z.object({
  culprit: culprit.nullable(),
  certainty: z.number(),
  steps: z.array(step),
  calls: z.number(),
  end: z.string(),
  reason: z.string(),
});
const several = z.object({ conversations: z.array(document), calls: z.number() });

/** Eight versions of which the fifth breaks the only conversation. */
async function prepared(faults?: FaultPlan) {
  const place = workplace();
  const server = await testServer({
    faults,
    reply: ({ system }) => (Number(/\d+/.exec(system ?? "")?.[0]) < 5 ? "good" : "poor"),
  });
  const project = ["--project", "p.cproof"];
  const line = { id: "c1", turns: [{ role: "user", content: "Hi" }], checks: [{ type: "contains", value: "good" }] };
  writeFileSync(place.file("cases.jsonl"), JSON.stringify(line));
  await place.run(["init", ...project]);
  await place.run(["import", "cases.jsonl", ...project]);
  for (let at = 1; at <= 8; at += 1)
    await place.run(["commit", "-", "--prompt", "lex", "-m", `change ${at}`, ...project], { input: `Version ${at}.` });
  const model = ["--model", "openai-compatible/small", "--base-url", `${server.url}/v1`, "--temperature", "0"];
  const bisect = (...more: string[]) =>
    place.run(["bisect", "--prompt", "lex", "--set", "cases", "--conversation", "c1", ...project, ...model, ...more]);
  return { server, bisect };
}

describe("bisect", () => {
  it("on the sample names the version that made up a phone number and the one that lost the closing sentence", async () => {
    const place = workplace();
    await place.run(["init", "--sample", "--project", "p.cproof"]);
    const common = ["--prompt", "legal-advice", "--set", "clients", "--project", "p.cproof"];
    const phone = await place.json(
      document,
      "bisect",
      "--conversation",
      "how-to-reach-you",
      "--good",
      "v1",
      "--bad",
      "v3",
      ...common,
    );
    expect(phone.culprit).toMatchObject({ version: "v2", message: "Stop it recommending LexDirect" });
    expect(phone.certainty).toBeGreaterThanOrEqual(0.95);
    const closing = await place.json(
      document,
      "bisect",
      "--conversation",
      "deposit-not-protected",
      "--good",
      "v1",
      "--bad",
      "v6",
      ...common,
    );
    expect(closing.culprit).toMatchObject({ version: "v6", message: "Answers got too long: ask for short ones" });
    // Whatever the sample's own runs recorded is not asked again.
    expect(closing.calls).toBeLessThan(closing.steps.length);
    const both = await place.json(
      several,
      "bisect",
      "--conversation",
      "unpaid-wages",
      "cancel-online-order",
      "--good",
      "v1",
      "--bad",
      "v6",
      ...common,
    );
    expect(both.conversations.map((one) => one.culprit?.version)).toEqual(["v2", "v5"]);
  });

  it("shows each step with its calls and certainty, and what is unusual beforehand", async () => {
    const { bisect, server } = await prepared();
    const { code, out, err } = await bisect("--good", "v1", "--bad", "latest");
    expect(code).toBe(0);
    expect(err).toContain("8 versions from v1 to latest: at most");
    expect(out).toMatch(/^ {2}1\. v1 {5}○ passes {2}1 call/m);
    expect(out).toMatch(/v5 {5}✗ fails {3}1 call {4}v5 9\d%/);
    expect(out).toMatch(/v5 broke it: v4 passes 1 of 1, v5 0 of 1 \(9\d% certain\)\. 5 calls\.$/m);
    expect(server.requests).toHaveLength(5);
    const back = await bisect("--good", "v8", "--bad", "v1");
    expect(back.err).toContain("note: v8 is newer than v1");
    expect(back.out).toContain("It fails at v8 and passes at v1");
  });

  it("--dry-run says what it would take at most and asks nothing", async () => {
    const { bisect, server } = await prepared();
    const { code, out } = await bisect("--good", "v1", "--bad", "v8", "--dry-run", "--json");
    expect(code).toBe(0);
    expect(parseAs(z.object({ versions: z.array(z.string()), calls: z.number() }), out).versions).toHaveLength(8);
    expect(server.requests).toHaveLength(0);
  });

  it("stops at its limit with exit code 3, and goes on from there", async () => {
    const { bisect, server } = await prepared();
    const cut = await bisect("--good", "v1", "--bad", "v8", "--max-calls", "3", "--json");
    expect(cut.code).toBe(3);
    expect(parseAs(document, cut.out)).toMatchObject({ culprit: null, end: "budget", calls: 3 });
    const rest = await bisect("--good", "v1", "--bad", "v8", "--max-calls", "3", "--json");
    expect(rest.code).toBe(0);
    expect(parseAs(document, rest.out)).toMatchObject({ culprit: { version: "v5" }, calls: 2 });
    expect(server.requests).toHaveLength(5);
  });

  it("ends with exit code 3 where the provider fails half-way, and says why", async () => {
    const no = { kind: "status", status: 401, message: "The key was taken away" } as const;
    const { bisect } = await prepared({ script: [null, null, no] });
    const failed = await bisect("--good", "v1", "--bad", "v8", "--json");
    expect(failed.code).toBe(3);
    const found = parseAs(document, failed.out);
    expect(found).toMatchObject({ culprit: null, end: "failed", calls: 3 });
    expect(found.steps).toHaveLength(2);
    expect(found.reason).toContain("The key was taken away");
    expect((await bisect("--good", "v1", "--bad", "v8")).code).toBe(0);
  });

  it("answers where there is nothing to find, and refuses what means nothing", async () => {
    const { bisect } = await prepared();
    const same = await bisect("--good", "v1", "--bad", "v4", "--json");
    expect(same.code).toBe(0);
    expect(parseAs(document, same.out)).toMatchObject({ culprit: null, end: "passes-at-both-ends" });
    const one = await bisect("--good", "v2", "--bad", "v2", "--json");
    expect(parseAs(document, one.out)).toMatchObject({ culprit: null, end: "no-difference", calls: 0 });
    const wrong = await bisect("--good", "v1", "--bad", "v9");
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('no version "v9"');
    expect((await bisect("--good", "v1")).code).toBe(2);
    expect((await bisect("--good", "v1", "--bad", "v8", "--max-calls", "few")).code).toBe(2);
  });
});
