import type { Command } from "commander";
import { formatCertainty } from "../../../shared/format/values.ts";
import type { BlameRequest } from "../../../shared/contract/analyses.ts";
import type { BlameState, BlamedConversation, BlamedHunk } from "../../../shared/domain/analysis.ts";
import { pluralPlain } from "../../../shared/format/count.ts";
import { costJson } from "../../../shared/domain/usage.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { resolveRef } from "../../engine/prompts/refs.ts";
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
  exitCodes,
  type ExitCode,
  type CommandOutput,
  finishCommand,
  projectCommand,
} from "../command.ts";
import { openCommandEngine, resolveProjectFile, watchAnalysis } from "../command-engine.ts";

interface BlameOptions extends CommonOptions, CallOptions {
  prompt: string;
  set: string;
  conversation?: string[];
  dryRun?: boolean;
}

/** Finds which hunks of the edit between two REFs broke or fixed conversations. */
async function blame(
  baselineRef: string,
  candidateRef: string,
  options: BlameOptions,
  output: CommandOutput,
): Promise<ExitCode> {
  const limits = readLimits(options);
  const settings = readSettings(options);
  const engine = await openCommandEngine(resolveProjectFile(options.project), () => undefined, options);
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
      budget: limitsToBudget(limits),
    };
    const plan = await blames.plan(request);
    const planned = `${pluralPlain(plan.conversations.length, "conversation")}, ${pluralPlain(plan.hunks, "change")}: at most ${pluralPlain(plan.calls, "call")}, about ${plan.likelyCalls} where one change did it.`;
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
async function watch(engine: Engine, begun: BlameState, output: CommandOutput): Promise<ExitCode> {
  const { done, interrupted } = await watchAnalysis(
    engine,
    {
      kind: "blame",
      id: begun.id,
      service: engine.services.blames,
      progress: ({ steps, calls }) =>
        `${steps} of ${pluralPlain(begun.total, "conversation")} · ${calls} of at most ${begun.callsAtMost} calls`,
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

const WIDTH = 100;

/** Which hunks did it, for a terminal: each conversation with its lines. */
function blameLines({ conversations, problem, hunks }: BlameState): string[] {
  const lines = conversations.flatMap((one) => [headLine(one), ...one.hunks.map(hunkLine)]);
  if (conversations.length === 0 && problem === null) {
    lines.push(
      hunks.length === 0
        ? "There is no difference between the two versions."
        : "No conversation broke or was fixed between the two versions: nothing can be to blame.",
    );
  }
  return lines;
}

function headLine({ id, outcome, answer, certainty, calls, detail }: BlamedConversation): string {
  const sign =
    outcome === "broke" ? "▼ broke" : outcome === "fixed" ? "▲ fixed" : answer === "none" ? "○ same" : "? open";
  const sure = answer === "found" && certainty !== null ? `, ${formatCertainty(certainty)} certain` : "";
  return `${sign.padEnd(8)} ${id}: ${detail} (${pluralPlain(calls, "call")}${sure})`;
}

function hunkLine({ from, to, side, text, part, removed, kind }: BlamedHunk): string {
  const where = from === 0 ? "settings" : from === to ? `line ${from}` : `lines ${from}–${to}`;
  const of = side === "baseline" ? " of the baseline" : "";
  const sign = kind === "removed" ? "−" : kind === "changed" && removed !== "" ? "±" : "+";
  const narrowed = part === null ? "" : `  (it is "${clip(part)}")`;
  return `           ${where}${of}  ${sign} ${clip(text)}${narrowed}`;
}

function clip(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ⏎ ");
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1)}…`;
}

export function registerBlame(program: Command): void {
  withCallOptions(projectCommand(program, "blame", "find the lines of an edit that broke or fixed conversations"))
    .argument("<baseline>", "a REF")
    .argument("<candidate>", "a REF")
    .requiredOption("--prompt <name>", "the prompt")
    .requiredOption("--set <name>", "the conversation set")
    .option(
      "--conversation <id...>",
      "these conversations (default: those that broke or were fixed in the newest comparison of the two)",
    )
    .option("--dry-run", "only say what it would take at most")
    .action((baseline: string, candidate: string, options: BlameOptions) =>
      finishCommand(options, (output) => blame(baseline, candidate, options, output)),
    );
}
