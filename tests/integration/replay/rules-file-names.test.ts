import { linkSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { rulesFileIdOf } from "../../../electron/engine/files/rules-file.ts";
import { createProject } from "../../../electron/engine/project.ts";
import { isRunOfModel, modelOfRun } from "../../../shared/rules/run-of-version.ts";
import { requirePrompt } from "../../../electron/engine/prompts/prompts.ts";
import { resolveRef } from "../../../electron/engine/prompts/refs.ts";
import { findParentRun } from "../../../electron/engine/replay/resolve-request.ts";
import { asking, replayed, testEngine } from "../../fixtures/engine/test-engine.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

const rules = "scripted: 1\nname: bot\nseed: 1\nfallback: Hello.\nrules: []\n";

/** A run by the command line and a model saved in the window may reach one rules file by different names. */
it("takes a rules file for the same under every name that leads to it, and for another under every other", () => {
  const folder = tempFolder();
  const at = (name: string) => join(folder, name);
  writeFileSync(at("bot.yaml"), rules);
  writeFileSync(at("other.yaml"), rules);
  mkdirSync(at("deep"));
  symlinkSync("bot.yaml", at("current.yaml"));
  symlinkSync("current.yaml", at("twice.yaml"));
  symlinkSync(folder, at("deep/shop"));
  linkSync(at("bot.yaml"), at("hard.yaml"));
  symlinkSync("round.yaml", at("round.yaml"));
  const id = (name: string) => rulesFileIdOf(folder, name);
  const bot = id("bot.yaml");
  expect(bot).toBeDefined();
  for (const name of ["current.yaml", "twice.yaml", "hard.yaml", "deep/shop/bot.yaml", at("deep/shop/current.yaml")])
    expect(id(name)).toBe(bot);
  expect(id("other.yaml")).not.toBe(bot);
  for (const name of ["gone.yaml", "round.yaml", "bot.yaml/under", "\\\\server\\share\\bot.yaml", "a\0b"])
    expect(id(name)).toBeUndefined();
});

it("gives runs and saved models the file that their rules are in as it is now", () => {
  const file = join(tempFolder(), "p.cproof");
  const at = (name: string) => join(dirname(file), name);
  writeFileSync(at("bot.yaml"), rules);
  symlinkSync("bot.yaml", at("current.yaml"));
  const store = createProject(file, "empty");
  const spec = (model: string) => ({ provider: "scripted" as const, model, baseUrl: null, settings: {} });
  store.write(() => [
    store.models.insert("bot", spec("bot.yaml")),
    store.models.insert("current", spec("current.yaml")),
  ]);
  const [bot, current] = store.models.list();
  expect(bot?.rulesFileId).toBeDefined();
  expect(current?.rulesFileId).toBe(bot?.rulesFileId);
  expect(
    isRunOfModel(
      { model: spec("current.yaml"), rulesFileId: current?.rulesFileId },
      store.identifyModel(spec("bot.yaml")),
    ),
  ).toBe(true);
  expect(modelOfRun({ model: spec("current.yaml") }).model).toBe("current.yaml");
  renameSync(at("bot.yaml"), at("away.yaml"));
  expect(store.models.list().map(({ rulesFileId }) => rulesFileId)).toEqual([undefined, undefined]);
  store.close();
});

it("judges an edit replayed by a link of another name against the parent's run", async () => {
  const engine = await testEngine([asking("a", ["Hello?"])], { texts: ["One.", "Two."] });
  const { store } = engine.services;
  const at = (name: string) => join(dirname(engine.file), name);
  writeFileSync(at("bot.yaml"), rules);
  writeFileSync(at("other.yaml"), rules);
  symlinkSync("bot.yaml", at("current.yaml"));
  const spec = (model: string) => ({ provider: "scripted" as const, model, baseUrl: null, settings: {} });
  const { promptId, setId } = engine;
  const request = {
    promptId,
    setId,
    version: 1,
    samples: 1,
    concurrency: 1,
    history: "live",
    baselineRunId: null,
  } as const;
  const run = await replayed(engine, { ...request, model: spec("bot.yaml"), useCache: false });
  const edit = resolveRef(store, requirePrompt(store, promptId), "v2");
  const parent = (model: string) =>
    findParentRun(store, { promptId, setId, samples: 1 }, edit, spec(model))?.id ?? null;
  expect(parent("current.yaml")).toBe(run.id);
  expect(parent(at("current.yaml"))).toBe(run.id);
  expect(parent("other.yaml")).toBeNull();
});
