import { describe, expect, it } from "vitest";
import type { ModelSettings } from "../../../shared/domain/model.ts";
import {
  asking,
  replayed,
  requestFor,
  testEngine,
  testServer,
  type NewConversation,
} from "../../fixtures/engine/test-engine.ts";

const thinking = "<think>\nI can't answer that. Or call 555-0199.\n</think>\n\n";

async function replayOf(
  text: string,
  {
    finish,
    settings = {},
    conversation,
  }: { finish?: "length"; settings?: ModelSettings; conversation: NewConversation },
) {
  const server = await testServer({ reply: () => text, ...(finish ? { finish } : {}) });
  const engine = await testEngine([conversation]);
  const request = requestFor(engine, server);
  const run = await replayed(engine, { ...request, model: { ...request.model, settings } });
  const shown = await engine.services.comparisons.conversation(run.id, run.id, "a", 0);
  return { server, run, turns: shown.turns, engine, request };
}

describe("thinking that a model writes into its reply", () => {
  const conversation: NewConversation = {
    ...asking("a", ["How many days?", "And then?"]),
    checks: [
      { type: "not-is-refusal" },
      { type: "starts-with", value: "You" },
      { type: "not-unsupported-fact", value: ["phone"] },
    ],
  };

  it("is kept apart: checks, facts and the next turn see the answer, and it can be shown", async () => {
    const { server, run, turns } = await replayOf(`${thinking}You have 14 days.`, { conversation });
    expect(run.progress).toMatchObject({ status: "complete", passed: 1, failed: 0 });
    expect(turns[0]?.candidate).toMatchObject({
      text: "You have 14 days.",
      reasoning: "I can't answer that. Or call 555-0199.",
      warnings: [],
    });
    expect(server.requests[1]?.body).toContain("You have 14 days.");
    expect(server.requests[1]?.body).not.toContain("555-0199");
  });

  it("comes along with a reply out of the cache", async () => {
    const { engine, request } = await replayOf(`${thinking}You have 14 days.`, { conversation });
    const again = await replayed(engine, request);
    expect(again.progress.cached).toBe(2);
    const shown = await engine.services.comparisons.conversation(again.id, again.id, "a", 0);
    expect(shown.turns[1]?.candidate).toMatchObject({
      text: "You have 14 days.",
      reasoning: expect.stringContaining("555"),
    });
  });

  it("stays in the reply where the model is set so, under a cache key of its own", async () => {
    const settings: ModelSettings = { thinking: "in-reply" };
    const { run, turns, engine, request, server } = await replayOf(`${thinking}You have 14 days.`, {
      conversation,
      settings,
    });
    expect(run.progress.failed).toBe(1);
    expect(turns[0]?.candidate).toMatchObject({ text: `${thinking}You have 14 days.`, reasoning: null });
    await replayed(engine, request);
    expect(server.requests).toHaveLength(4);
  });

  it("may spend the limit: the reply is empty and says why, and is no refusal", async () => {
    const settings: ModelSettings = { maxOutputTokens: 64 };
    const refusal: NewConversation = {
      ...asking("a", ["How many days?"]),
      checks: [{ type: "not-is-refusal" }, { type: "contains", value: "14" }],
    };
    const { run, turns } = await replayOf("<think>\nI'm sorry, I can't", {
      conversation: refusal,
      settings,
      finish: "length",
    });
    expect(turns[0]?.candidate).toMatchObject({
      text: "",
      reasoning: "I'm sorry, I can't",
      warnings: ["The limit of 64 tokens was spent on thinking: there is no answer."],
    });
    expect(turns[0]?.candidate?.verdicts.map(({ status }) => status)).toEqual(["pass", "fail"]);
    expect(run.progress.failed).toBe(1);
  });

  it("leaves a reply that speaks of its marks as it is", async () => {
    const said = "Models write `<think>` first, then </think> and the answer.";
    const { turns } = await replayOf(said, { conversation: asking("a", ["What are think tags?"]) });
    expect(turns[0]?.candidate).toMatchObject({ text: said, reasoning: null });
  });
});
