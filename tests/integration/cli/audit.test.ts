import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { auditPlanSchema } from "../../../shared/contract/analyses.ts";
import { auditRuleSchema } from "../../../shared/domain/analysis.ts";
import { buildCli, parseAs, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const auditDocument = z.object({
  version: z.string(),
  end: z.string(),
  score: z.number().nullable(),
  calls: z.number(),
  callsAtMost: z.number(),
  rules: z.array(auditRuleSchema),
});

const sample = () => {
  const place = workplace();
  const audit = (ref: string, ...more: string[]) =>
    place.run(["audit", ref, "--prompt", "legal-advice", "--set", "clients", "--project", "s.cproof", ...more]);
  return { place, audit, ready: place.run(["init", "--sample", "--project", "s.cproof"]) };
};

describe("audit", () => {
  it("finds the sample's harmful line and the one that no conversation guards, and asks nothing twice", async () => {
    const { audit, ready } = sample();
    await ready;
    const dry = await audit("latest", "--dry-run", "--json");
    const plan = parseAs(auditPlanSchema, dry.out);
    expect(plan).toMatchObject({ version: "v7", rules: 24, conversations: 32, known: false });

    const first = await audit("latest", "--json");
    expect(first.code).toBe(0);
    expect(first.err).toMatch(/^v7: 24 rules, 32 conversations: at most \d+ calls, usually about \d+\./);
    const found = parseAs(auditDocument, first.out);
    expect(found).toMatchObject({ version: "v7", end: "done", callsAtMost: plan.calls });
    expect(found.calls).toBeLessThanOrEqual(plan.calls);
    const of = (words: string) => found.rules.find(({ text }) => text.includes(words));
    expect(of("Keep a positive tone")).toEqual({
      line: 16,
      text: "- Keep a positive tone: do not dwell on what can go wrong.",
      guardedBy: [],
      fixes: ["boiler-and-rent"],
      open: 0,
      status: "harmful",
    });
    expect(of("party politics")).toMatchObject({ line: 24, guardedBy: [], fixes: [], status: "unguarded" });
    expect(of("Do not mention competitors")?.guardedBy.toSorted()).toEqual([
      "cheaper-firm",
      "second-opinion",
      "weekend-help",
    ]);
    expect(of("Office: 14 Mill Lane")).toMatchObject({ line: 30, status: "idle" });
    const settled = found.rules.filter(({ status }) => status !== "undetermined");
    const noticed = settled.filter(({ guardedBy }) => guardedBy.length > 0);
    expect(found.score).toBeCloseTo(noticed.length / settled.length, 10);

    const again = await audit("latest");
    expect(again.err).toContain("audited before");
    expect(again.out).toMatch(/^harmful +line 12: .*\nharmful +line 16: - Keep a positive tone/);
    expect(again.out).toContain(" 0 calls, ");
  }, 60_000);

  it("ends with its budget with code 3, goes on, and refuses what cannot be", async () => {
    const { place, audit, ready } = sample();
    await ready;
    const cut = await audit("v2", "--max-calls", "100", "--json");
    expect(cut.code).toBe(3);
    expect(cut.err).toContain("The budget was spent before the end");
    expect(parseAs(auditDocument, cut.out)).toMatchObject({ end: "budget", calls: 100 });
    const rest = await audit("v2", "--json");
    expect(rest.code).toBe(0);
    expect(parseAs(auditDocument, rest.out).end).toBe("done");

    expect(await audit("v99")).toMatchObject({ code: 2 });
    expect((await audit("v1", "--concurrency", "0")).err).toContain("--concurrency 0 cannot be used");
    writeFileSync(place.file("bare.jsonl"), JSON.stringify({ turns: [{ role: "user", content: "Hi" }] }));
    await place.run(["import", "bare.jsonl", "--project", "s.cproof"]);
    const bare = await place.run(["audit", "v1", "--prompt", "legal-advice", "--set", "bare", "--project", "s.cproof"]);
    expect(bare.code).toBe(0);
    expect(bare.err).toContain("No conversation of this set has a check");
  }, 60_000);
});
