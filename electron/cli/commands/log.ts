import type { Command } from "commander";
import { versionAncestors } from "../../../shared/domain/prompt.ts";
import { listBranches, requireBranch } from "../../engine/prompts/branch-heads.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import type { Store } from "../../engine/store/store.ts";
import { type CommonOptions, type CommandRun, exitCodes, finishCommand, projectCommand } from "../command.ts";
import { withProject } from "../command-engine.ts";

interface LogOptions extends CommonOptions {
  prompt: string;
  branch?: string;
}

/** Versions, newest first; of one branch: those its head comes from. */
const log: CommandRun<LogOptions> = (options, output) =>
  withProject(options.project, (store) => {
    const prompt = requirePromptByName(store, options.prompt);
    const on = options.branch === undefined ? null : versionsOf(store, prompt.id, options.branch);
    const versions = store.versions.list(Number(prompt.id)).filter(({ number }) => on?.has(number) ?? true);
    const branches = listBranches(store, prompt.id);
    const headed = (number: number): string[] =>
      branches.filter(({ headNumber }) => headNumber === number).map(({ name }) => name);
    output.result(
      versions.map(({ id: _, promptId: __, number, parentNumber, mergedNumber, createdAt, ...rest }) => ({
        version: number,
        parent: parentNumber,
        merged: mergedNumber,
        time: createdAt,
        ...rest,
        branches: headed(number),
      })),
      versions.map((one) => {
        const labels = one.labels.length > 0 ? ` (${one.labels.join(", ")})` : "";
        // The only branch of a prompt tells nothing apart.
        const heads = branches.length > 1 ? headed(one.number) : [];
        const names = heads.length > 0 ? ` [${heads.join(", ")}]` : "";
        const merge = one.mergedNumber === null ? "" : `  merge of v${one.parentNumber} and v${one.mergedNumber}`;
        const when = one.createdAt.slice(0, 16).replace("T", " ");
        return `v${one.number}${labels}${names}  ${one.sha256.slice(0, 12)}  ${when}  ${one.author}  +${one.added} −${one.removed}${merge}  ${one.message}`;
      }),
    );
    return exitCodes.done;
  });

function versionsOf(store: Store, promptId: string, name: string): Set<number> {
  const { headNumber } = requireBranch(store, promptId, name);
  if (headNumber === null) return new Set();
  return versionAncestors(store.versions.descent(Number(promptId)), headNumber);
}

export function registerLog(program: Command): void {
  projectCommand(program, "log", "list a prompt's versions, newest first")
    .requiredOption("--prompt <name>", "the prompt")
    .option("--branch <name>", "only what this branch comes from")
    .action((options: LogOptions) => finishCommand(options, (output) => log(options, output)));
}
