import { implement, ORPCError } from "@orpc/server";
import { basename } from "node:path";
import { contract } from "../../shared/contract/index.ts";
import type { ChangeTopic } from "../../shared/contract/project.ts";
import { packComparison } from "../../shared/domain/comparison.ts";
import { errorMessageOf, errorStackOf } from "../../shared/errors.ts";
import { Problem } from "../../shared/problem.ts";
import type { Check } from "../../shared/domain/check.ts";
import { checkTypes, inspectCheck } from "./checks/evaluate.ts";
import { findPriorityConversations } from "./replay/find-priority-conversations.ts";
import * as conversations from "./conversations/conversations.ts";
import { allowFact, disallowFact, readFactSettings, saveFactSettings } from "./grounding/fact-settings.ts";
import { streamEvents } from "./events.ts";
import { revertHunkAtLine } from "./analysis/blame/edit-hunks.ts";
import * as ledger from "./ledger/ledger.ts";
import { freeConversationId } from "./analysis/regression-tests/regression-tests.ts";
import { importFiles } from "./import-export/import-files.ts";
import { exportFileName, exportConversations } from "./import-export/export-conversations.ts";
import { agreementsOf } from "./judges/agreement.ts";
import { readJudgeChoice, saveJudgeChoice } from "./judges/chosen-judge.ts";
import { removeRubric, requireRubric, saveRubric } from "./judges/rubrics.ts";
import { listPrices, removePrice, savePrice } from "./models/prices.ts";
import { removeModel, saveModel, testModel, isRandomSpec } from "./models/saved-models.ts";
import { allowTypedForProcess, saveWithTypedConsent } from "./models/open-model.ts";
import { readPatienceSeconds, savePatience } from "./calls/call-model.ts";
import { approveReply, unapproveReply, saveHumanVerdict, removeHumanVerdict } from "./annotations/human-verdicts.ts";
import * as branches from "./prompts/branches.ts";
import { commitDraft, getDraft, saveDraft } from "./prompts/drafts.ts";
import { listBranches } from "./prompts/branch-heads.ts";
import { removeLabel, setLabel } from "./prompts/versions.ts";
import * as prompts from "./prompts/prompts.ts";
import * as versions from "./prompts/versions.ts";
import { clearReplyCache } from "./calls/reply-cache.ts";
import type { StatusChange } from "./annotations/sample-status.ts";
import { countStaleChecks } from "./replay/recheck.ts";
import type { Services } from "./services.ts";
import { toStoreProblem } from "./store/database.ts";
import { ConsentMissing } from "./trust/trust.ts";

