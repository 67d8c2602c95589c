import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRouterClient } from "@orpc/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { openEngine } from "../../../electron/engine/engine.ts";
import { openConsents } from "../../../electron/engine/trust/consents.ts";
import { ConsentMissing } from "../../../electron/engine/trust/trust.ts";
import type { ModelSpec } from "../../../shared/domain/model.ts";
import { addConversation, quickRetry, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

const key = "sk-received-0123456789abcdef";

/** A project that was received: its default model and judge have addresses of the sender's. */
async function received(checks: readonly { type: string; value?: string }[] = []) {
  const server = await testServer({ reply: () => '{"pass": true, "reason": "said"}' });
  const made = await testEngine([]);
  addConversation(made, made.setId, { id: "c1", turns: [{ role: "user", content: "Hi" }], checks: [...checks] });
  const spec: ModelSpec = { provider: "openai", model: "gpt", baseUrl: `${server.url}/v1`, settings: {} };
  made.services.store.write(() => {
    const id = made.services.store.models.insert("Theirs", spec);
    made.services.store.models.makeDefault(id);
    made.services.store.settings.set(
      "judge",
      JSON.stringify({ modelId: String(id), embedding: null, instructions: "" }),
    );
  });
  await made.close();
  const dataFolder = tempFolder();
  const open = async (allow: readonly string[] = []) => {
    const engine = await openEngine({
      projectFile: made.file,
      host: "browser",
      env: { OPENAI_API_KEY: key },
      vault: null,
      dataFolder,
      allow,
      log: () => undefined,
      retry: quickRetry,
    });
    onTestFinished(() => engine.close());
    return { ...engine, client: createRouterClient(engine.router) };
  };
  const request = { promptId: made.promptId, version: 1, setId: made.setId, samples: 1 as const, model: spec };
  return { server, spec, open, request, dataFolder };
}

describe("a project that was received", () => {
  it("gets no key to its address until the person allows that key there, once for every project and process", async () => {
    const { server, open, request, dataFolder } = await received();
    const { client, services } = await open();
    const refused = client.runs.start(request);
    await expect(refused).rejects.toMatchObject({
      code: "PROBLEM",
      message: expect.stringContaining(
        `send OPENAI_API_KEY, prompts and conversations to ${server.url} (the model “Theirs”`,
      ),
      data: {
        code: "not-allowed",
        needs: [
          {
            kind: "model",
            address: server.url,
            key: "OPENAI_API_KEY",
            from: "the model “Theirs”, saved in this project",
          },
        ],
      },
    });
    expect(server.requests).toEqual([]);
    expect(services.replays.list(request.promptId, undefined)).toEqual([]);

    // With another key it would be another question.
    await client.trust.allow({ consents: [{ kind: "model", address: server.url, key: "ANTHROPIC_API_KEY" }] });
    await expect(client.runs.start(request)).rejects.toMatchObject({ data: { code: "not-allowed" } });
    await client.trust.allow({
      consents: [{ kind: "model", address: `${server.url}/any/path`, key: "OPENAI_API_KEY" }],
    });
    const run = await client.runs.start(request);
    expect((await services.replays.waitForEnd(run.id)).progress.status).toBe("complete");
    expect(server.requests.length).toBe(1);
    expect(JSON.stringify(await client.trust.list())).not.toContain(key);
    expect(statSync(join(dataFolder, "consents.json")).mode & 0o777).toBe(0o600);

    const other = await open();
    await other.client.runs.start(request);
    await other.client.trust.takeBack({ kind: "model", address: server.url, key: "OPENAI_API_KEY" });
    await expect(client.runs.start(request)).rejects.toMatchObject({ data: { code: "not-allowed" } });
  });

  it("is told all it would ask in one question: model, judge, webhook in a set of checks", async () => {
    const { server, open, request } = await received([
      { type: "llm-rubric", value: "is kind" },
      { type: "webhook", value: "http://127.0.0.1:9/check" },
    ]);
    const { client } = await open();
    const error: unknown = await client.runs.start(request).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      data: {
        needs: [
          { kind: "model", address: server.url },
          { kind: "webhook", address: "http://127.0.0.1:9", key: null },
        ],
      },
    });
    expect(server.requests).toEqual([]);
  });

  it("is not made the person's by making its model the default, changing its temperature or testing it", async () => {
    const { server, spec, open } = await received();
    const { client } = await open();
    const [model] = await client.models.list();
    if (!model) throw new Error("there is no model");
    await client.models.save({ ...model, isDefault: true, settings: { temperature: 0 } });
    await expect(client.models.test({ ...spec, id: model.id })).rejects.toMatchObject({
      data: { code: "not-allowed" },
    });
    expect(await client.trust.list()).toEqual([]);
    expect(server.requests).toEqual([]);
    // What the person types is theirs: a test once, what is saved for good.
    expect(await client.models.test({ ...spec, id: null })).toMatchObject({ ok: true });
    expect(await client.trust.list()).toEqual([]);
    const typed = `${server.url.replace("127.0.0.1", "localhost")}/v1`;
    await client.models.save({ ...model, baseUrl: typed });
    expect(await client.trust.list()).toMatchObject([
      { kind: "model", address: new URL(typed).origin, key: "OPENAI_API_KEY" },
    ]);
  });

  it("has its judge asked only where a check needs one, and no trial around the question", async () => {
    const { server, open, request } = await received([{ type: "llm-rubric", value: "is kind" }]);
    const { client, services } = await open();
    const { promptId, setId } = request;
    const local: ModelSpec = { ...request.model, provider: "openai-compatible" };
    await expect(client.runs.start({ ...request, model: local })).rejects.toMatchObject({
      data: { needs: [{ kind: "model", address: server.url, key: "OPENAI_API_KEY", from: "the project's judge" }] },
    });
    await expect(
      client.audit.start({ promptId, setId, ref: "v1", model: local, budget: null, concurrency: 1 }),
    ).rejects.toMatchObject({ data: { code: "not-allowed" } });
    await expect(client.probes.plan({ ...probe(promptId, setId), model: request.model })).rejects.toThrow();
    expect(server.requests).toEqual([]);
    expect(services.replays.list(promptId, undefined)).toEqual([]);
  });

  it("does not run before the question either where somebody allowed it by hand", async () => {
    const { server, open, request } = await received();
    const { client, services } = await open([`${server.url}/v1`]);
    const run = await client.runs.start(request);
    await services.replays.waitForEnd(run.id);
    expect(server.requests.length).toBe(1);
    expect(await client.trust.list()).toEqual([]);
  });

  it("that was made to replay a sample when it is opened sends nothing", async () => {
    const { server, open } = await received();
    const first = await open();
    first.services.store.write(() => first.services.store.settings.set("sample", "new"));
    await first.close();
    await open();
    expect(server.requests).toEqual([]);
  });
});

