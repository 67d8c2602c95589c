import { implement, ORPCError } from "@orpc/server";
import { basename } from "node:path";
import { contract } from "../../shared/contract/index.ts";
import type { Topic } from "../../shared/contract/events.ts";
import { packComparison } from "../../shared/domain/packed-comparison.ts";
import { messageOf, stackOf } from "../../shared/message-of.ts";
import { Problem } from "../../shared/problem.ts";
import { checkTypes, inspectCheck } from "./checks/evaluate.ts";
import { findTelling } from "./compare/find-telling.ts";
import * as conversations from "./conversations/conversations.ts";
import { allowFact, disallowFact, readFactSettings, saveFactSettings } from "./facts/fact-settings.ts";
import { streamEvents } from "./event-stream.ts";
import { revertAt } from "./insight/blame/revert.ts";
import * as ledger from "./insight/ledger/ledger.ts";
import { freeId } from "./insight/guards/free-id.ts";
import { importFiles } from "./exchange/import-files.ts";
import { exportFileName, writeConversations } from "./exchange/write.ts";
import { agreementsOf } from "./judges/agreement.ts";
import { judgeChoice, saveJudgeChoice } from "./judges/choice.ts";
import { removeRubric, requireRubric, saveRubric } from "./judges/rubrics.ts";
import { listPrices, removePrice, savePrice } from "./models/price-list.ts";
import { removeModel, saveModel } from "./models/saved-models.ts";
import { testModel } from "./models/test-model.ts";
import { giveTyped, keepTyped } from "./models/typed-address.ts";
import { patienceSeconds, savePatience } from "./replay/patience.ts";
import { approveReply, unapproveReply } from "./people/approval.ts";
import { giveVerdict, removeVerdict } from "./people/verdicts.ts";
import * as branches from "./prompts/branches.ts";
import { commitDraft, getDraft, saveDraft } from "./prompts/drafts.ts";
import { listBranches } from "./prompts/find-branch.ts";
import { removeLabel, setLabel } from "./prompts/labels.ts";
import * as prompts from "./prompts/prompts.ts";
import * as versions from "./prompts/versions.ts";
import { clearCache } from "./replay/clear-cache.ts";
import { isRandomSpec } from "./models/is-random-spec.ts";
import type { Restated } from "./replay/standing.ts";
import { countStale } from "./replay/stale-checks.ts";
import type { Services } from "./services.ts";
import { asProblem } from "./store/database.ts";
import { ConsentMissing } from "./trust/trust.ts";

