import { createRouterClient } from "@orpc/server";
import { describe, expect, it } from "vitest";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

async function prepared() {
  const server = await testServer({
    reply: ({ system, messages }) => (system === "New." && messages.at(-1)?.content === "breaks" ? "bad" : "good"),
  });
  const conversations = [
    ...["one", "two", "three", "four"].map((id) => asking(id, [id], "good")),
    { ...asking("noted", ["something"], "good"), notes: "About the carpet." },
    {
      id: "checked",
      turns: [{ role: "user" as const, content: "x", checks: [{ type: "not-contains", value: "Carpets" }] }],
    },
    asking("breaks", ["breaks"], "good"),
  ];
  const engine = await testEngine(conversations, { texts: ["Old.", "New."] });
  const call = createRouterClient(engine.router);
  const { promptId, setId } = engine;
  const draft = await call.drafts.get({ promptId });
  const write = (text: string) =>
    call.drafts.save({ promptId, branch: "main", text, settings: {}, revision: draft.revision });
  const telling = (limit = 3) => call.compare.telling({ promptId, setId, limit });
  const replay = (more: Parameters<typeof requestFor>[2]) => replayed(engine, requestFor(engine, server, more));
  return { call, engine, write, telling, replay };
}

describe("the conversations to replay first on a draft", () => {
  it("are those that broke last and those whose turns, notes or check values the change speaks of", async () => {
    const { write, telling, replay } = await prepared();
    await replay({ version: 1 });
    await replay({ version: 2 });
    await write("New.\nNever mention a carpet.");
    const { ids, why } = await telling();
    expect(ids).toEqual(["breaks", "noted", "checked"]);
    expect(why).toEqual({
      breaks: "broke last",
      noted: "the change speaks of “carpet”",
      checked: "the change speaks of “carpet”",
    });
  });

  it("do not depend on quick replays or on runs with pinned history", async () => {
    const { write, telling, replay, engine } = await prepared();
    const first = await replay({ version: 1 });
    await replay({ version: 2, conversationIds: ["breaks"] });
    await replay({ version: 2, history: "pinned", baselineRunId: first.id });
    await write("Old.\nBe brief.");
    expect((await telling(1)).why).toEqual({ one: "next in the set" });
    expect(engine.services.replays.list(engine.promptId, engine.setId)).toHaveLength(3);
  });

  it("come in the order of the set while nothing has been replayed yet", async () => {
    const { telling } = await prepared();
    expect((await telling(2)).ids).toEqual(["one", "two"]);
  });
});
