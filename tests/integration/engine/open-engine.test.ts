import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openEngine } from "../../../electron/engine/engine.ts";
import { createProject } from "../../../electron/engine/project.ts";
import { sampleProject } from "../../../electron/engine/sample-project/sample-project.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

async function open(projectFile: string) {
  const said: string[] = [];
  const log = (line: string) => void said.push(line);
  const engine = await openEngine({ projectFile, host: "browser", env: {}, vault: null, log });
  onTestFinished(() => engine.close());
  return { engine, said };
}

describe("opening the sample project", () => {
  it("replays its versions once, so that there is something to compare", async () => {
    const file = join(tempFolder(), "s.cproof");
    createProject(file, "sample").close();
    const { engine } = await open(file);
    const { store, replays } = engine.services;
    const id = store.prompts.find(sampleProject.promptName)?.id ?? "";
    const runs = replays.list(id, undefined);
    expect(runs.map((run) => run.progress.status)).toEqual(runs.map(() => "complete"));
    expect(runs).toHaveLength(sampleProject.versions.length);
    await engine.close();
    const again = await open(file);
    expect(again.engine.services.replays.list(id, undefined)).toHaveLength(sampleProject.versions.length);
  }, 30_000);

  it("without its rules file still opens it, and says what could not be done", async () => {
    const file = join(tempFolder(), "s.cproof");
    createProject(file, "sample").close();
    rmSync(join(dirname(file), sampleProject.rulesFileName));
    const { engine, said } = await open(file);
    expect(engine.services.store.prompts.find(sampleProject.promptName)).not.toBeNull();
    expect(said.join("\n")).toMatch(/could not be replayed.*rules file/);
  });
});
