import type { BisectRequest } from "../../../shared/contract/bisect.ts";
import type { Bisect } from "../../../shared/domain/bisect.ts";
import { usageJson } from "../../../shared/rules/usage.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import type { CallOptions } from "../call-options.ts";
import { bisectLines, caseJson } from "../bisect-lines.ts";
import type { CommonOptions, Run } from "../command.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { budgetOf, readLimits } from "../limit-options.ts";
import { chooseModel } from "../model-option.ts";
import type { Output } from "../output.ts";
import { openCommandEngine, projectFile } from "../project-file.ts";
import { readSettings } from "../settings-options.ts";
import { watchInsight } from "../watch-insight.ts";

export interface BisectOptions extends CommonOptions, CallOptions {
  conversation: string[];
  good: string;
  bad: string;
  prompt: string;
  set: string;
  dryRun?: boolean;
}

/** Finds the version that broke conversations which passed at one version and fail at another. */
export const bisect: Run<BisectOptions> = async (options, output) => {
  const limits = readLimits(options);
  const settings = readSettings(options);
  const engine = await openCommandEngine(projectFile(options.project), () => undefined, options);
  try {
    const { store, bisects } = engine.services;
    const request: BisectRequest = {
      promptId: requirePromptByName(store, options.prompt).id,
      setId: requireSetByName(store, options.set).id,
      conversationIds: [...new Set(options.conversation)],
      good: options.good,
      bad: options.bad,
      model: chooseModel(engine.services, options.model, options.baseUrl, settings),
      budget: budgetOf(limits),
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
async function watch(engine: Engine, begun: Bisect, output: Output): Promise<ExitCode> {
  const { done, interrupted } = await watchInsight(
    engine,
    {
      kind: "bisect",
      id: begun.id,
      service: engine.services.bisects,
      progress: ({ steps, calls }) => `${steps} samples · ${calls} of at most ${begun.callsAtMost} calls`,
    },
    output,
  );
  const found = done.cases.map((one) => caseJson(done, one));
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
