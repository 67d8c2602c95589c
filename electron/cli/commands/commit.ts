import { labelNameSchema, promptNameSchema } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { placeholdersIn, placeholdersNote } from "../../../shared/rules/placeholders.ts";
import { commitText } from "../../engine/prompts/drafts.ts";
import { createPrompt } from "../../engine/prompts/prompts.ts";
import { requireSomeText } from "../../engine/prompts/versions.ts";
import { readNamedByPerson } from "../../engine/read-file.ts";
import type { CommonOptions } from "../command.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { parseOption } from "../parse-option.ts";
import { withProject } from "../project-file.ts";

export interface CommitOptions extends CommonOptions {
  prompt: string;
  message: string;
  label?: string;
  branch?: string;
}

/** A new version from a file or standard input (`-`). A prompt that does not exist yet is made. */
export async function commit(path: string, options: CommitOptions, output: Output): Promise<ExitCode> {
  const name = parseOption("--prompt", promptNameSchema, options.prompt);
  const label = options.label === undefined ? null : parseOption("--label", labelNameSchema, options.label);
  const text = await readText(path);
  requireSomeText(text);
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
  const { name, bytes } = await readNamedByPerson(path);
  if (bytes.includes(0))
    throw new Problem("unreadable-file", `${name} is a binary file, not a prompt's text.`, { path });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Problem("unreadable-file", `${name} is not UTF-8 text.`, { path });
  }
}