/** The one table from the contract's procedures to the rooms. Nothing is decided here. */
export function createRouter(services: Services) {
  const { store, events, keys, trust, replays, sandbox, comparisons, pairwise, log } = services;
  const tell = <T>(topic: Topic, value: T): T => {
    events.changed(topic);
    return value;
  };

  /** Runs under way count on with what became of their samples. */
  const restated = (moved: readonly Restated[]): void => {
    replays.restated(moved);
    events.changed("runs");
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
    branches: {
      list: os.branches.list.handler(({ input }) => listBranches(store, input.promptId)),
      create: os.branches.create.handler(({ input }) => tell("branches", branches.createBranch(store, input))),
      switch: os.branches.switch.handler(({ input }) =>
        tell("branches", branches.switchBranch(store, input.promptId, input.name)),
      ),
      rename: os.branches.rename.handler(({ input }) =>
        tell("branches", branches.renameBranch(store, input.promptId, input.name, input.to)),
      ),
      remove: os.branches.remove.handler(({ input }) =>
        tell("branches", branches.removeBranch(store, input.promptId, input.name, input.force ?? false)),
      ),
    },
    versions: {
      list: os.versions.list.handler(({ input }) => store.versions.list(Number(input.promptId))),
      get: os.versions.get.handler(({ input }) => versions.requireVersionText(store, input.promptId, input.number)),
      commit: os.versions.commit.handler(({ input }) =>
        tell("prompts", commitDraft(store, input.promptId, input.message, input.label ?? null, input.branch)),
      ),
      restore: os.versions.restore.handler(({ input }) =>
        tell("prompts", versions.restoreVersion(store, input.promptId, input.number, input.branch)),
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
      save: os.conversations.save.handler(async ({ input: { setId, conversation, replaces } }) =>
        tell("conversations", await conversations.saveInspected(store, sandbox, setId, conversation, replaces)),
      ),
      remove: os.conversations.remove.handler(({ input }) =>
        tell("conversations", conversations.removeConversation(store, input.setId, input.conversationId)),
      ),
    },
    checks: {
      types: os.checks.types.handler(() => checkTypes()),
      validate: os.checks.validate.handler(async ({ input }) => ({ problem: await inspectCheck(input, sandbox) })),
    },
    exchange: {
      import: os.exchange.import.handler(async ({ input }) => {
        const files = await Promise.all(
          input.files.map(async ({ name, bytes }) => ({ name, bytes: new Uint8Array(await bytes.arrayBuffer()) })),
        );
        const report = await importFiles(store, sandbox, { ...input, files, promptName: null });
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
      save: os.models.save.handler(
        ({ input: { id, name, isDefault, requestsPerMinute, tokensPerMinute, ...spec } }) => {
          const change = { id, name, isDefault, spec, limits: { requestsPerMinute, tokensPerMinute } };
          const before = id === null ? null : store.models.get(Number(id));
          return tell(
            "models",
            keepTyped(trust, spec, before, () => saveModel(store, change)),
          );
        },
      ),
      remove: os.models.remove.handler(({ input }) => tell("models", removeModel(store, input.id))),
      random: os.models.random.handler(async ({ input }) => ({
        random: await isRandomSpec(services.openModel, input),
      })),
      test: os.models.test.handler(async ({ input: { id = null, ...spec } }) => {
        giveTyped(trust, spec, id === null ? null : store.models.get(Number(id)));
        return testModel(await services.openModel(spec));
      }),
    },
    patience: {
      get: os.patience.get.handler(() => ({ seconds: patienceSeconds(store) })),
      save: os.patience.save.handler(({ input }) => ({ seconds: savePatience(store, input.seconds) })),
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
      settle: os.runs.settle.handler(({ input: { runId, conversationIds, more } }) =>
        replays.settle(runId, conversationIds, more),
      ),
      stale: os.runs.stale.handler(({ input }) => ({
        conversations: countStale(
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
      telling: os.compare.telling.handler(({ input }) => findTelling(store, input.promptId, input.setId, input.limit)),
    },
    audit: {
      plan: os.audit.plan.handler(({ input }) => services.audits.plan(input)),
      start: os.audit.start.handler(({ input }) => services.audits.start(input)),
      stop: os.audit.stop.handler(({ input }) => services.audits.stop(input.id)),
      newest: os.audit.newest.handler(({ input }) => services.audits.newest(input.promptId, input.setId)),
    },
    ledger: {
      get: os.ledger.get.handler(({ input }) => ledger.readLedger(store, input, input.ref)),
      touched: os.ledger.touched.handler(({ input }) => ledger.touchedByDraft(store, input)),
      link: os.ledger.link.handler(async ({ input }) =>
        tell("ledger", await ledger.linkRule(store, input, input.rule, input.conversationIds)),
      ),
      unlink: os.ledger.unlink.handler(({ input }) =>
        tell("ledger", ledger.unlinkRule(store, input, input.ruleIds, input.conversationIds)),
      ),
      replace: os.ledger.replace.handler(async ({ input: { promptId, ruleId, by } }) =>
        tell("ledger", await ledger.replaceRule(store, promptId, ruleId, by)),
      ),
      answer: os.ledger.answer.handler(({ input: { confirm, suggestions, ...over } }) =>
        tell("ledger", ledger.answerSuggestions(store, over, confirm, suggestions)),
      ),
    },
    blame: {
      plan: os.blame.plan.handler(({ input }) => services.blames.plan(input)),
      start: os.blame.start.handler(({ input }) => services.blames.start(input)),
      stop: os.blame.stop.handler(({ input }) => services.blames.stop(input.id)),
      of: os.blame.of.handler(({ input }) => services.blames.of(input)),
      revert: os.blame.revert.handler(({ input: { before, text, side, line } }) => {
        const reverted = revertAt(before, text, side, line);
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
        newest: os.merge.check.newest.handler(({ input }) => services.merges.newest(input)),
        replies: os.merge.check.replies.handler(({ input }) => services.merges.replies(input.id, input.conversationId)),
      },
      commit: os.merge.commit.handler(({ input }) => tell("prompts", services.merges.commit(input))),
    },
    guards: {
      suggest: os.guards.suggest.handler(({ input }) => services.guards.suggest(input)),
      try: os.guards.try.handler(({ input: { check, ask, ...pair } }) => services.guards.try(pair, check, ask)),
      freshId: os.guards.freshId.handler(({ input }) => ({ id: freeId(store, input.setId, input.like) })),
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
      save: os.facts.save.handler(({ input }) => tell("runs", tell("project", saveFactSettings(store, input)))),
      allow: os.facts.allow.handler(({ input }) => tell("runs", tell("project", allowFact(store, input)))),
      disallow: os.facts.disallow.handler(({ input }) => tell("runs", tell("project", disallowFact(store, input)))),
    },
    trust: {
      list: os.trust.list.handler(() => trust.list()),
      allow: os.trust.allow.handler(({ input }) => {
        trust.allow(input.consents);
        return tell("trust", trust.list());
      }),
      takeBack: os.trust.takeBack.handler(({ input }) => tell("trust", trust.takeBack(input))),
    },
    people: {
      give: os.people.give.handler(({ input: { verdict, note, ...at } }) =>
        restated(giveVerdict(store, at, verdict, note)),
      ),
      remove: os.people.remove.handler(({ input }) => restated(removeVerdict(store, input))),
      approve: os.people.approve.handler(async ({ input: { rule, ...at } }) =>
        restated(await approveReply(store, at, rule)),
      ),
      unapprove: os.people.unapprove.handler(({ input }) => restated(unapproveReply(store, input))),
    },
    judges: {
      get: os.judges.get.handler(() => judgeChoice(store)),
      save: os.judges.save.handler(({ input }) => {
        const before = judgeChoice(store).embedding;
        const named = input.embedding?.provider === "scripted" ? null : input.embedding;
        return tell(
          "judges",
          keepTyped(trust, named, before, () => saveJudgeChoice(store, input)),
        );
      }),
      agreement: os.judges.agreement.handler(() => agreementsOf(store.agreements.both())),
      calls: os.judges.calls.handler(({ input }) => input.ids.flatMap((id) => store.judgeCalls.get(id) ?? [])),
      rubrics: {
        list: os.judges.rubrics.list.handler(() => store.rubrics.list()),
        versions: os.judges.rubrics.versions.handler(({ input }) =>
          store.rubrics.versions(Number(requireRubric(store, input.id).id)),
        ),
        save: os.judges.rubrics.save.handler(({ input }) => tell("judges", saveRubric(store, input))),
        remove: os.judges.rubrics.remove.handler(({ input }) => tell("judges", removeRubric(store, input.id))),
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
      data: {
        code: error.code,
        details: error.details,
        ...(error instanceof ConsentMissing && { needs: error.needs }),
      },
    });
  }
  log(stackOf(error));
  return new ORPCError("PROBLEM", {
    status: 422,
    message: `Something went wrong inside the engine (${messageOf(error)}). Your work is saved; the log says more.`,
    data: { code: "internal", details: {} },
  });
}
