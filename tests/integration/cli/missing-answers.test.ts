import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { buildCli, workplace } from "./run-cli.ts";

beforeAll(buildCli, 120_000);

interface Reply {
  message: Record<string, unknown>;
  finish: "stop" | "length";
  usage?: Record<string, unknown> | null;
}

/** A provider that gives one of these replies after the other. */
async function replayOf(replies: readonly Reply[]) {
  let at = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const { message, finish, usage = null } = replies[at++ % replies.length] ?? { message: {}, finish: "stop" };
      const choices = [{ index: 0, message: { role: "assistant", ...message }, finish_reason: finish }];
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ id: "r", object: "chat.completion", model: "m", choices, usage }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const place = workplace();
  const project = ["--project", "p.cproof"];
  const cases = replies.map((_, index) => ({
    id: `c${index}`,
    turns: [{ role: "user", content: `question ${index}` }],
  }));
  writeFileSync(place.file("cases.jsonl"), cases.map((line) => JSON.stringify(line)).join("\n"));
  await place.run(["init", ...project]);
  await place.run(["import", "cases.jsonl", ...project]);
  await place.run(["commit", "-", "--prompt", "lex", "-m", "m", ...project], { input: "One." });
  const model = ["--model", "openai-compatible/small", "--base-url", `http://127.0.0.1:${address.port}/v1`];
  const more = ["--version", "v1", "--prompt", "lex", "--set", "cases", "--samples", "1", "--concurrency", "1"];
  return place.run(["replay", ...more, ...model, ...project]);
}

describe("replay says which replies have no answer", () => {
  it("where the limit was spent on thinking, and where they are empty", async () => {
    const { code, err } = await replayOf([
      { message: { content: "", reasoning_content: "Let me see" }, finish: "length" },
      { message: { content: "<think>Let me see" }, finish: "length" },
      { message: { content: "" }, finish: "stop" },
      { message: { content: "You have" }, finish: "length" },
    ]);
    expect(code, err).toBe(0);
    expect(err).toContain("note: 2 replies have no answer: the limit of output tokens was spent on thinking.");
    expect(err).toContain("note: 1 reply is empty.");
    expect(err).toContain("note: 1 reply cut off at the limit of output tokens.");
  });

  it.each([null, " \n\t"])("where the content is %j", async (content) => {
    const { err } = await replayOf([{ message: { content }, finish: "stop" }]);
    expect(err).toContain("note: 1 reply is empty.");
  });

  it("and nothing where there is one", async () => {
    const { err } = await replayOf([{ message: { content: "Yes.", reasoning_content: "Hm" }, finish: "stop" }]);
    expect(err).not.toMatch(/empty|no answer/);
  });
});
