import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { buildCli, parseAs, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const recoverDocument = z.object({
  whole: z.boolean(),
  checksum: z.enum(["matches", "differs", "none"]),
  lost: z.array(z.object({ table: z.string(), row: z.string().nullable(), reason: z.string() })),
});

/** A script that goes by the exit code must not take a recovery with losses for a whole one. */
it("recover ends with 0 for a whole project and with 3 where something was lost, and says what in words and in JSON", async () => {
  const place = workplace();
  await place.run(["init", "--project", "p.cproof"]);
  const text = "You are Lex, an unmistakable lawyer.\n";
  await place.run(["commit", "-", "--prompt", "lex", "-m", "one", "--project", "p.cproof"], { input: text });
  const whole = await place.run(["recover", "p.cproof", "--into", "whole.cproof", "--json"]);
  expect(whole.code).toBe(0);
  expect(parseAs(recoverDocument, whole.out)).toMatchObject({ whole: true, checksum: "matches", lost: [] });

  const bytes = readFileSync(place.file("p.cproof"));
  for (let at = bytes.indexOf("unmistakable"); at >= 0; at = bytes.indexOf("unmistakable", at)) bytes.write("X", at);
  writeFileSync(place.file("p.cproof"), bytes);
  const inPart = await place.run(["recover", "p.cproof", "--into", "part.cproof", "--json"]);
  expect(inPart.code).toBe(3);
  const { lost, ...rest } = parseAs(recoverDocument, inPart.out);
  expect(rest).toMatchObject({ whole: false, checksum: "differs" });
  expect(lost.map(({ table }) => table)).toContain("texts");
  const inWords = await place.run(["recover", "p.cproof", "--into", "words.cproof"]);
  expect(inWords).toMatchObject({ code: 3, out: expect.stringContaining("texts") });
  expect(inWords.out).toMatch(/Lost, \d+:/);
  expect(inWords.out).not.toContain("Nothing was lost");
  expect(readFileSync(place.file("p.cproof"))).toEqual(bytes);
}, 240_000);
