import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createProject } from "../../../electron/engine/project.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import { testServer } from "../../fixtures/engine/test-engine.ts";
import { buildCli, finished, workplace } from "./run-cli.ts";

const scripts = join(import.meta.dirname, "../../../scripts");
const CONVERSATIONS = 40;
const replayed = z.object({ conversations: z.number(), calls: z.number(), errors: z.number() });

beforeAll(buildCli, 120_000);

describe("the script that hands over to the project's own Node.js", () => {
  it("takes the replay along when it is killed: what came in is kept, the rest is not called for", async () => {
    const place = workplace();
    const store = createProject(place.file("p.cproof"), "empty");
    commitText(store, createPrompt(store, "lex", "").id, "Be brief.", "one", null);
    store.close();
    const cases = Array.from({ length: CONVERSATIONS }, (_, at) => ({
      id: `c${at}`,
      turns: [{ role: "user", content: `question ${at}` }],
    }));
    writeFileSync(place.file("cases.jsonl"), cases.map((one) => JSON.stringify(one)).join("\n"));
    await place.run(["import", "cases.jsonl", "--project", "p.cproof"]);
    // As on a machine whose Node.js is too old, whatever this one has.
    const wrapper = place.file("wrapper.mjs");
    writeFileSync(
      wrapper,
      `import { foregroundNode } from ${JSON.stringify(pathToFileURL(join(scripts, "run-node.mjs")).href)};
       process.exitCode = await foregroundNode(process.execPath, [${JSON.stringify(join(scripts, "counterproof.mjs"))}, ...process.argv.slice(2)]);`,
    );
    const server = await testServer({ latencyMs: 100 });
    const replay = ["replay", "--prompt", "lex", "--version", "v1", "--set", "cases", "--project", "p.cproof"];
    const model = ["--model", "openai-compatible/small", "--base-url", `${server.url}/v1`, "--samples", "1"];
    const words = [process.execPath, wrapper, ...replay, ...model, "--concurrency", "2", "--json"];
    const child = place.shell(`exec ${words.map((word) => `'${word}'`).join(" ")}`);
    // Its output is also that of the process it started: both are over when it closes.
    const over = finished(child);
    await server.received(6);
    child.kill("SIGKILL");
    const { signal, err } = await over;
    expect(signal).toBe("SIGKILL");
    expect(err).toMatch(/--resume/);
    const asked = server.requests.length;
    expect(asked).toBeLessThan(CONVERSATIONS / 2);
    expect(existsSync(place.file("p.cproof-wal"))).toBe(false);

    const resumed = await place.json(replayed, ...replay, "--resume", ...model.slice(0, 4));
    expect(resumed).toMatchObject({ conversations: CONVERSATIONS, errors: 0 });
    // The two that were under way are asked again, nothing else.
    expect(server.requests.length).toBeLessThanOrEqual(CONVERSATIONS + 2);
  }, 60_000);
});
