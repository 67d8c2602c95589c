import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openEngine } from "../../../electron/engine/engine.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { asking, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";

describe("a run that another process is replaying", () => {
  it("is shown as running, and can neither be resumed nor deleted from here", async () => {
    const server = await testServer({ faults: { script: [null, { kind: "hang" }, { kind: "hang" }] } });
    const engine = await testEngine(["a", "b", "c"].map((id) => asking(id, [`question ${id}`], "said")));
    await engine.close();
    const script = join(import.meta.dirname, "../../fixtures/engine/replay-child.ts");
    const child = spawn(process.execPath, [script, engine.file, `${server.url}/v1`], { stdio: "ignore" });
    onTestFinished(() => void child.kill("SIGKILL"));
    await server.received(3);
    const here = await openEngine({
      projectFile: engine.file,
      host: "browser",
      env: {},
      vault: null,
      log: () => undefined,
    });
    onTestFinished(() => here.close());
    const { replays } = here.services;
    expect(replays.get("1").progress.status).toBe("running");
    expect((await problemOf(() => replays.resume("1"))).code).toBe("busy");
    expect((await problemOf(() => replays.remove("1"))).code).toBe("busy");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(replays.list("1", undefined)[0]?.progress).toMatchObject({ status: "interrupted", recorded: 1, passed: 1 });
    replays.remove("1");
    expect(replays.list("1", undefined)).toEqual([]);
  }, 30_000);
});
