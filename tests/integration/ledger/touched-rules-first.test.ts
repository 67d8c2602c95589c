import { describe, expect, it } from "vitest";
import { touchedByDraft } from "../../../electron/engine/ledger/ledger.ts";
import { findPriorityConversations } from "../../../electron/engine/replay/find-priority-conversations.ts";
import { asking, replayed, requestFor, testServer } from "../../fixtures/engine/test-engine.ts";
import { first, ledgerWorld, type LedgerWorld } from "./ledger-helpers.ts";

const many = Array.from({ length: 12 }, (_, at) => asking(`c${at}`, [`question ${at}`], "yes"));

/** What is asked, in the order in which a replay asks it. */
async function order(world: LedgerWorld, version: number | "draft"): Promise<string[]> {
  const asked: string[] = [];
  const server = await testServer({
    reply: ({ messages }) => {
      asked.push(messages.at(-1)?.content ?? "");
      return "yes";
    },
  });
  await replayed(world.engine, requestFor(world.engine, server, { version, concurrency: 1 }));
  return asked;
}

describe("a linked rule that an edit touched", () => {
  it.each([
    [
      "edited",
      first.with(2, "- Never mention competitors or their fees."),
      3,
      "its rule “Never mention competitors or their fees.” was edited (line 3)",
    ],
    ["deleted", first.toSpliced(2, 1), 2, "its rule “Never mention competitors.” was deleted"],
  ] as const)("is told when the draft has it %s, with its conversations first", async (change, text, line, why) => {
    const world = await ledgerWorld(first, many);
    await world.link("competitors", ["c9", "c7"]);
    await world.link("city", ["c5"]);
    expect(await touchedByDraft(world.engine.services.store, world.over)).toEqual([]);
    expect((await order(world, 1)).slice(0, 3)).toEqual(["question 0", "question 1", "question 2"]);

    world.draft(text);
    const touched = await touchedByDraft(world.engine.services.store, world.over);
    expect(touched).toMatchObject([{ change, line, conversations: ["c7", "c9"], why }]);
    expect((await order(world, "draft")).slice(0, 3)).toEqual(["question 7", "question 9", "question 0"]);

    const told = await findPriorityConversations(world.engine.services.store, world.over.promptId, world.over.setId, 3);
    expect(told.ids.slice(0, 2)).toEqual(["c7", "c9"]);
    expect(told.why["c7"]).toBe(why);

    // Committed, the version is held against its parent in the same way.
    world.commit(text);
    expect(await touchedByDraft(world.engine.services.store, world.over)).toEqual([]);
    expect((await order(world, 2)).slice(0, 3)).toEqual(["question 7", "question 9", "question 0"]);
    const server = await testServer();
    const plan = await world.engine.services.replays.plan(requestFor(world.engine, server, { version: 2 }));
    expect(plan.first).toEqual([{ conversations: ["c7", "c9"], why }]);
  });

  it("comes before what failed last, and says nothing where the set lost its conversations", async () => {
    const world = await ledgerWorld(first, many);
    await world.link("competitors", ["c9"]);
    const server = await testServer({
      reply: ({ messages }) => (messages.at(-1)?.content === "question 4" ? "no" : "yes"),
    });
    await replayed(world.engine, requestFor(world.engine, server, { version: 1 }));
    world.draft(first.with(2, "- Never mention any competitors."));
    expect((await order(world, "draft")).slice(0, 2)).toEqual(["question 9", "question 4"]);
    world.engine.services.store.write(() =>
      world.engine.services.store.conversations.remove(Number(world.over.setId), "c9"),
    );
    expect(await touchedByDraft(world.engine.services.store, world.over)).toEqual([]);
  });

  it("is told where a draft brings it back", async () => {
    const world = await ledgerWorld(first, many);
    await world.link("competitors", ["c9"]);
    world.commit(first.toSpliced(2, 1));
    world.draft(first);
    expect(await touchedByDraft(world.engine.services.store, world.over)).toMatchObject([
      { change: "added", line: 3, conversations: ["c9"] },
    ]);
  });
});
