import { z } from "zod";
import { MOST_PROBES, type ProbeRequest } from "../../../shared/contract/probes.ts";
import type { ProbeState } from "../../../shared/domain/probe.ts";
import { costJson } from "../../../shared/rules/usage.ts";
import { requireConversation, requireSetByName, saveInspected } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { conversationRecord } from "../../engine/exchange/write.ts";
import { findReply } from "../../engine/insight/probes/find-reply.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { resolveRef } from "../../engine/prompts/refs.ts";
import type { CallOptions } from "../call-options.ts";
import type { CommonOptions, Run } from "../command.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { budgetOf, readLimits } from "../limit-options.ts";
import { chooseModel } from "../model-option.ts";
import type { Output } from "../output.ts";
import { parseOption } from "../parse-option.ts";
import { openCommandEngine, projectFile } from "../project-file.ts";
import { readSettings } from "../settings-options.ts";
import { watchInsight } from "../watch-insight.ts";
import { JsonLine } from "../../terminal/terminal.ts";

export interface ProbeOptions extends CommonOptions, CallOptions {
  conversation: string;
  prompt: string;
  set: string;
  version: string;
  count: string;
  round: string;
  add?: boolean;
  dryRun?: boolean;
}

const count = z.coerce.number().int().min(1).max(MOST_PROBES);
const round = z.coerce.number().int().min(1).max(51);

/** Has a model propose conversations one step past a fix, and prints them; only `--add` puts them into the set. */
export const probe: Run<ProbeOptions> = async (options, output) => {
  const limits = readLimits(options);
  const settings = readSettings(options);
  const asked = {
    count: parseOption("--count", count, options.count),
    round: parseOption("--round", round, options.round) - 1,
  };
  const engine = await openCommandEngine(projectFile(options.project), () => undefined, options);
  try {
    const { store, probes } = engine.services;
    const prompt = requirePromptByName(store, options.prompt);
    const set = requireSetByName(store, options.set);
    const { id } = requireConversation(store, set.id, options.conversation);
    const resolved = resolveRef(store, prompt, options.version);
    const request: ProbeRequest = {
      promptId: prompt.id,
      setId: set.id,
      reply: findReply(store, prompt.id, set.id, id),
      version: resolved.kind === "draft" ? "draft" : resolved.version.number,
      // Without a model it is the judge that proposes, not the model under test.
      model:
        options.model === undefined ? null : chooseModel(engine.services, options.model, options.baseUrl, settings),
      budget: budgetOf(limits),
      ...asked,
    };
    const plan = await probes.plan(request);
    const price = plan.cost === null ? "price unknown" : `at most about $${plan.cost.toFixed(4)}`;
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
async function watch(engine: Engine, begun: ProbeState, add: boolean, output: Output): Promise<ExitCode> {
  const service = engine.services.probes;
  const progress = ({ calls }: { calls: number }): string => `asking · ${calls} of at most ${begun.callsAtMost} calls`;
  const { done, interrupted } = await watchInsight(engine, { kind: "probe", id: begun.id, service, progress }, output);
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
async function addAll({ services: { store, sandbox } }: Engine, { setId, proposals }: ProbeState): Promise<void> {
  for (const { conversation } of proposals) await saveInspected(store, sandbox, setId, conversation, null);
}
