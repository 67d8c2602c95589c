import type { Command } from "commander";
import { formatCertainty } from "../../../shared/format/values.ts";
import type { BisectRequest } from "../../../shared/contract/analyses.ts";
import type { Bisect, BisectedConversation } from "../../../shared/domain/analysis.ts";
import { usageJson } from "../../../shared/domain/usage.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import {
  type CallOptions,
  limitsToBudget,
  readLimits,
  chooseModel,
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
import { pluralPlain } from "../../../shared/format/count.ts";

interface BisectOptions extends CommonOptions, CallOptions {
  conversation: string[];
  good: string;
  bad: string;
  prompt: string;
  set: string;
  dryRun?: boolean;
}

/** Finds the version that broke conversations which passed at one version and fail at another. */
const bisect: CommandRun<BisectOptions> = async (options, output) => {
  const limits = readLimits(options);
  const settings = readSettings(options);
  const engine = await openCommandEngine(resolveProjectFile(options.project), () => undefined, options);
  try {
    const { store, bisects } = engine.services;
    const request: BisectRequest = {
      promptId: requirePromptByName(store, options.prompt).id,
      setId: requireSetByName(store, options.set).id,
      conversationIds: [...new Set(options.conversation)],
      good: options.good,
      bad: options.bad,
      model: chooseModel(engine.services, options.model, options.baseUrl, settings),
      budget: limitsToBudget(limits),
    };
    const plan = await bisects.plan(request);
    const versions = plan.path.map(({ version }) => version);
    if (options.dryRun) {
      const { calls, note, noisy } = plan;
      output.result({ versions, calls, noisy, note }, [`${versions.length} versions: at most ${calls} calls.`]);
      return exitCodes.done;
    }
    if (plan.note !== null) output.say(`note: ${plan.note}`);
    output.say(`${versions.length} versions from ${options.good} to ${options.bad}: at most ${plan.calls} calls.`);
    return await watch(engine, await bisects.start(request), output);
  } finally {
    await engine.close();
  }
};

/** Says what was found once the search has ended. */
async function watch(engine: Engine, begun: Bisect, output: CommandOutput): Promise<ExitCode> {
  const { done, interrupted } = await watchAnalysis(
    engine,
    {
      kind: "bisect",
      id: begun.id,
      service: engine.services.bisects,
      progress: ({ steps, calls }) => `${steps} samples · ${calls} of at most ${begun.callsAtMost} calls`,
    },
    output,
  );
  const found = done.cases.map((one) => bisectedConversationJson(done, one));
  const { calls, cached } = done;
  const totals = { calls, cached, ...usageJson(done) };
  output.result(
    found.length === 1 ? { ...found[0], ...totals } : { conversations: found, ...totals },
    bisectLines(done),
  );
  if (interrupted) return exitCodes.interrupted;
  const cut = done.cases.some(({ result }) => result?.end === "budget" || result?.end === "failed");
  if (cut) output.say("Not every conversation was searched to the end. Start again to go on: what was learnt is kept.");
  return cut ? exitCodes.callsFailed : exitCodes.done;
}

/** A search for a terminal: each step with its calls and certainty, then what was found. */
function bisectLines(bisect: Bisect): string[] {
  const several = bisect.cases.length > 1;
  return bisect.cases.flatMap((one) => {
    const lines = one.steps.map((_, at) => bisectStepLine(one, at));
    const said = one.result?.reason ?? "";
    return [
      ...(several ? [`${one.conversationId}:`] : []),
      ...lines,
      `${said} ${pluralPlain(one.calls, "call")}.`.trim(),
    ];
  });
}

/** One step, also while the search goes on. */
function bisectStepLine({ steps }: BisectedConversation, at: number): string {
  const step = steps[at];
  if (!step) return "";
  const sign = step.outcome === "pass" ? "○ passes" : "✗ fails ";
  const cost = step.calls === 0 ? "known" : pluralPlain(step.calls, "call");
  const guess = step.likely === null ? "" : `  ${step.likely} ${formatCertainty(step.certainty)}`;
  return `${String(at + 1).padStart(3)}. ${step.version.padEnd(6)} ${sign}  ${cost.padEnd(8)}${guess}`.trimEnd();
}

/** `{culprit, certainty, steps, calls}` and what else there is to know of one conversation. */
function bisectedConversationJson(bisect: Bisect, one: BisectedConversation): Record<string, unknown> {
  const { result } = one;
  return {
    conversation: one.conversationId,
    culprit: result?.culprit ?? null,
    certainty: result?.certainty ?? 0,
    steps: one.steps,
    calls: one.calls,
    end: result?.end ?? null,
    reason: result?.reason ?? null,
    likely: result?.likely ?? null,
    versions: bisect.path.map(({ version }, at) => ({ version, ...one.stops[at] })),
    note: bisect.note,
  };
}

export function registerBisect(program: Command): void {
  withCallOptions(projectCommand(program, "bisect", "find the version that broke conversations"))
    .requiredOption("--conversation <id...>", "the conversations, by their ids")
    .requiredOption("--good <ref>", "where they passed")
    .requiredOption("--bad <ref>", "where they fail")
    .requiredOption("--prompt <name>", "the prompt")
    .requiredOption("--set <name>", "the conversation set")
    .option("--dry-run", "only say what it would take at most")
    .action((options: BisectOptions) => finishCommand(options, (output) => bisect(options, output)));
}
