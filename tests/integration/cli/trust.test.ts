import Database from "better-sqlite3";
import { writeFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import { commitDocument, importDocument, initDocument } from "./documents.ts";
import { buildCli, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

const project = ["--project", "p.cproof"];
const env = { OPENAI_API_KEY: "sk-receiver-0123456789abcdef" };

it("a received project sends no key anywhere until its address is named by hand", async () => {
  const place = workplace();
  const server = await testServer();
  await place.json(initDocument, "init", ...project);
  writeFileSync(place.file("cases.jsonl"), '{"id":"c","turns":[{"role":"user","content":"Hi"}]}\n');
  writeFileSync(place.file("lex.md"), "You are Lex.\n");
  await place.json(importDocument, "import", "cases.jsonl", ...project);
  await place.json(commitDocument, "commit", "lex.md", "--prompt", "lex", "-m", "first", ...project);
  const sql = new Database(place.file("p.cproof"));
  sql
    .prepare("INSERT INTO models (name, provider, model, base_url, settings, is_default) VALUES (?, ?, ?, ?, '{}', 1)")
    .run("Theirs", "openai", "gpt", `${server.url}/v1`);
  sql.close();
  const replay = ["replay", "--prompt", "lex", "--version", "v1", "--set", "cases", "--samples", "1", ...project];

  const refused = await place.run(replay, { env });
  expect({ code: refused.code, out: refused.out, requests: server.requests.length }).toEqual({
    code: 2,
    out: "",
    requests: 0,
  });
  expect(refused.err).toContain(`send OPENAI_API_KEY, prompts and conversations to ${server.url}`);
  expect(refused.err).toContain(`--allow ${server.url}\n`);

  const allowed = await place.run([...replay, "--allow", "http://other.test", "--allow", server.url], { env });
  expect(allowed).toMatchObject({ code: 0 });
  expect(server.requests.length).toBe(1);

  // For that run alone; and an address that holds a password is refused before anything.
  expect((await place.run([...replay, "--no-cache"], { env })).code).toBe(2);
  const secret = await place.run([...replay, "--base-url", server.url.replace("//", "//me:hunter2@")], { env });
  expect(secret.code).toBe(2);
  expect(secret.err).toMatch(/holds a user name or password/);
  expect(secret.err).not.toContain("hunter2");
  expect(server.requests.length).toBe(1);
}, 240_000);
