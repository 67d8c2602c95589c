import type { Command } from "commander";
import { labelNameSchema, promptNameSchema } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { placeholdersIn, placeholdersNote } from "../../../shared/format/notices.ts";
import { commitText } from "../../engine/prompts/drafts.ts";
import { createPrompt } from "../../engine/prompts/prompts.ts";
import { requirePromptText } from "../../engine/prompts/versions.ts";
import { readFileNamedByPerson } from "../../engine/files/read-file.ts";
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

interface CommitOptions extends CommonOptions {
  prompt: string;
  message: string;
  label?: string;
  branch?: string;
}

/** A new version from a file or standard input (`-`). A prompt that does not exist yet is made. */
async function commit(path: string, options: CommitOptions, output: CommandOutput): Promise<ExitCode> {
  const name = parseOption("--prompt", promptNameSchema, options.prompt);
  const label = options.label === undefined ? null : parseOption("--label", labelNameSchema, options.label);
  const text = await readText(path);
  requirePromptText(text);
  return withProject(options.project, (store) => {
    const version = store.write(() => {
      const prompt = store.prompts.find(name) ?? createPrompt(store, name, "");
      return commitText(store, prompt.id, text, options.message, label, options.branch);
    });
    const on = options.branch === undefined ? "" : ` on ${options.branch}`;
    const note = placeholdersNote(placeholdersIn(text), `v${version.number}`);
    output.result(
      {
        prompt: name,
        version: version.number,
        parent: version.parentNumber,
        sha256: version.sha256,
        labels: version.labels,
        warnings: note === null ? [] : [note],
      },
      [
        `Committed v${version.number} of "${name}"${on} (+${version.added} −${version.removed}, ${version.sha256.slice(0, 12)}).`,
      ],
    );
    if (note !== null) output.say(`note: ${note}`);
    return exitCodes.done;
  });
}

/** The text of a file, or of standard input (`-`). Rejects with a Problem where it is none. */
export async function readText(path: string): Promise<string> {
  const { name, bytes } = await readFileNamedByPerson(path);
  if (bytes.includes(0))
    throw new Problem("unreadable-file", `${name} is a binary file, not a prompt's text.`, { path });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Problem("unreadable-file", `${name} is not UTF-8 text.`, { path });
  }
}

export function registerCommit(program: Command): void {
  projectCommand(program, "commit", "make a new version of a prompt")
    .argument("<file>", "the prompt's text; - for standard input")
    .requiredOption("--prompt <name>", "the prompt")
    .requiredOption("-m, --message <message>", "what changed and why")
    .option("--label <label>", "put this label on the new version")
    .option("--branch <name>", "the branch it goes on (default: the current one)")
    .action((file: string, options: CommitOptions) =>
      finishCommand(options, (output) => commit(file, options, output)),
    );
}
