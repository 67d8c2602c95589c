import { implement, ORPCError } from "@orpc/server";
import { basename } from "node:path";
import { contract } from "../../shared/contract/index.ts";
import type { Topic } from "../../shared/contract/events.ts";
import { Problem } from "../../shared/problem.ts";
import { checkTypes, validateCheck } from "./checks/evaluate.ts";
import { findTelling } from "./compare/find-telling.ts";
import * as conversations from "./conversations/conversations.ts";
import { streamEvents } from "./event-stream.ts";
import { importFiles } from "./exchange/import-files.ts";
import { exportFileName, writeConversations } from "./exchange/write.ts";
import { listPrices, removePrice, savePrice } from "./models/price-list.ts";
import { removeModel, saveModel } from "./models/saved-models.ts";
import { testModel } from "./models/test-model.ts";
import { commitDraft, getDraft, saveDraft } from "./prompts/drafts.ts";
import { removeLabel, setLabel } from "./prompts/labels.ts";
import * as prompts from "./prompts/prompts.ts";
import * as versions from "./prompts/versions.ts";
import { clearCache } from "./replay/clear-cache.ts";
import type { Services } from "./services.ts";
import { asProblem } from "./store/database.ts";

/** The one table from the contract's procedures to the rooms. Nothing is decided here. */
export function createRouter(services: Services) {
  const { store, events, keys, replays, comparisons, log } = services;
  const tell = <T>(topic: Topic, value: T): T => {
    events.changed(topic);
    return value;
  };

  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toContractError(asProblem(error, store.file), log);
    }
  });

  return os.router({
    project: {
      get: os.project.get.handler(() => ({
        name: store.settings.get("name") ?? basename(store.file),
        file: basename(store.file),
        readOnly: store.readOnly,
        sample: store.settings.get("sample") !== null,
        host: services.host,
      })),
      rename: os.project.rename.handler(({ input }) =>
        tell(
          "project",
          store.write(() => store.settings.set("name", input.name)),
        ),
      ),
    },
    prompts: {
      list: os.prompts.list.handler(() => store.prompts.list()),
      create: os.prompts.create.handler(({ input }) =>
        tell("prompts", prompts.createPrompt(store, input.name, input.text)),
      ),
      rename: os.prompts.rename.handler(({ input }) =>
        tell("prompts", prompts.renamePrompt(store, input.promptId, input.name)),
      ),
      remove: os.prompts.remove.handler(({ input }) => tell("prompts", prompts.removePrompt(store, input.promptId))),
    },
    drafts: {
      get: os.drafts.get.handler(({ input }) => getDraft(store, input.promptId)),
      // Not announced: the window that types would be told of every key it pressed.
      save: os.drafts.save.handler(({ input }) => saveDraft(store, input)),
    },
    versions: {
      list: os.versions.list.handler(({ input }) => store.versions.list(Number(input.promptId))),
      get: os.versions.get.handler(({ input }) => versions.requireVersionText(store, input.promptId, input.number)),
      commit: os.versions.commit.handler(({ input }) =>
        tell("prompts", commitDraft(store, input.promptId, input.message, input.label ?? null)),
      ),
      restore: os.versions.restore.handler(({ input }) =>
        tell("prompts", versions.restoreVersion(store, input.promptId, input.number)),
      ),
      remove: os.versions.remove.handler(({ input }) =>
        tell("prompts", versions.removeVersion(store, input.promptId, input.number)),
      ),
    },
    labels: {
      set: os.labels.set.handler(({ input }) =>
        tell("prompts", setLabel(store, input.promptId, input.number, input.label)),
      ),
      remove: os.labels.remove.handler(({ input }) => tell("prompts", removeLabel(store, input.promptId, input.label))),
    },
    sets: {
      list: os.sets.list.handler(() => store.conversations.sets()),
      create: os.sets.create.handler(({ input }) => tell("conversations", conversations.createSet(store, input.name))),
      rename: os.sets.rename.handler(({ input }) =>
        tell("conversations", conversations.renameSet(store, input.setId, input.name)),
      ),
      remove: os.sets.remove.handler(({ input }) => tell("conversations", conversations.removeSet(store, input.setId))),
    },
    conversations: {
      list: os.conversations.list.handler(({ input }) => store.conversations.list(Number(input.setId))),
      get: os.conversations.get.handler(({ input }) =>
        conversations.requireConversation(store, input.setId, input.conversationId),
      ),
      save: os.conversations.save.handler(({ input }) =>
        tell("conversations", conversations.saveConversation(store, input.setId, input.conversation, input.replaces)),
      ),
      remove: os.conversations.remove.handler(({ input }) =>
        tell("conversations", conversations.removeConversation(store, input.setId, input.conversationId)),
      ),
    },
    checks: {
      types: os.checks.types.handler(() => checkTypes()),
      validate: os.checks.validate.handler(({ input }) => ({ problem: validateCheck(input) })),
    },
    exchange: {
      import: os.exchange.import.handler(async ({ input }) => {
        const files = await Promise.all(
          input.files.map(async ({ name, bytes }) => ({ name, bytes: new Uint8Array(await bytes.arrayBuffer()) })),
        );
        const report = importFiles(store, { ...input, files, promptName: null });
        events.changed("prompts");
        return tell("conversations", report);
      }),
      export: os.exchange.export.handler(({ input }) => {
        const set = conversations.requireSet(store, input.setId);
        const written = writeConversations(store.conversations.all(Number(set.id)), input.format);
        return { fileName: exportFileName(set.name, input.format), ...written };
      }),
    },
    models: {
      list: os.models.list.handler(() => store.models.list()),
      save: os.models.save.handler(({ input: { id, name, isDefault, requestsPerMinute, tokensPerMinute, ...spec } }) =>
        tell("models", saveModel(store, { id, name, isDefault, spec, limits: { requestsPerMinute, tokensPerMinute } })),
      ),
      remove: os.models.remove.handler(({ input }) => tell("models", removeModel(store, input.id))),
      test: os.models.test.handler(async ({ input }) => testModel(await services.openModel(input))),
    },
    prices: {
      list: os.prices.list.handler(() => listPrices(store)),
      save: os.prices.save.handler(({ input }) => tell("models", savePrice(store, input))),
      remove: os.prices.remove.handler(({ input }) => tell("models", removePrice(store, input))),
    },
    keys: {
      status: os.keys.status.handler(() => keys.status()),
      set: os.keys.set.handler(async ({ input }) => tell("models", await keys.set(input.provider, input.key))),
      clear: os.keys.clear.handler(async ({ input }) => tell("models", await keys.clear(input.provider))),
    },
    runs: {
      list: os.runs.list.handler(({ input }) => replays.list(input.promptId, input.setId)),
      get: os.runs.get.handler(({ input }) => replays.get(input.runId)),
      plan: os.runs.plan.handler(({ input }) => replays.plan(input)),
      start: os.runs.start.handler(({ input }) => replays.start(input)),
      cancel: os.runs.cancel.handler(({ input }) => replays.cancel(input.runId)),
      resume: os.runs.resume.handler(({ input: { runId, ...limits } }) => replays.resume(runId, limits)),
      remove: os.runs.remove.handler(({ input }) => replays.remove(input.runId)),
    },
    compare: {
      summary: os.compare.summary.handler(({ input }) =>
        comparisons.summary(input.baselineRunId, input.candidateRunId),
      ),
      conversation: os.compare.conversation.handler(({ input }) =>
        comparisons.conversation(input.baselineRunId, input.candidateRunId, input.conversationId, input.sample),
      ),
      request: os.compare.request.handler(({ input }) =>
        comparisons.request(input.runId, input.conversationId, input.turn, input.sample),
      ),
      telling: os.compare.telling.handler(({ input }) => findTelling(store, input.promptId, input.setId, input.limit)),
    },
    cache: {
      info: os.cache.info.handler(() => store.outputs.cacheSize()),
      clear: os.cache.clear.handler(() => tell("runs", clearCache(store))),
    },
    events: {
      stream: os.events.stream.handler(({ signal }) => streamEvents(events, signal)),
    },
  });
}

/** A Problem crosses as a value; anything else is our mistake: its stack goes to the log, not to the window. */
function toContractError(error: unknown, log: (line: string) => void): unknown {
  if (error instanceof ORPCError) return error;
  if (error instanceof Problem) {
    return new ORPCError("PROBLEM", {
      status: 422,
      message: error.message,
      data: { code: error.code, details: error.details },
    });
  }
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return new ORPCError("PROBLEM", {
    status: 422,
    message: `Something went wrong inside the engine (${error instanceof Error ? error.message : String(error)}). Your work is saved; the log says more.`,
    data: { code: "internal", details: {} },
  });
}
