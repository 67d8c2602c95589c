import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { buildCli, parseAs, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const ledgerDocument = z.object({
  version: z.string(),
  set: z.string(),
  rules: z.array(
    z.object({
      line: z.number(),
      text: z.string(),
      conversations: z.array(z.string()),
      status: z.enum(["linked", "without"]),
      change: z.string().nullable(),
    }),
  ),
  gone: z.array(z.object({ text: z.string(), seen: z.number().nullable(), conversations: z.array(z.string()) })),
  conversations: z.object({ without: z.array(z.string()) }),
  suggestions: z.array(
    z.object({ line: z.number(), conversation: z.string(), origin: z.string(), reason: z.string() }),
  ),
});

const sample = async () => {
  const place = workplace();
  await place.run(["init", "--sample", "--project", "s.cproof"]);
  const ledger = (...more: string[]) =>
    place.run(["ledger", "--prompt", "legal-advice", "--project", "s.cproof", ...more]);
  const read = async (...more: string[]) => parseAs(ledgerDocument, (await ledger("--json", ...more)).out);
  return { place, ledger, read };
};

describe("ledger", () => {
  it("links a rule, tells what has nobody, and puts its conversations first when it is edited", async () => {
    const { place, ledger, read } = await sample();
    const fresh = await read();
    expect(fresh).toMatchObject({ version: "draft", set: "clients", gone: [], suggestions: [] });
    expect(fresh.conversations.without).toHaveLength(32);
    const at = fresh.rules.find(({ text }) => text.includes("Do not mention competitors"));
    if (!at) throw new Error("the sample has no rule about competitors");

    const linked = await ledger("--link", String(at.line), "--conversation", "second-opinion", "cheaper-firm");
    expect(linked.code).toBe(0);
    expect(linked.out).toMatch(
      new RegExp(`^linked +line ${at.line}: - Do not mention competitors.* ← cheaper-firm, second-opinion$`, "m"),
    );
    expect((await read()).conversations.without).toHaveLength(30);

    const text = parseAs(
      z.array(z.object({ version: z.number() })),
      (await place.run(["log", "--prompt", "legal-advice", "--project", "s.cproof", "--json"])).out,
    );
    expect(text[0]?.version).toBe(7);
    const edited = at.text.replace("Do not mention competitors", "Never mention competitors");
    writeFileSync(place.file("next.txt"), fresh.rules.map((rule) => (rule === at ? edited : rule.text)).join("\n"));
    await place.run(["commit", "next.txt", "--prompt", "legal-advice", "-m", "never", "--project", "s.cproof"]);
    expect((await read("--version", "v8")).rules.find(({ conversations }) => conversations.length > 0)).toMatchObject({
      text: edited,
      change: "edited",
      status: "linked",
    });
    const dry = await place.run([
      "replay",
      "--prompt",
      "legal-advice",
      "--version",
      "v8",
      "--set",
      "clients",
      "--dry-run",
      "--project",
      "s.cproof",
    ]);
    expect(dry.out).toContain("First: cheaper-firm, second-opinion: its rule “Never mention competitors");

    writeFileSync(place.file("next.txt"), fresh.rules.flatMap((rule) => (rule === at ? [] : [rule.text])).join("\n"));
    await place.run(["commit", "next.txt", "--prompt", "legal-advice", "-m", "gone", "--project", "s.cproof"]);
    expect((await read("--version", "v9")).gone).toMatchObject([
      { text: edited, seen: 8, conversations: ["cheaper-firm", "second-opinion"] },
    ]);

    const unlinked = await ledger("--version", "v7", "--unlink", String(at.line), "--conversation", "cheaper-firm");
    expect(unlinked.code).toBe(0);
    expect((await read("--version", "v9")).gone).toMatchObject([{ conversations: ["second-opinion"] }]);
  }, 60_000);

  it("takes over what blame found, and forgets it when told to", async () => {
    const { place, ledger, read } = await sample();
    const blame = await place.run([
      "blame",
      "v5",
      "v6",
      "--prompt",
      "legal-advice",
      "--set",
      "clients",
      "--project",
      "s.cproof",
      "--json",
    ]);
    expect(blame.code).toBe(0);
    const { suggestions } = await read("--version", "v6");
    expect(suggestions.length).toBeGreaterThan(0);
    const [one] = suggestions;
    expect(one).toMatchObject({ origin: "blame", reason: expect.stringContaining("fixed from v5 to v6") });
    const dismissed = await ledger(
      "--version",
      "v6",
      "--dismiss",
      String(one?.line),
      "--conversation",
      one?.conversation ?? "",
    );
    expect(dismissed.code).toBe(0);
    expect((await read("--version", "v6")).suggestions).toHaveLength(suggestions.length - 1);
  }, 60_000);

  it("refuses what cannot be, and changes nothing", async () => {
    const { ledger, read } = await sample();
    const refused = [
      [["--link", "3"], "Say which conversations with --conversation ID."],
      [["--conversation", "cheaper-firm"], "add --link LINE"],
      [["--link", "3", "--unlink", "3", "--conversation", "x"], "one of --link, --unlink and --dismiss"],
      [["--link", "abc", "--conversation", "x"], '"abc" is no line'],
      [["--link", "9999", "--conversation", "x"], "Line 9999 of draft has no rule."],
      [["--link", "12", "--conversation", "nobody"], 'There is no conversation "nobody" in the set "clients".'],
      [["--unlink", "12", "--conversation", "cheaper-firm"], 'No conversation "cheaper-firm" is linked to line 12.'],
      [["--link", "30", "--conversation", "hello"], "Line 30 of draft has 3 rules: 30:1 "],
      [["--link", "30:4", "--conversation", "hello"], "Line 30 of draft has 3 rules: 30:1 "],
      [["--set", "others"], 'There is no conversation set named "others".'],
    ] as const;
    for (const [given, words] of refused) {
      const { code, err } = await ledger(...given);
      expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    }
    expect((await read()).conversations.without).toHaveLength(32);
  }, 60_000);
});
