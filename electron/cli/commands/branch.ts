import type { Command } from "commander";
import { branchNameSchema, type Branch, type Prompt } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { createBranch, removeBranch, renameBranch, switchBranch } from "../../engine/prompts/branches.ts";
import { listBranches, requireBranch, withoutRowIds } from "../../engine/prompts/branch-heads.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { resolveRef } from "../../engine/prompts/refs.ts";
import type { Store } from "../../engine/store/store.ts";
import {
  type CommonOptions,
  exitCodes,
  type ExitCode,
  type CommandOutput,
  finishCommand,
  projectCommand,
} from "../command.ts";
import { parseOption } from "../options.ts";
import { withProject } from "../command-engine.ts";
import { columnsOf, padColumns } from "../../terminal/terminal.ts";

interface BranchOptions extends CommonOptions {
  prompt: string;
  from?: string;
  switch?: boolean;
  rename?: string;
  delete?: boolean;
  force?: boolean;
}

/** Lists branches; with a name makes one, switches to it, renames or deletes it. */
function branch(name: string | undefined, options: BranchOptions, output: CommandOutput): Promise<ExitCode> {
  refuseContradictions(name, options);
  return withProject(options.project, (store) => {
    const prompt = requirePromptByName(store, options.prompt);
    if (name === undefined) {
      const branches = listBranches(store, prompt.id);
      output.result(branches.map(branchJson), branchLines(branches));
    } else if (options.delete) {
      removeBranch(store, prompt.id, name, options.force ?? false);
      output.result({ deleted: name }, [`Deleted the branch ${name}. Its versions stay.`]);
    } else if (options.rename !== undefined) {
      const renamed = renameBranch(store, prompt.id, name, parseOption("--rename", branchNameSchema, options.rename));
      output.result(branchJson(renamed), [`Renamed the branch ${name} to ${renamed.name}.`]);
    } else {
      const { made, done } = store.write(() => makeOrSwitch(store, prompt, name, options));
      output.result(branchJson(done), [`${made ? "Made" : "Switched to"} ${branchLine(done)}.`]);
    }
    return exitCodes.done;
  });
}

function makeOrSwitch(store: Store, prompt: Prompt, name: string, options: BranchOptions) {
  const known = options.switch === true && options.from === undefined && store.branches.find(Number(prompt.id), name);
  if (!known)
    createBranch(store, { promptId: prompt.id, ...startOf(store, prompt, options.from), name: checked(name) });
  if (options.switch) switchBranch(store, prompt.id, name);
  const done: Branch = withoutRowIds(requireBranch(store, prompt.id, name));
  return { made: !known, done };
}

function checked(name: string): string {
  return parseOption("the branch", branchNameSchema, name);
}

/** `draft` as a start takes the words of the current draft along. */
function startOf(store: Store, prompt: Prompt, ref: string | undefined): { from: number | null; carryDraft?: boolean } {
  if (ref === undefined) return { from: null };
  const resolved = resolveRef(store, prompt, ref);
  return resolved.kind === "draft" ? { from: null, carryDraft: true } : { from: resolved.version.number };
}

function refuseContradictions(name: string | undefined, options: BranchOptions): void {
  const { from, rename, force } = options;
  const doing = [
    rename === undefined ? null : "--rename",
    options.delete ? "--delete" : null,
    from === undefined && !options.switch ? null : "--from or --switch",
  ].filter((one) => one !== null);
  if (name === undefined && (doing.length > 0 || force)) {
    throw new Problem("bad-input", `${doing[0] ?? "--force"} needs the name of a branch before it.`);
  }
  if (doing.length > 1) throw new Problem("bad-input", `${doing.join(" and ")} cannot be used together.`);
  if (force && !options.delete) throw new Problem("bad-input", "--force goes with --delete only.");
}

function branchJson({ name, headNumber, baseNumber, current, edited, updatedAt }: Branch) {
  return { name, head: headNumber, base: baseNumber, current, edited, time: updatedAt };
}

/** One line a branch; a star before the current one. */
function branchLines(branches: readonly Branch[]): string[] {
  const widest = Math.max(...branches.map(({ name }) => columnsOf(name)));
  return branches.map((one) => `${one.current ? "*" : " "} ${padColumns(one.name, widest)}  ${stateOf(one)}`);
}

function branchLine(branch: Branch): string {
  return `${branch.name}, ${stateOf(branch)}`;
}

function stateOf({ headNumber, baseNumber, edited }: Branch): string {
  const head = headNumber === null ? "no versions yet" : `v${headNumber}`;
  const from = baseNumber === null ? "" : `, from v${baseNumber}`;
  return `${head}${from}${edited ? ", draft edited" : ""}`;
}

export function registerBranch(program: Command): void {
  projectCommand(program, "branch", "list a prompt's branches; with a name make one, switch to it, rename or delete it")
    .argument("[name]", "the branch")
    .requiredOption("--prompt <name>", "the prompt")
    .option(
      "--from <ref>",
      "make it from this version; draft takes the draft's words along (default: the current branch)",
    )
    .option("--switch", "work on it from now on; it is made where there is none")
    .option("--rename <name>", "give it another name")
    .option("--delete", "take the name away; versions stay")
    .option("--force", "delete it also where no other branch has its versions, or its draft has edits")
    .action((name: string | undefined, options: BranchOptions) =>
      finishCommand(options, (output) => branch(name, options, output)),
    );
}
