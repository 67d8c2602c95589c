import { unpackComparison } from "../../../shared/domain/comparison.ts";
import { createRouterClient } from "@orpc/server";
import { describe, expect, it } from "vitest";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

/**
 * "drifts": the edit changes the first reply, and the second goes astray only after that one. "edited": the edit
 * itself changes the second reply, whatever stands before it.
 */
function reply({ system, messages }: { system: string; messages: readonly { content: string }[] }): string {
  const asked = messages.at(-1)?.content ?? "";
  const edited = system === "New.";
  if (asked === "drift one") return edited ? "good, in other words" : "good";
  if (asked === "drift two") return messages.some(({ content }) => content.includes("other words")) ? "bad" : "good";
  if (asked === "edit two") return edited ? "bad" : "good";
  return "good";
}

async function bothHistories(more = {}) {
  const server = await testServer({ reply });
  const engine = await testEngine(
    [
      asking("drifts", ["drift one", "drift two"], "good"),
      asking("edited", ["edit one", "edit two"], "good"),
      asking("same", ["a", "b"], "good"),
    ],
    { texts: ["Old.", "New."] },
  );
  const before = await replayed(engine, requestFor(engine, server));
  const after = await replayed(engine, requestFor(engine, server, { version: 2 }));
  const causes = () =>
    engine.services.comparisons
      .summary(before.id, after.id)
      .rows.map((row) => [row.id, row.outcome, row.cause ?? null]);
  const pin = () =>
    replayed(engine, requestFor(engine, server, { version: 2, history: "pinned", baselineRunId: before.id, ...more }));
  return { engine, before, after, causes, pin };
}

describe("a candidate with live and with pinned history", () => {
  it("is said to have broken by the edit itself or by an earlier turn that drifted", async () => {
    const { causes, pin } = await bothHistories();
    expect(causes()).toEqual([
      ["drifts", "broke", null],
      ["edited", "broke", null],
      ["same", "stillPassing", null],
    ]);
    await pin();
    expect(causes()).toEqual([
      ["drifts", "broke", "drift"],
      ["edited", "broke", "edit"],
      ["same", "stillPassing", null],
    ]);
  });

  it("says so of each turn in the evidence", async () => {
    const { engine, before, after, pin } = await bothHistories({ conversationIds: ["drifts"] });
    await pin();
    const of = async (id: string) => {
      const { turns } = await engine.services.comparisons.conversation(before.id, after.id, id, 0);
      return turns.map((turn) => turn.cause ?? null);
    };
    expect(await of("drifts")).toEqual(["edit", "drift"]);
    expect(await of("edited"), "the pinned run left this one out").toEqual([null, null]);
  });

  it("is not explained by a run that was pinned to another baseline", async () => {
    const { engine, after, pin } = await bothHistories();
    await pin();
    const { rows } = engine.services.comparisons.summary(null, after.id);
    expect(rows.map((row) => row.cause ?? null)).toEqual([null, null, null]);
  });
});

describe("a run over picked conversations", () => {
  it("is compared over those alone: the others are not missing", async () => {
    const { engine, before, pin } = await bothHistories({ history: "live", conversationIds: ["same"] });
    const partial = await pin();
    const { rows, counts } = unpackComparison(
      await createRouterClient(engine.router).compare.summary({
        baselineRunId: before.id,
        candidateRunId: partial.id,
      }),
    );
    expect(rows.map((row) => row.id)).toEqual(["same"]);
    expect(counts.missing).toBe(0);
  });
});
