import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { blamedConversationSchema, blameHunkSchema } from "../../../shared/domain/analysis.ts";
import { initDocument } from "./documents.ts";
import { buildCli, parseAs, workplace, type Workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const blameDocument = z.strictObject({
  conversations: z.array(blamedConversationSchema),
  calls: z.number().int(),
  cost: z.number().nullable(),
  hunks: z.array(blameHunkSchema),
  problem: z.string().nullable(),
});

const subject = ["--prompt", "legal-advice", "--set", "clients", "--project", "p.cproof"];
const model = ["--model", "scripted/legal-advice.rules.yaml"];

/** The sample project; its versions are replayed by the first command that opens it. */
async function sample(): Promise<Workplace> {
  const place = workplace();
  await place.json(initDocument, "init", "--sample", "--project", "p.cproof");
  return place;
}

describe("blame on the sample project", () => {
  it.each([
    ["v1", "v2", "- Do not mention competitors.", 25],
    ["v5", "v6", "- Keep answers short: no more than four sentences.", 12],
  ])("names the line of %s → %s for every conversation that it broke or fixed", async (from, to, line, number) => {
    const place = await sample();
    const { conversations, calls } = await place.json(blameDocument, "blame", from, to, ...subject, ...model);
    expect(conversations.length).toBeGreaterThan(4);
    expect(new Set(conversations.map(({ outcome }) => outcome))).toEqual(new Set(["broke", "fixed"]));
    for (const { hunks, certainty } of conversations) {
      expect(hunks).toHaveLength(1);
      expect(hunks[0]).toMatchObject({ from: number, to: number, side: "candidate" });
      expect(hunks[0]?.text).toContain(line);
      expect(certainty).toBeGreaterThanOrEqual(0.95);
    }
    expect(calls).toBe(conversations.reduce((sum, one) => sum + one.calls, 0));
    const again = await place.json(blameDocument, "blame", from, to, ...subject, ...model);
    expect(again.calls).toBe(0);
    expect(again.conversations.map(({ hunks }) => hunks)).toEqual(conversations.map(({ hunks }) => hunks));
  });

  it("takes one conversation, says beforehand what it takes, and finds a pair that works only together", async () => {
    const place = await sample();
    const one = [...subject, ...model, "--conversation", "second-opinion"];
    const dry = await place.run(["blame", "v1", "v7", ...one, "--dry-run"]);
    expect(dry.out).toMatch(/^1 conversation, 5 changes: at most \d+ calls, about \d+/);
    const { conversations } = await place.json(blameDocument, "blame", "v1", "v7", ...one);
    expect(conversations).toMatchObject([{ id: "second-opinion", outcome: "fixed", answer: "found" }]);
    const hunks = conversations[0]?.hunks ?? [];
    expect(hunks.map(({ set }) => set)).toEqual([0, 0]);
    expect(hunks.map(({ text }) => text.slice(0, 12))).toEqual(["- Do not men", "Telephone 55"]);
  });

  it("stops before its limit with exit code 3, and goes on from there", async () => {
    const place = await sample();
    const limited = await place.run(["blame", "v1", "v2", ...subject, ...model, "--max-calls", "5", "--json"]);
    expect(limited.code).toBe(3);
    const cut = parseAs(blameDocument, limited.out);
    expect(cut.calls).toBeLessThanOrEqual(5);
    expect(cut.problem).toContain("limit of 5 calls");
    expect(limited.err).toContain("Start again to go on");
    const whole = await place.json(blameDocument, "blame", "v1", "v2", ...subject, ...model);
    expect(whole.conversations.every(({ answer }) => answer === "found")).toBe(true);
  });

  it("has a clear answer where nothing differs, and refuses what is not there", async () => {
    const place = await sample();
    const same = await place.run(["blame", "v1", "v1", ...subject, ...model]);
    expect(same).toMatchObject({ code: 0, out: "There is no difference between the two versions.\n" });
    const unknown = await place.run(["blame", "v1", "v99", ...subject, ...model]);
    expect(unknown.code).toBe(2);
    const made = ["commit", "-", "--prompt", "legal-advice", "-m", "Start anew", "--project", "p.cproof"];
    await place.run(made, { input: "Be kind." });
    const unplayed = await place.run(["blame", "v7", "v8", ...subject, ...model]);
    expect(unplayed.code).toBe(2);
    expect(unplayed.err).toContain("Replay it first, or name conversations");
  });
});
