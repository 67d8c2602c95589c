import type { Command } from "commander";
import { basename } from "node:path";
import { importFormatSchema, assistantTurnsSchema, type ImportNote } from "../../../shared/domain/import-report.ts";
import { setNameSchema } from "../../../shared/domain/conversation.ts";
import { promptNameSchema } from "../../../shared/domain/prompt.ts";
import { createSandbox } from "../../engine/checks/sandbox/sandbox.ts";
import { importFiles } from "../../engine/import-export/import-files.ts";
import { type FileBytes, readFileNamedByPerson } from "../../engine/files/read-file.ts";
import {
  type CommonOptions,
  exitCodes,
  type ExitCode,
  type CommandOutput,
  finishCommand,
  projectCommand,
} from "../command.ts";
import { withProject } from "../command-engine.ts";
import { parseOption } from "../options.ts";

interface ImportOptions extends CommonOptions {
  set?: string;
  prompt?: string;
  as?: string;
  assistant: string;
}

/** Brings conversations and prompts in; what does not come in is named with file, line and reason. */
async function importCommand(paths: string[], options: ImportOptions, output: CommandOutput): Promise<ExitCode> {
  const format = options.as === undefined ? undefined : parseOption("--as", importFormatSchema, options.as);
  const assistantTurns = parseOption("--assistant", assistantTurnsSchema, options.assistant);
  const promptName = options.prompt === undefined ? null : parseOption("--prompt", promptNameSchema, options.prompt);
  // One after the other: each may be as large as the limit.
  const files: FileBytes[] = [];
  for (const path of paths) files.push(await readFileNamedByPerson(path));
  const setName = options.set === undefined ? setNameOf(paths) : parseOption("--set", setNameSchema, options.set);
  return withProject(options.project, async (store) => {
    const sandbox = createSandbox();
    const request = { setName, promptName, files, format, assistantTurns };
    const report = await importFiles(store, sandbox, request).finally(() => void sandbox.close());
    const prompts = report.prompts.map((one) => `Prompt "${one.name}": v${one.version}.`);
    const came = report.added + report.updated + report.unchanged;
    const conversations =
      report.set === null
        ? []
        : [
            `Set "${report.set.name}": ${came} conversations came in (${report.added} new, ${report.updated} updated, ${report.unchanged} unchanged).`,
          ];
    const rejected = report.rejected.length === 0 ? [] : [`${report.rejected.length} did not come in:`];
    output.result(report, [...conversations, ...prompts, ...rejected, ...report.rejected.map(noteLine)]);
    for (const warning of report.warnings) output.say(`note: ${noteLine(warning)}`);
    const nothing = came === 0 && report.prompts.length === 0 && report.rejected.length > 0;
    return nothing ? exitCodes.wrongUsage : exitCodes.done;
  });
}

/** The name of the first file, as far as a set can have it. */
function setNameOf([first = "-"]: readonly string[]): string {
  const stem = first === "-" ? "" : basename(first).replace(/\.[^.]*$/, "");
  return stem.trim().slice(0, 100).trim() || "imported";
}

function noteLine(note: ImportNote): string {
  return `${note.file}${note.line === null ? "" : `:${note.line}`}: ${note.reason}`;
}

export function registerImport(program: Command): void {
  projectCommand(program, "import", "bring in conversations and prompts from files")
    .argument("<path...>", "files to read; - for standard input")
    .option("--set <name>", "the conversation set (default: the first file's name)")
    .option("--prompt <name>", "the prompt that .txt and .md files become versions of (default: the file's name)")
    .option("--as <format>", `${importFormatSchema.options.join(", ")} (default: found out)`)
    .option(
      "--assistant <what>",
      "assistant turns of foreign formats: fixed replies, or live (left to the model)",
      "fixed",
    )
    .action((paths: string[], options: ImportOptions) =>
      finishCommand(options, (output) => importCommand(paths, options, output)),
    );
}
