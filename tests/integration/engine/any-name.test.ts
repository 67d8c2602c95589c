import { describe, expect, it } from "vitest";
import { saveFactSettings } from "../../../electron/engine/grounding/fact-settings.ts";
import { resolveRef } from "../../../electron/engine/prompts/refs.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

/** What is a pattern, a wildcard, a member of every object, a path or markup to something that text must not reach. */
const names = [
  "__proto__",
  "constructor",
  "toString",
  "$& and $1",
  "100%_of",
  "a*b?[c]",
  "(?:",
  "\\d{3}\\",
  "../../etc",
  "o'neil\"; --",
  "<b>x</b>",
  "{{name}} ${x}",
  "%s %d",
  "Rolls-Royce",
  "株式会社ひる",
  "$.turns[0]",
];

describe("whatever people call things", () => {
  it("is replayed, found again and compared", async () => {
    const server = await testServer({ reply: (request) => `About ${JSON.stringify(request).slice(-40)} Rolls-Royce.` });
    const engine = await testEngine(
      names.map((name) => ({
        ...asking(name, [`Tell me of ${name}.`], "About"),
        title: name,
        tags: [name],
        notes: name,
      })),
      { texts: names.slice(0, 2).map((name) => `You speak of ${name}.`) },
    );
    saveFactSettings(engine.services.store, { country: "GB", organisations: names, countFigures: false });
    const before = await replayed(engine, requestFor(engine, server));
    const after = await replayed(engine, requestFor(engine, server, { version: 2 }));
    for (const run of [before, after]) expect(run.progress).toMatchObject({ status: "complete", errors: 0 });
    const { rows } = engine.services.comparisons.summary(before.id, after.id);
    expect(rows.map(({ id }) => id).sort()).toEqual([...names].sort());
    expect(rows.map(({ title }) => title).sort()).toEqual([...names].sort());
    for (const { outcome } of rows) expect(outcome).toBe("stillPassing");
  });

  it("is no pattern where a REF is looked up", async () => {
    const engine = await testEngine([asking("a", ["Hi"])], { texts: ["One."] });
    const [prompt] = engine.services.store.prompts.list();
    if (!prompt) throw new Error("no prompt");
    for (const ref of [...names, "%", "______", "%%%%%%"]) {
      expect(() => resolveRef(engine.services.store, prompt, ref), ref).toThrow(/has no version/);
    }
  });
});
