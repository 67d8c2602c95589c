import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { createBatchRecorder } from "../../../electron/engine/store/batch-recorder.ts";
import { testStore } from "../../fixtures/engine/test-store.ts";

const now = "2026-01-01T00:00:00.000Z";

describe("the recorder", () => {
  it("resolves only when another connection can read what was written", async () => {
    const store = testStore();
    const reader = new Database(store.file, { readonly: true });
    const names = reader.prepare("SELECT name FROM prompts ORDER BY id").pluck();
    const recorder = createBatchRecorder(store);
    const seen = ["a", "b", "c"].map((name) =>
      recorder.record(() => store.prompts.insert(name, now)).then(() => names.all()),
    );
    expect(names.all()).toEqual([]);
    expect(await Promise.all(seen)).toEqual(seen.map(() => ["a", "b", "c"]));
    reader.close();
  });

  it("gives each caller its own result", async () => {
    const store = testStore();
    const recorder = createBatchRecorder(store);
    expect(await Promise.all([recorder.record(() => "one"), recorder.record(() => "two")])).toEqual(["one", "two"]);
  });

  it("rejects everybody in a batch that could not be committed, keeps nothing of it, and goes on", async () => {
    const store = testStore();
    const recorder = createBatchRecorder(store);
    const results = await Promise.allSettled([
      recorder.record(() => store.prompts.insert("good", now)),
      recorder.record(() => {
        throw new Error("the disk went");
      }),
    ]);
    expect(results.map((one) => one.status)).toEqual(["rejected", "rejected"]);
    expect(store.prompts.list()).toEqual([]);
    await recorder.record(() => store.prompts.insert("later", now));
    expect(store.prompts.list()).toMatchObject([{ name: "later" }]);
  });
});
