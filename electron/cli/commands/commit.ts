import { readFileSync, statSync } from "node:fs";
import { labelNameSchema, promptNameSchema } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { placeholdersIn, placeholdersNote } from "../../../shared/rules/placeholders.ts";
import { checkSize } from "../../engine/exchange/parse-file.ts";
import { commitText } from "../../engine/prompts/drafts.ts";
import { createPrompt } from "../../engine/prompts/prompts.ts";
import { asProblem } from "../../engine/store/database.ts";
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
export function commit(path: string, options: CommitOptions, output: Output): Promise<ExitCode> {
  const name = parseOption("--prompt", promptNameSchema, options.prompt);
  const label = options.label === undefined ? null : parseOption("--label", labelNameSchema, options.label);
  const text = readText(path);
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

/** The text of a file, or of standard input (`-`). Throws a Problem where it is none. */
export function readText(path: string): string {
  const source = path === "-" ? 0 : path;
  const shown = path === "-" ? "standard input" : path;
  try {
    if (path !== "-") checkSize(path, statSync(path).size);
    const bytes = readFileSync(source);
    checkSize(shown, bytes.length);
    if (bytes.includes(0))
      throw new Problem("unreadable-file", `${shown} is a binary file, not a prompt's text.`, { path });
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new Problem("unreadable-file", `${shown} is not UTF-8 text.`, { path });
    throw asProblem(error, shown);
  }
}
