import { expect, it } from "vitest";
import { countStaleChecks } from "../../../electron/engine/replay/recheck.ts";
import type { EngineEvent } from "../../../shared/contract/project.ts";
import { addConversation, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const conversation = (id: string, value: string) => ({
  id,
  turns: [{ role: "user" as const, content: id, checks: [{ type: "contains", value }] }],
});
const ids = ["a", "b", "c"];

async function withEditedChecks() {
  const engine = await testEngine(ids.map((id) => conversation(id, "yes")));
  const server = await testServer({ reply: () => "yes" });
  const { replays, store, events } = engine.services;
  const { id } = await replays.start(requestFor(engine, server));
  await replays.waitForEnd(id);
  for (const one of ids) addConversation(engine, engine.setId, conversation(one, "no"), one);
  const stale = () => countStaleChecks(store, [replays.get(id)]);
  expect(stale()).toBe(3);
  return { id, replays, events, stale };
}

it("stops between two conversations: what was checked again stays, the rest is as it was, and the next one goes on", async () => {
  const { id, replays, events, stale } = await withEditedChecks();
  const stop = new AbortController();
  const told: EngineEvent[] = [];
  events.listen((event) => {
    told.push(event);
    if (event.type === "recheck" && event.recheck.done === 1) stop.abort(new Error("enough"));
  });
  await expect(replays.recheck(id, stop.signal)).rejects.toThrow("enough");
  expect(told.filter(({ type }) => type === "recheck")).toEqual(
    [0, 1].map((done) => ({ type: "recheck", recheck: { runId: id, done, conversations: 3 } })),
  );
  // Windows hear of what was done until then.
  expect(told.at(-1)).toEqual({ type: "changed", topic: "runs" });
  expect(stale()).toBe(2);
  expect(replays.get(id).progress).toMatchObject({ passed: 2, failed: 1 });
  expect(await replays.recheck(id, new AbortController().signal)).toMatchObject({ conversations: 2, moved: 2 });
  expect(stale()).toBe(0);
  expect(replays.get(id).progress).toMatchObject({ passed: 0, failed: 3 });
});

it("is heard while it checks: a stop that comes in by the event loop ends it before the last conversation", async () => {
  const { id, replays, stale } = await withEditedChecks();
  const stop = new AbortController();
  setImmediate(() => stop.abort(new Error("enough")));
  await expect(replays.recheck(id, stop.signal)).rejects.toThrow("enough");
  expect(stale()).toBeGreaterThan(0);
});
