import type { Command } from "commander";
import { plural } from "../../../shared/format/count.ts";
import { Problem } from "../../../shared/problem.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { resolveRef } from "../../engine/prompts/refs.ts";
import { runOfRef } from "../../engine/replay/resolve-request.ts";
import { findStaleChecks } from "../../engine/replay/recheck.ts";
import { type CommonOptions, type CommandRun, exitCodes, finishCommand, projectCommand } from "../command.ts";
import { openCommandEngine, resolveProjectFile } from "../command-engine.ts";

interface RecheckOptions extends CommonOptions {
  prompt: string;
  version: string;
  set: string;
}

/** Checks the recorded replies of a version's run by the checks that the set has now. The model is not called. */
const recheck: CommandRun<RecheckOptions> = async (options, output) => {
  const engine = await openCommandEngine(resolveProjectFile(options.project), () => undefined);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    const { store, replays } = engine.services;
    const prompt = requirePromptByName(store, options.prompt);
    const set = requireSetByName(store, options.set);
    const resolved = resolveRef(store, prompt, options.version);
    const run = runOfRef(replays.list(prompt.id, set.id), resolved);
    if (!run) {
      throw new Problem("not-found", `${options.version} of "${prompt.name}" has no complete run over "${set.name}".`, {
        ref: options.version,
      });
    }
    const stale = findStaleChecks(store, run).length;
    output.say(
      `${plural(stale, "conversation has", "conversations have")} other checks now. Their recorded replies are checked again: 0 calls to the model; a judge or webhook is asked where a check needs one.`,
    );
    const { conversations, replies, moved, judgeCalls } = await replays.recheck(run.id, stop.signal);
    const { passed, failed } = replays.get(run.id).progress;
    output.result(
      {
        run: run.id,
        prompt: prompt.name,
        version: run.versionNumber ?? "draft",
        set: set.name,
        conversations,
        replies,
        changed: moved,
        calls: 0,
        judgeCalls,
        passed,
        failed,
      },
      [
        `Run ${run.id}: ${plural(conversations, "conversation")} and ${plural(replies, "reply", "replies")} checked again; ${plural(moved, "sample counts", "samples count")} another way now. ${passed} passed, ${failed} failed.`,
      ],
    );
    return exitCodes.done;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    output.say("Interrupted: conversations that were checked again are kept. Start it again to go on.");
    return exitCodes.interrupted;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    await engine.close();
  }
};

export function registerRecheck(program: Command): void {
  projectCommand(
    program,
    "recheck",
    "check recorded replies again by the checks that the set has now, without a call to the model",
  )
    .requiredOption("--prompt <name>", "the prompt")
    .requiredOption("--version <ref>", "v3, 3, a label, a branch, a hash prefix, latest or draft")
    .requiredOption("--set <name>", "the conversation set")
    .action((options: RecheckOptions) => finishCommand(options, (output) => recheck(options, output)));
}
