import type { BlameRequest } from "../../../shared/contract/blame.ts";
import type { BlameState } from "../../../shared/domain/blame.ts";
import { counted } from "../../../shared/rules/plural.ts";
import { costJson } from "../../../shared/rules/usage.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { resolveRef } from "../../engine/prompts/refs.ts";
import type { CallOptions } from "../call-options.ts";
import { blameLines } from "../blame-lines.ts";
import type { CommonOptions } from "../command.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { budgetOf, readLimits } from "../limit-options.ts";
import { chooseModel } from "../model-option.ts";
import type { Output } from "../output.ts";
import { openCommandEngine, projectFile } from "../project-file.ts";
import { readSettings } from "../settings-options.ts";
import { watchInsight } from "../watch-insight.ts";

export interface BlameOptions extends CommonOptions, CallOptions {
  prompt: string;
  set: string;
  conversation?: string[];
  dryRun?: boolean;
}

/** Finds which hunks of the edit between two REFs broke or fixed conversations. */
export async function blame(
  baselineRef: string,
  candidateRef: string,
  options: BlameOptions,
  output: Output,
): Promise<ExitCode> {
  const limits = readLimits(options);
  const settings = readSettings(options);
  const engine = await openCommandEngine(projectFile(options.project), () => undefined, options);
  try {
    const { store, blames } = engine.services;
    const prompt = requirePromptByName(store, options.prompt);
    const side = (ref: string): number | "draft" => {
      const resolved = resolveRef(store, prompt, ref);
      return resolved.kind === "draft" ? "draft" : resolved.version.number;
    };
    const request: BlameRequest = {
      promptId: prompt.id,
      setId: requireSetByName(store, options.set).id,
      baseline: side(baselineRef),
      candidate: side(candidateRef),
      conversationIds: options.conversation ? [...new Set(options.conversation)] : null,
      model: chooseModel(engine.services, options.model, options.baseUrl, settings),
      budget: budgetOf(limits),
    };
    const plan = await blames.plan(request);
    const planned = `${counted(plan.conversations.length, "conversation")}, ${counted(plan.hunks, "change")}: at most ${counted(plan.calls, "call")}, about ${plan.likelyCalls} where one change did it.`;
    if (options.dryRun) {
      output.result(plan, [planned]);
      return exitCodes.done;
    }
    output.say(planned);
    return await watch(engine, await blames.start(request), output);
  } finally {
    await engine.close();
  }
}

/** Says what was found once the search has ended. */
async function watch(engine: Engine, begun: BlameState, output: Output): Promise<ExitCode> {
  const { done, interrupted } = await watchInsight(
    engine,
    {
      kind: "blame",
      id: begun.id,
      service: engine.services.blames,
      progress: ({ steps, calls }) =>
        `${steps} of ${counted(begun.total, "conversation")} · ${calls} of at most ${begun.callsAtMost} calls`,
    },
    output,
  );
  const { conversations, calls, problem, hunks } = done;
  output.result({ conversations, calls, ...costJson(done), hunks, problem }, blameLines(done));
  if (interrupted) return exitCodes.interrupted;
  const cut = conversations.some(({ answer }) => answer === "stopped" || answer === "failed");
  if (cut)
    output.say(`${problem ?? "Not every conversation has an answer."} Start again to go on: what was learnt is kept.`);
  return cut ? exitCodes.callsFailed : exitCodes.done;
}
