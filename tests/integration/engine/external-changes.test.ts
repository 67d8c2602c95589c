import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { EngineEvent } from "../../../shared/contract/project.ts";
import { openEngine } from "../../../electron/engine/engine.ts";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { addConversation, asking, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

const LONG_ENOUGH = { timeout: 10_000 };

/** An engine as hosts with windows open it, and all that its windows were told. */
async function listening(projectFile: string) {
  const options = { projectFile, host: "browser", env: {}, vault: null, log: () => undefined } as const;
  const engine = await openEngine({ ...options, watchExternalChanges: true });
  onTestFinished(() => engine.close());
  const told: EngineEvent[] = [];
  engine.services.events.listen((event) => told.push(event));
  const topics = (): string[] => told.flatMap((event) => (event.type === "changed" ? [event.topic] : []));
  return { ...engine, told, topics };
}

describe("a window's engine", () => {
  it("tells what another process committed, and what of it changed", async () => {
    const other = await testEngine([asking("a", ["question"], "said")]);
    const here = await listening(other.file);
    const { store } = other.services;
    const prompt = store.write(() => createPrompt(store, "Another", ""));
    await vi.waitFor(() => expect(here.topics()).toContain("prompts"), LONG_ENOUGH);
    expect(here.topics()).toEqual(["prompts", "branches"]);

    here.told.length = 0;
    store.write(() => commitText(store, prompt.id, "Be kind.", "first", null));
    await vi.waitFor(() => expect(here.topics()).toContain("prompts"), LONG_ENOUGH);
    here.told.length = 0;
    store.write(() => store.conversations.insertSet("More", new Date().toISOString()));
    await vi.waitFor(() => expect(here.topics()).toEqual(["conversations"]), LONG_ENOUGH);
    here.told.length = 0;
    addConversation(other, other.setId, asking("a", ["another question"], "said"), "a");
    await vi.waitFor(() => expect(here.topics(), "the first one's turns").toEqual(["conversations"]), LONG_ENOUGH);
  });

  it("tells that an audit of another process ended and can be looked at", async () => {
    const other = await testEngine([{ id: "a", turns: [{ role: "user", content: "a question" }] }]);
    const { model } = requestFor(other, await testServer({}));
    const here = await listening(other.file);
    const { promptId, setId } = other;
    const { id } = await other.services.audits.start({ promptId, setId, ref: "v1", model });
    expect(await other.services.audits.settled(id)).toMatchObject({ running: false });
    await vi.waitFor(() => expect(here.topics()).toContain("analyses"), LONG_ENOUGH);
    expect(here.services.audits.latest(promptId, setId)).toMatchObject({ id, running: false });
  });

  it("says nothing of what is committed here, nor where nothing changed", async () => {
    const other = await testEngine([asking("a", ["question"], "said")]);
    const here = await listening(other.file);
    const { store } = here.services;
    store.write(() => createPrompt(store, "Ours", ""));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(here.told).toEqual([]);
  });

  it("tells how far a run of another process is, and that it ended", async () => {
    const server = await testServer({ faults: { script: [null, { kind: "hang" }, { kind: "hang" }] } });
    const engine = await testEngine(["a", "b", "c"].map((id) => asking(id, [`question ${id}`], "said")));
    await engine.close();
    const here = await listening(engine.file);
    const script = join(import.meta.dirname, "../../fixtures/engine/replay-child.ts");
    const child = spawn(process.execPath, [script, engine.file, `${server.url}/v1`], { stdio: "ignore" });
    onTestFinished(() => void child.kill("SIGKILL"));
    const runs = () => here.told.flatMap((event) => (event.type === "run" ? [event.run] : []));
    await vi.waitFor(() => expect(runs().at(-1)).toMatchObject({ status: "running", recorded: 1 }), {
      timeout: 20_000,
    });
    expect(here.topics()).toContain("runs");
    here.told.length = 0;
    child.kill("SIGKILL");
    await vi.waitFor(() => expect(runs().at(-1)).toMatchObject({ status: "interrupted", recorded: 1 }), LONG_ENOUGH);
    expect(here.topics()).toContain("runs");
  });
});