function probe(promptId: string, setId: string) {
  const reply = { runId: "1", conversationId: "c1", turn: 0, sample: 0 };
  return { promptId, setId, reply, version: 1 as const, count: 1, round: 1, budget: null };
}

describe("a permit", () => {
  it("ends with the consent, and is for its own origin alone", async () => {
    const { open } = await received();
    const { services } = await open(["http://x.test"]);
    const { trust } = services;
    const need = { kind: "model" as const, address: "http://y.test", key: "OPENAI_API_KEY" };
    trust.allow([need]);
    const api = { baseUrl: "http://y.test/v1", ownBaseUrl: null, key: "OPENAI_API_KEY" };
    const permit = trust.permitModel(api, "a test");
    permit.check("http://y.test/v1/chat");
    for (const other of ["https://y.test/v1", "http://y.test:8080/v1", "http://y.test.evil/v1", "http://x.test/v1"]) {
      expect(() => permit.check(other)).toThrow(/another address/);
    }
    trust.revoke(need);
    expect(() => permit.check("http://y.test/v1/chat")).toThrow(/taken back/);
    expect(() => trust.permitModel(api, "a test")).toThrow(ConsentMissing);
  });
});

describe("the file of consents", () => {
  const one = { kind: "model" as const, address: "https://x.test", key: "K" };
  const quiet = () => undefined;

  it.each([
    "",
    "{",
    "[]",
    '{"consents":[{"kind":"model"}]}',
    "null",
    '{"consents":[{"kind":"all","address":"*","key":null}]}',
  ])("counts as empty where it cannot be read: %s", (text) => {
    const folder = tempFolder();
    writeFileSync(join(folder, "consents.json"), text);
    const consents = openConsents(folder, quiet);
    expect(consents.list()).toEqual([]);
    consents.add([one]);
    expect(openConsents(folder, quiet).list()).toMatchObject([one]);
  });

  it("loses nothing when two processes change it in turn", () => {
    const folder = tempFolder();
    const [left, right] = [openConsents(folder, quiet), openConsents(folder, quiet)];
    left.add([one]);
    right.add([{ ...one, address: "https://y.test" }]);
    left.remove(one);
    expect(right.list().map(({ address }) => address)).toEqual(["https://y.test"]);
    expect(readFileSync(join(folder, "consents.json"), "utf8")).not.toContain("x.test");
  });

  it("that cannot be written holds for this process and says so", () => {
    const folder = join(tempFolder(), "file");
    writeFileSync(folder, "");
    const said: string[] = [];
    const consents = openConsents(folder, (line) => said.push(line));
    consents.add([one]);
    expect(consents.list()).toMatchObject([one]);
    expect(said.join()).toMatch(/could not be written/);
  });
});
