import type { Command } from "commander";
import { formatExpectedCost } from "../../../shared/format/values.ts";
import { z } from "zod";
import { MAX_PROBES, type TestGenerationRequest } from "../../../shared/contract/analyses.ts";
import type { TestGenerationState } from "../../../shared/domain/test-generation.ts";
import { costJson } from "../../../shared/domain/usage.ts";
import {
  type InspectCheck,
  requireConversation,
  requireSetByName,
  saveConversation,
} from "../../engine/conversations/conversations.ts";
import { inspectCheck } from "../../engine/checks/evaluate.ts";
import type { Engine } from "../../engine/engine.ts";
import { conversationRecord } from "../../engine/import-export/export-conversations.ts";
import { findBrokenReply } from "../../engine/analysis/test-generation/broken-reply.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { resolveRef } from "../../engine/prompts/refs.ts";
import {
  type CallOptions,
  limitsToBudget,
  readLimits,
  chooseModel,
  parseOption,
  readSettings,
  withCallOptions,
} from "../options.ts";
import {
  type CommonOptions,
  type CommandRun,
  exitCodes,
  type ExitCode,
  type CommandOutput,
  finishCommand,
  projectCommand,
} from "../command.ts";
import { openCommandEngine, resolveProjectFile, watchAnalysis } from "../command-engine.ts";
import { JsonLine } from "../../terminal/terminal.ts";

interface ProbeOptions extends CommonOptions, CallOptions {
  conversation: string;
  prompt: string;
  set: string;
  version: string;
  count: string;
  round: string;
  add?: boolean;
  dryRun?: boolean;
}

const count = z.coerce.number().int().min(1).max(MAX_PROBES);
const round = z.coerce.number().int().min(1).max(51);

/** Has a model propose conversations one step past a fix, and prints them; only `--add` puts them into the set. */
const probe: CommandRun<ProbeOptions> = async (options, output) => {
  const limits = readLimits(options);
  const settings = readSettings(options);
  const asked = {
    count: parseOption("--count", count, options.count),
    round: parseOption("--round", round, options.round) - 1,
  };
  const engine = await openCommandEngine(resolveProjectFile(options.project), () => undefined, options);
  try {
    const { store, probes } = engine.services;
    const prompt = requirePromptByName(store, options.prompt);
    const set = requireSetByName(store, options.set);
    const { id } = requireConversation(store, set.id, options.conversation);
    const resolved = resolveRef(store, prompt, options.version);
    const request: TestGenerationRequest = {
      promptId: prompt.id,
      setId: set.id,
      reply: findBrokenReply(store, prompt.id, set.id, id),
      version: resolved.kind === "draft" ? "draft" : resolved.version.number,
      // Without a model it is the judge that proposes, not the model under test.
      model:
        options.model === undefined ? null : chooseModel(engine.services, options.model, options.baseUrl, settings),
      budget: limitsToBudget(limits),
      ...asked,
    };
    const plan = await probes.plan(request);
    const price = `${plan.cost === null ? "" : "at most "}${formatExpectedCost(plan.cost)}`;
    const words = plan.cost === 0 ? "no cost" : price;
    const planned = plan.calls === 0 ? "known: no call" : `at most ${plan.calls} calls of ${plan.model}, ${words}`;
    if (options.dryRun) {
      output.result(plan, [`${planned}.`]);
      return exitCodes.done;
    }
    output.say(`${planned}.`);
    return await watch(engine, await probes.start(request), options.add === true, output);
  } finally {
    await engine.close();
  }
};

/** Prints the proposals once they are there. */
async function watch(
  engine: Engine,
  begun: TestGenerationState,
  add: boolean,
  output: CommandOutput,
): Promise<ExitCode> {
  const service = engine.services.probes;
  const progress = ({ calls }: { calls: number }): string => `asking · ${calls} of at most ${begun.callsAtMost} calls`;
  const { done, interrupted } = await watchAnalysis(engine, { kind: "probe", id: begun.id, service, progress }, output);
  const { proposals, dropped, calls, cached, problem, model } = done;
  const conversations = proposals.map(({ conversation }) => conversation);
  if (add) await addAll(engine, done);
  const added = add ? conversations.map(({ id }) => id) : [];
  const lines = conversations.map((one) => new JsonLine(conversationRecord(one)));
  output.result(
    {
      proposals: proposals.map(({ conversation, why }) => ({ conversation, why })),
      dropped,
      added,
      model,
      calls,
      cached,
      ...costJson(done),
      problem,
    },
    lines,
  );
  for (const { title, reason } of dropped) output.say(`left out: “${title}”: ${reason}`);
  if (add && added.length > 0) output.say(`${added.length} added to the set, with the tag “probe”.`);
  if (interrupted) return exitCodes.interrupted;
  if (problem !== null) output.say(problem);
  return problem === null ? exitCodes.done : exitCodes.callsFailed;
}

/** Copies of what the set has were left out already, so that no id is taken. */
async function addAll(
  { services: { store, sandbox } }: Engine,
  { setId, proposals }: TestGenerationState,
): Promise<void> {
  const inspect: InspectCheck = (check) => inspectCheck(check, sandbox);
  for (const { conversation } of proposals) await saveConversation(store, inspect, setId, conversation, null);
}

export function registerProbe(program: Command): void {
  withCallOptions(projectCommand(program, "probe", "have a model propose conversations one step past a fix"))
    .requiredOption("--conversation <id>", "the conversation whose reply was broken")
    .requiredOption("--prompt <name>", "the prompt")
    .requiredOption("--set <name>", "the conversation set")
    .option("--version <ref>", "the version with the fix", "latest")
    .option("--count <n>", "how many conversations", "5")
    .option("--round <n>", "2 and up: others than those of the rounds before", "1")
    .option("--add", "add them to the set; without it nothing is changed")
    .option("--dry-run", "only say what it would take at most")
    .action((options: ProbeOptions) => finishCommand(options, (output) => probe(options, output)));
}
