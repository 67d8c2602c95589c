import { createRouterClient } from "@orpc/server";
import { describe, expect, it } from "vitest";
import type { Check } from "../../../shared/domain/check.ts";
import { requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const turns = [{ role: "user" as const, content: "Hello?" }];

function conversation(...checks: Check[]) {
  return { id: "one", title: "", tags: [], turns, checks, notes: "" };
}

async function open() {
  const engine = await testEngine([]);
  return { engine, client: createRouterClient(engine.router) };
}

const broken: readonly (readonly [string, Check, string])[] = [
  ["a pattern", { type: "regex", value: "a(b|c" }, "Unterminated group at character 6, after “a(b|c”"],
  [
    "a literal",
    { type: "not-regex", value: "/a{2,1}/i" },
    "numbers out of order in {} quantifier at character 7, after “a{2,1}”",
  ],
  ["a script", { type: "javascript", value: "const n = 1;\nreturn n +* 2" }, "line 2, column 11: unexpected token"],
  ["an address", { type: "webhook", value: "hooks" }, "“webhook” needs an address"],
];

describe("a broken check", () => {
  it.each(broken)("is refused when it is saved, with the place: %s", async (_, check, place) => {
    const { engine, client } = await open();
    const save = client.conversations.save({ setId: engine.setId, conversation: conversation(check), replaces: null });
    await expect(save).rejects.toThrow(place);
    expect(await client.conversations.list({ setId: engine.setId })).toEqual([]);
    expect((await client.checks.validate(check)).problem).toContain(place);
  });

  it.each(broken)("is kept when it is imported, and then counts as an error: %s", async (_, check, place) => {
    const { engine, client } = await open();
    const file = new File([JSON.stringify(conversation(check))], "in.jsonl");
    const report = await client.exchange.import({
      setName: "cases",
      files: [{ name: "in.jsonl", bytes: file }],
      format: "counterproof",
      assistantTurns: "fixed",
    });
    expect(report.warnings).toEqual([{ file: "in.jsonl", line: 1, reason: expect.stringContaining(place) }]);
    expect(report.added).toBe(1);

    const server = await testServer();
    const { id } = await client.runs.start(requestFor(engine, server));
    const run = await engine.services.replays.waitForEnd(id);
    expect(run.progress).toMatchObject({ passed: 0, failed: 0, unevaluated: 1 });
  });
});

describe("a webhook check that comes in with a file", () => {
  const check: Check = { type: "assert-set", assert: [{ type: "webhook", value: "https://hooks.example.com/x" }] };

  it("is named in the report with the address that replies would go to", async () => {
    const { client } = await open();
    const bring = async () => {
      const bytes = new File([JSON.stringify(conversation(check))], "in.jsonl");
      const files = [{ name: "in.jsonl", bytes }];
      return client.exchange.import({ setName: "s", files, format: "counterproof", assistantTurns: "fixed" });
    };
    expect((await bring()).warnings.map((one) => one.reason)).toEqual([
      expect.stringContaining("wants replies to be sent to https://hooks.example.com. Nothing is sent"),
    ]);
  });
});
