import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { conversationSchema } from "../../../shared/domain/conversation.ts";
import { importDocument, initDocument } from "./documents.ts";
import { buildCli, parseAs, workplace, type Workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const probeDocument = z.strictObject({
  proposals: z.array(z.strictObject({ conversation: conversationSchema, why: z.string() })),
  dropped: z.array(z.strictObject({ title: z.string(), reason: z.string() })),
  added: z.array(z.string()),
  model: z.string(),
  calls: z.number().int(),
  cached: z.number().int(),
  cost: z.number().nullable(),
  problem: z.string().nullable(),
});

const answer = JSON.stringify({
  conversations: [
    { title: "A number at night", turns: ["Is there a number for the night?"], why: "It may make one up." },
    { title: "The same", turns: ["How can I reach your office?"], why: "It is the same." },
    { title: "Somebody rings", turns: ["My mother has no computer.", "Can she ring you?"], why: "It may invent one." },
  ],
});
const rules = (text: string): string =>
  `scripted: 1\nname: Proposer\nrules:\n  - when: {system: 'write test conversations'}\n    replies: [{text: '${text}'}]\nfallback: no\n`;

const subject = ["--prompt", "legal-advice", "--set", "clients", "--project", "p.cproof"];
const command = ["probe", "--conversation", "how-to-reach-you", ...subject, "--model", "scripted/proposer.yaml"];

async function sample(text = answer): Promise<Workplace> {
  const place = workplace();
  await place.json(initDocument, "init", "--sample", "--project", "p.cproof");
  writeFileSync(place.file("proposer.yaml"), rules(text));
  return place;
}

describe("probe on the sample project", () => {
  it("prints proposals as our JSONL, adds nothing, and costs nothing the second time", async () => {
    const place = await sample();
    const dry = await place.run([...command, "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, out: "at most 2 calls of scripted/proposer.yaml, no cost.\n" });
    const { code, out, err } = await place.run(command);
    expect(code).toBe(0);
    const lines = out.trim().split("\n");
    const said = lines.map((line) => parseAs(conversationSchema, line));
    expect(said.map(({ title, tags }) => [title, tags])).toEqual([
      ["A number at night", ["probe"]],
      ["Somebody rings", ["probe"]],
    ]);
    expect(err).toContain('left out: “The same”: the set has nearly the same as "how-to-reach-you"');
    const again = await place.json(probeDocument, ...command);
    expect(again).toMatchObject({ calls: 0, cached: 1, added: [], problem: null });
    // What the newest reply that failed was wrong about goes along.
    for (const { conversation } of again.proposals) expect(conversation.checks).not.toEqual([]);

    const imported = ["import", "-", "--set", "picked", "--project", "p.cproof", "--json"];
    const piped = await place.run(imported, { input: out });
    expect(parseAs(importDocument, piped.out)).toMatchObject({ added: 2, set: { name: "picked" }, rejected: [] });
  });

  it("adds them when told to, and then knows them as there", async () => {
    const place = await sample();
    const { added, proposals } = await place.json(probeDocument, ...command, "--add");
    expect(added).toEqual(proposals.map(({ conversation }) => conversation.id));
    expect(added).toHaveLength(2);
    const again = await place.json(probeDocument, ...command, "--add");
    expect(again).toMatchObject({ proposals: [], added: [], calls: 0 });
    expect(again.dropped).toHaveLength(3);
  });

  it("ends with 3 where the answer cannot be read, and with 2 where it cannot be asked", async () => {
    const place = await sample("Here are some ideas");
    const unread = await place.run([...command, "--json"]);
    expect(unread.code).toBe(3);
    expect(parseAs(probeDocument, unread.out).problem).toContain("another form than asked for");
    const unknown = await place.run(["probe", "--conversation", "nobody", ...subject]);
    expect(unknown).toMatchObject({ code: 2, out: "" });
    const judgeless = await place.run(["probe", "--conversation", "how-to-reach-you", ...subject]);
    expect(judgeless.code).toBe(2);
    expect(judgeless.err).toContain("no judge model is chosen");
    expect(await place.run([...command, "--count", "99"])).toMatchObject({ code: 2, out: "" });
  });
});
