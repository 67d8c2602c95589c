import { writeFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import { compareDocument } from "./documents.ts";
import { buildCli, parseAs, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const recheckDocument = z.object({
  conversations: z.number(),
  replies: z.number(),
  changed: z.number(),
  calls: z.literal(0),
});

it("an edited check is told by compare, and recheck judges the recorded replies by it without a call", async () => {
  const place = workplace();
  const server = await testServer({ reply: ({ system }) => `${system} answer` });
  const project = ["--project", "p.cproof"];
  const write = (value: string, content = "one") =>
    writeFileSync(
      place.file("cases.jsonl"),
      ["a", "b"]
        .map((id) => ({
          id,
          turns: [{ role: "user", content, ...(id === "a" && { checks: [{ type: "contains", value }] }) }],
        }))
        .map((line) => JSON.stringify(line))
        .join("\n"),
    );
  await place.run(["init", ...project]);
  write("answer");
  await place.run(["import", "cases.jsonl", ...project]);
  const subject = ["--prompt", "lex", "--set", "cases", ...project];
  const model = ["--model", "openai-compatible/small", "--base-url", `${server.url}/v1`, "--samples", "1"];
  for (const input of ["Old.", "New."])
    await place.run(["commit", "-", "--prompt", "lex", "-m", "m", ...project], { input });
  for (const version of ["v1", "v2"]) await place.run(["replay", "--version", version, ...subject, ...model]);
  const compare = async () =>
    parseAs(compareDocument, (await place.run(["compare", "v1", "v2", ...subject, "--json"])).out);
  expect(await compare()).toMatchObject({ staleChecks: 0, counts: { broke: 0 } });

  write("Old.");
  await place.run(["import", "cases.jsonl", ...project]);
  expect(await compare()).toMatchObject({ staleChecks: 1, counts: { broke: 0 } });
  const asked = server.requests.length;
  const gate = () => place.run(["compare", "v1", "v2", ...subject, "--fail-on", "broke", "--accept-chance"]);
  const command = (version: string) =>
    `counterproof recheck --prompt lex --version ${version} --set cases --project p.cproof`;
  const unjudged = await gate();
  expect(unjudged).toMatchObject({
    code: 2,
    err: expect.stringContaining(`${command("v1")}; ${command("v2")}`) as unknown,
  });
  for (const version of ["v1", "v2"]) {
    if (version === "v2") {
      const half = await gate();
      expect(half.code).toBe(2);
      expect(half.err).toContain(command("v2"));
      expect(half.err).not.toContain(command("v1"));
      expect(half.out).toContain("1 edited; 2 with changed replies");
      expect(half.out).toContain("its checks were edited since: check v2 again");
    }
    const done = await place.run(["recheck", "--version", version, ...subject, "--json"]);
    expect(parseAs(recheckDocument, done.out)).toMatchObject({
      conversations: 1,
      replies: 1,
      changed: version === "v1" ? 0 : 1,
    });
  }
  expect(server.requests).toHaveLength(asked);
  expect(await compare()).toMatchObject({ staleChecks: 0, counts: { broke: 1, edited: 0 } });
  expect((await gate()).code).toBe(1);

  // Other turns are another conversation: nothing recorded answers them.
  write("Old.", "two");
  await place.run(["import", "cases.jsonl", ...project]);
  expect(await compare()).toMatchObject({ staleChecks: 0 });
}, 240_000);