/** The one table from the contract's procedures to the modules that answer them. Nothing is decided here. */
export function createRouter(services: Services) {
  const { store, events, keys, trust, replays, sandbox, comparisons, pairwise, log } = services;
  const announce = <T>(topic: ChangeTopic, value: T): T => {
    events.changed(topic);
    return value;
  };
  const inspect = (check: Check): Promise<string | null> => inspectCheck(check, sandbox);

  /** Runs under way count on with what became of their samples. */
  const announceStatusChanges = (moved: readonly StatusChange[]): void => {
    replays.applyStatusChanges(moved);
    events.changed("runs");
  };

  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toContractError(toStoreProblem(error, store.file), log);
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
        announce(
          "project",
          store.write(() => store.settings.set("name", input.name)),
        ),
      ),
    },
    prompts: {
      list: os.prompts.list.handler(() => store.prompts.list()),
      create: os.prompts.create.handler(({ input }) =>
        announce("prompts", prompts.createPrompt(store, input.name, input.text)),
      ),
      rename: os.prompts.rename.handler(({ input }) =>
        announce("prompts", prompts.renamePrompt(store, input.promptId, input.name)),
      ),
      remove: os.prompts.remove.handler(({ input }) =>
        announce("prompts", prompts.removePrompt(store, input.promptId)),
      ),
    },
    drafts: {
      get: os.drafts.get.handler(({ input }) => getDraft(store, input.promptId)),
      // Not announced: the window that types would be told of every key it pressed.
      save: os.drafts.save.handler(({ input }) => saveDraft(store, input)),
    },
    branches: {
      list: os.branches.list.handler(({ input }) => listBranches(store, input.promptId)),
      create: os.branches.create.handler(({ input }) => announce("branches", branches.createBranch(store, input))),
      switch: os.branches.switch.handler(({ input }) =>
        announce("branches", branches.switchBranch(store, input.promptId, input.name)),
      ),
      rename: os.branches.rename.handler(({ input }) =>
        announce("branches", branches.renameBranch(store, input.promptId, input.name, input.to)),
      ),
      remove: os.branches.remove.handler(({ input }) =>
        announce("branches", branches.removeBranch(store, input.promptId, input.name, input.force ?? false)),
      ),
    },
    versions: {
      list: os.versions.list.handler(({ input }) => store.versions.list(Number(input.promptId))),
      get: os.versions.get.handler(({ input }) => versions.requireVersionText(store, input.promptId, input.number)),
      commit: os.versions.commit.handler(({ input }) =>
        announce("prompts", commitDraft(store, input.promptId, input.message, input.label ?? null, input.branch)),
      ),
      restore: os.versions.restore.handler(({ input }) =>
        announce("prompts", versions.restoreVersion(store, input.promptId, input.number, input.branch)),
      ),
      remove: os.versions.remove.handler(({ input }) =>
        announce("prompts", versions.removeVersion(store, input.promptId, input.number)),
      ),
    },
    labels: {
      set: os.labels.set.handler(({ input }) =>
        announce("prompts", setLabel(store, input.promptId, input.number, input.label)),
      ),
      remove: os.labels.remove.handler(({ input }) =>
        announce("prompts", removeLabel(store, input.promptId, input.label)),
      ),
    },
    sets: {
      list: os.sets.list.handler(() => store.conversations.sets()),
      create: os.sets.create.handler(({ input }) =>
        announce("conversations", conversations.createSet(store, input.name)),
      ),
      rename: os.sets.rename.handler(({ input }) =>
        announce("conversations", conversations.renameSet(store, input.setId, input.name)),
      ),
      remove: os.sets.remove.handler(({ input }) =>
        announce("conversations", conversations.removeSet(store, input.setId)),
      ),
    },
    conversations: {
      list: os.conversations.list.handler(({ input }) => store.conversations.list(Number(input.setId))),
      get: os.conversations.get.handler(({ input }) =>
        conversations.requireConversation(store, input.setId, input.conversationId),
      ),
      save: os.conversations.save.handler(async ({ input: { setId, conversation, replaces } }) =>
        announce("conversations", await conversations.saveConversation(store, inspect, setId, conversation, replaces)),
      ),
      remove: os.conversations.remove.handler(({ input }) =>
        announce("conversations", conversations.removeConversation(store, input.setId, input.conversationId)),
      ),
    },
    checks: {
      types: os.checks.types.handler(() => checkTypes()),
      validate: os.checks.validate.handler(async ({ input }) => ({ problem: await inspect(input) })),
    },
    exchange: {
      import: os.exchange.import.handler(async ({ input }) => {
        const files = await Promise.all(
          input.files.map(async ({ name, bytes }) => ({ name, bytes: new Uint8Array(await bytes.arrayBuffer()) })),
        );
        const report = await importFiles(store, sandbox, { ...input, files, promptName: null });
        events.changed("prompts");
        return announce("conversations", report);
      }),
      export: os.exchange.export.handler(({ input }) => {
        const set = conversations.requireSet(store, input.setId);
        const written = exportConversations(store.conversations.all(Number(set.id)), input.format);
        return { fileName: exportFileName(set.name, input.format), ...written };
      }),
    },
    models: {
      list: os.models.list.handler(() => store.models.list()),
      save: os.models.save.handler(
        ({ input: { id, name, isDefault, requestsPerMinute, tokensPerMinute, ...spec } }) => {
          const change = { id, name, isDefault, spec, limits: { requestsPerMinute, tokensPerMinute } };
          const before = id === null ? null : store.models.get(Number(id));
          return announce(
            "models",
            saveWithTypedConsent(trust, spec, before, () => saveModel(store, change)),
          );
        },
      ),
      remove: os.models.remove.handler(({ input }) => announce("models", removeModel(store, input.id))),
      random: os.models.random.handler(async ({ input }) => ({
        random: await isRandomSpec(services.openModel, input),
      })),
      test: os.models.test.handler(async ({ input: { id = null, ...spec } }) => {
        allowTypedForProcess(trust, spec, id === null ? null : store.models.get(Number(id)));
        return testModel(await services.openModel(spec));
      }),
    },
    patience: {
      get: os.patience.get.handler(() => ({ seconds: readPatienceSeconds(store) })),
      save: os.patience.save.handler(({ input }) => ({ seconds: savePatience(store, input.seconds) })),
    },
    prices: {
      list: os.prices.list.handler(() => listPrices(store)),
      save: os.prices.save.handler(({ input }) => announce("models", savePrice(store, input))),
      remove: os.prices.remove.handler(({ input }) => announce("models", removePrice(store, input))),
    },
    keys: {
      status: os.keys.status.handler(() => keys.status()),
      set: os.keys.set.handler(async ({ input }) => announce("models", await keys.set(input.provider, input.key))),
      clear: os.keys.clear.handler(async ({ input }) => announce("models", await keys.clear(input.provider))),
    },
    runs: {
      list: os.runs.list.handler(({ input }) => replays.list(input.promptId, input.setId)),
      get: os.runs.get.handler(({ input }) => replays.get(input.runId)),
      plan: os.runs.plan.handler(({ input }) => replays.plan(input)),
      start: os.runs.start.handler(({ input }) => replays.start(input)),
      cancel: os.runs.cancel.handler(({ input }) => replays.cancel(input.runId)),
      resume: os.runs.resume.handler(({ input: { runId, ...limits } }) => replays.resume(runId, limits)),
      settle: os.runs.settle.handler(({ input: { runId, conversationIds, more } }) =>
        replays.addSamples(runId, conversationIds, more),
      ),
      stale: os.runs.stale.handler(({ input }) => ({
        conversations: countStaleChecks(
          store,
          input.runIds.flatMap((runId) => replays.find(runId) ?? []),
        ),
      })),
      recheck: os.runs.recheck.handler(({ input, signal }) =>
        replays.recheck(input.runId, signal ?? new AbortController().signal),
      ),
      remove: os.runs.remove.handler(({ input }) => replays.remove(input.runId)),
    },
    compare: {
      summary: os.compare.summary.handler(({ input }) =>
        packComparison(comparisons.summary(input.baselineRunId, input.candidateRunId)),
      ),
      conversation: os.compare.conversation.handler(({ input }) =>
        comparisons.conversation(input.baselineRunId, input.candidateRunId, input.conversationId, input.sample),
      ),
      request: os.compare.request.handler(({ input }) =>
        comparisons.request(input.runId, input.conversationId, input.turn, input.sample),
      ),
      telling: os.compare.telling.handler(({ input }) =>
        findPriorityConversations(store, input.promptId, input.setId, input.limit),
      ),
    },
    audit: {
      plan: os.audit.plan.handler(({ input }) => services.audits.plan(input)),
      start: os.audit.start.handler(({ input }) => services.audits.start(input)),
      stop: os.audit.stop.handler(({ input }) => services.audits.stop(input.id)),
      latest: os.audit.latest.handler(({ input }) => services.audits.latest(input.promptId, input.setId)),
    },
    ledger: {
      get: os.ledger.get.handler(({ input }) => ledger.readLedger(store, input, input.ref)),
      touched: os.ledger.touched.handler(({ input }) => ledger.touchedByDraft(store, input)),
      link: os.ledger.link.handler(async ({ input }) =>
        announce("ledger", await ledger.linkRule(store, input, input.rule, input.conversationIds)),
      ),
      unlink: os.ledger.unlink.handler(({ input }) =>
        announce("ledger", ledger.unlinkRule(store, input, input.ruleIds, input.conversationIds)),
      ),
      replace: os.ledger.replace.handler(async ({ input: { promptId, ruleId, by } }) =>
        announce("ledger", await ledger.replaceRule(store, promptId, ruleId, by)),
      ),
      answer: os.ledger.answer.handler(({ input: { confirm, suggestions, ...over } }) =>
        announce("ledger", ledger.answerSuggestions(store, over, confirm, suggestions)),
      ),
    },
    blame: {
      plan: os.blame.plan.handler(({ input }) => services.blames.plan(input)),
      start: os.blame.start.handler(({ input }) => services.blames.start(input)),
      stop: os.blame.stop.handler(({ input }) => services.blames.stop(input.id)),
      latest: os.blame.latest.handler(({ input }) => services.blames.latest(input)),
      revert: os.blame.revert.handler(({ input: { before, text, side, line } }) => {
        const reverted = revertHunkAtLine(before, text, side, line);
        return reverted === null ? null : { text: reverted };
      }),
    },
    bisect: {
      plan: os.bisect.plan.handler(({ input }) => services.bisects.plan(input)),
      start: os.bisect.start.handler(({ input }) => services.bisects.start(input)),
      get: os.bisect.get.handler(({ input }) => services.bisects.get(input.id)),
      stop: os.bisect.stop.handler(({ input }) => services.bisects.stop(input.id)),
    },
    merge: {
      preview: os.merge.preview.handler(({ input }) => services.merges.preview(input)),
      plan: os.merge.plan.handler(({ input }) => services.merges.plan(input)),
      check: {
        start: os.merge.check.start.handler(({ input }) => services.merges.start(input)),
        get: os.merge.check.get.handler(({ input }) => services.merges.get(input.id)),
        stop: os.merge.check.stop.handler(({ input }) => services.merges.stop(input.id)),
        latest: os.merge.check.latest.handler(({ input }) => services.merges.latest(input)),
        replies: os.merge.check.replies.handler(({ input }) => services.merges.replies(input.id, input.conversationId)),
      },
      commit: os.merge.commit.handler(({ input }) => announce("prompts", services.merges.commit(input))),
    },
    guards: {
      suggest: os.guards.suggest.handler(({ input }) => services.guards.suggest(input)),
      try: os.guards.try.handler(({ input: { check, ask, ...pair } }) => services.guards.try(pair, check, ask)),
      freshId: os.guards.freshId.handler(({ input }) => ({ id: freeConversationId(store, input.setId, input.like) })),
    },
    probes: {
      plan: os.probes.plan.handler(({ input }) => services.probes.plan(input)),
      start: os.probes.start.handler(({ input }) => services.probes.start(input)),
      get: os.probes.get.handler(({ input }) => services.probes.get(input.id)),
      stop: os.probes.stop.handler(({ input }) => services.probes.stop(input.id)),
      planTry: os.probes.planTry.handler(({ input }) => services.probes.planTry(input)),
      try: os.probes.try.handler(({ input }) => services.probes.try(input)),
    },
    trends: {
      rates: os.trends.rates.handler(({ input }) => services.trends.rates(input)),
      spread: os.trends.spread.handler(({ input }) => services.trends.spread(input)),
      metrics: os.trends.metrics.handler(({ input }) => services.trends.metrics(input)),
    },
    facts: {
      settings: os.facts.settings.handler(() => readFactSettings(store)),
      // Told as "runs" too: comparisons say something else then.
      save: os.facts.save.handler(({ input }) => announce("runs", announce("project", saveFactSettings(store, input)))),
      allow: os.facts.allow.handler(({ input }) => announce("runs", announce("project", allowFact(store, input)))),
      disallow: os.facts.disallow.handler(({ input }) =>
        announce("runs", announce("project", disallowFact(store, input))),
      ),
    },
    trust: {
      list: os.trust.list.handler(() => trust.list()),
      allow: os.trust.allow.handler(({ input }) => {
        trust.allow(input.consents);
        return announce("trust", trust.list());
      }),
      takeBack: os.trust.takeBack.handler(({ input }) => announce("trust", trust.revoke(input))),
    },
    people: {
      give: os.people.give.handler(({ input: { verdict, note, ...at } }) =>
        announceStatusChanges(saveHumanVerdict(store, at, verdict, note)),
      ),
      remove: os.people.remove.handler(({ input }) => announceStatusChanges(removeHumanVerdict(store, input))),
      approve: os.people.approve.handler(async ({ input: { rule, ...at } }) =>
        announceStatusChanges(await approveReply(store, at, rule)),
      ),
      unapprove: os.people.unapprove.handler(({ input }) => announceStatusChanges(unapproveReply(store, input))),
    },
    judges: {
      get: os.judges.get.handler(() => readJudgeChoice(store)),
      save: os.judges.save.handler(({ input }) => {
        const before = readJudgeChoice(store).embedding;
        const named = input.embedding?.provider === "scripted" ? null : input.embedding;
        return announce(
          "judges",
          saveWithTypedConsent(trust, named, before, () => saveJudgeChoice(store, input)),
        );
      }),
      agreement: os.judges.agreement.handler(() => agreementsOf(store.agreements.judgedByBoth())),
      calls: os.judges.calls.handler(({ input }) => input.ids.flatMap((id) => store.judgeCalls.get(id) ?? [])),
      rubrics: {
        list: os.judges.rubrics.list.handler(() => store.rubrics.list()),
        versions: os.judges.rubrics.versions.handler(({ input }) =>
          store.rubrics.versions(Number(requireRubric(store, input.id).id)),
        ),
        save: os.judges.rubrics.save.handler(({ input }) => announce("judges", saveRubric(store, input))),
        remove: os.judges.rubrics.remove.handler(({ input }) => announce("judges", removeRubric(store, input.id))),
      },
      pairwise: {
        plan: os.judges.pairwise.plan.handler(({ input }) => pairwise.plan(input.baselineRunId, input.candidateRunId)),
        status: os.judges.pairwise.status.handler(({ input }) =>
          pairwise.status(input.baselineRunId, input.candidateRunId),
        ),
        start: os.judges.pairwise.start.handler(({ input }) =>
          pairwise.start(input.baselineRunId, input.candidateRunId),
        ),
        stop: os.judges.pairwise.stop.handler(({ input }) => pairwise.stop(input.baselineRunId, input.candidateRunId)),
        of: os.judges.pairwise.of.handler(({ input }) =>
          store.preferences.get(Number(input.baselineRunId), Number(input.candidateRunId), input.conversationId),
        ),
      },
    },
    cache: {
      info: os.cache.info.handler(() => store.outputs.cacheSize()),
      clear: os.cache.clear.handler(() => announce("runs", clearReplyCache(store))),
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
      data: {
        code: error.code,
        details: error.details,
        ...(error instanceof ConsentMissing && { needs: error.needs }),
      },
    });
  }
  log(errorStackOf(error));
  return new ORPCError("PROBLEM", {
    status: 422,
    message: `Something went wrong inside the engine (${errorMessageOf(error)}). Your work is saved; the log says more.`,
    data: { code: "internal", details: {} },
  });
}
