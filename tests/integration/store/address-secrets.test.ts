import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { readJudgeChoice } from "../../../electron/engine/judges/chosen-judge.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const address = "https://ann:hunter2secret@models.example.org/v1";

describe("a secret in an address that an earlier build kept", () => {
  it("leaves the project by no table that has addresses: runs, models, judges of runs, the chosen judge", async () => {
    const server = await testServer();
    const engine = await testEngine([asking("a", ["question"], "said")]);
    const request = requestFor(engine, server);
    const { id } = await replayed(engine, request);
    const { store } = engine.services;
    const modelId = store.models.insert("small", request.model);
    const embedding = { provider: "openai-compatible", model: "vectors", baseUrl: address };
    const judge = { model: { ...request.model, baseUrl: address }, embedding, instructions: "" };
    const sql = new Database(engine.file);
    sql.prepare("UPDATE runs SET base_url = ?").run(address);
    sql.prepare("UPDATE models SET base_url = ?").run(address);
    sql.prepare("INSERT OR REPLACE INTO run_judges (run_id, judge) VALUES (?, ?)").run(id, JSON.stringify(judge));
    const choice = { modelId: null, embedding, instructions: "" };
    sql.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES ('judge', ?)").run(JSON.stringify(choice));
    sql.close();

    const told = [
      engine.services.replays.list(engine.promptId, engine.setId),
      store.models.list(),
      store.models.get(modelId),
      store.runJudges.get(Number(id)),
      readJudgeChoice(store),
      engine.services.comparisons.summary(null, id),
    ].map((one) => JSON.stringify(one));
    for (const one of told) {
      expect(one).not.toMatch(/hunter2secret|ann:/);
      expect(one).toContain("models.example.org");
    }
  });
});
