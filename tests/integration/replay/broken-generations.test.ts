import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { comparisonJson } from "../../../electron/engine/import-export/report.ts";
import { packComparison, unpackComparison } from "../../../shared/domain/comparison.ts";
import type { Fault } from "../../fixtures/provider-server/faults.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const answer = (finish_reason: string, content: string): Fault => ({
  kind: "status",
  status: 200,
  body: JSON.stringify({ choices: [{ message: { content }, finish_reason }] }),
});

describe("a generation that broke", () => {
  it("is tried again and never a reply, in the run or in the cache", async () => {
    const server = await testServer({ faults: { script: [answer("error", "You sa")] } });
    const engine = await testEngine([asking("a", ["question"], "said")]);
    const first = await replayed(engine, requestFor(engine, server));
    expect(first.progress).toMatchObject({ status: "complete", calls: 1, retries: 1, passed: 1, failed: 0 });
    const second = await replayed(engine, requestFor(engine, server));
    expect(second.progress).toMatchObject({ cached: 1, passed: 1 });
  });

  it.each(["other", "content-filter", "tool-calls", "error"])(
    "that an earlier build recorded as %s is not given from the cache any more",
    async (finish) => {
      const server = await testServer();
      const engine = await testEngine([asking("a", ["question"], "said")]);
      await replayed(engine, requestFor(engine, server));
      const sql = new Database(engine.file);
      sql.prepare("UPDATE outputs SET finish_reason = ?, raw_finish_reason = NULL").run(finish);
      sql.close();
      const again = await replayed(engine, requestFor(engine, server));
      expect(again.progress).toMatchObject({ calls: 1, cached: 0 });
      expect((await replayed(engine, requestFor(engine, server))).progress).toMatchObject({ calls: 0, cached: 1 });
    },
  );
});

describe("a reply that was cut off", () => {
  it("is one, and its row says by what, on the way to the window and in JSON", async () => {
    const faults = { script: [answer("length", "You said: fi"), answer("content_filter", "You said: se")] };
    const server = await testServer({ faults });
    const engine = await testEngine([asking("a", ["first"], "said"), asking("b", ["second"], "said")]);
    const run = await replayed(engine, requestFor(engine, server, { concurrency: 1 }));
    expect(run.progress).toMatchObject({ status: "complete", recorded: 2, errors: 0 });
    const comparison = engine.services.comparisons.summary(null, run.id);
    const cuts = unpackComparison(packComparison(comparison)).rows.map(({ id, cut }) => [id, cut?.candidate]);
    expect(Object.fromEntries(cuts)).toEqual({ a: { limit: 1, filter: 0 }, b: { limit: 0, filter: 1 } });
    expect(comparisonJson(comparison, []).conversations.map(({ cut }) => cut?.candidate)).toHaveLength(2);
    expect(engine.services.store.outputs.cutOfRun(Number(run.id))).toEqual({ limit: 1, filter: 1 });
  });
});
