import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { importFormatSchema, assistantTurnsSchema, type ImportNote } from "../../../shared/domain/exchange.ts";
import { promptNameSchema } from "../../../shared/domain/prompt.ts";
import { Problem } from "../../../shared/problem.ts";
import { createSandbox } from "../../engine/checks/sandbox/sandbox.ts";
import { importFiles } from "../../engine/exchange/import-files.ts";
import { checkSize } from "../../engine/exchange/parse-file.ts";
import { asProblem } from "../../engine/store/database.ts";
import type { CommonOptions } from "../command.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { withProject } from "../project-file.ts";
import { parseOption } from "../parse-option.ts";

export interface ImportOptions extends CommonOptions {
  set?: string;
  prompt?: string;
  as?: string;
  assistant: string;
}

/** Brings conversations and prompts in; what does not come in is named with file, line and reason. */
export function importCommand(paths: string[], options: ImportOptions, output: Output): Promise<ExitCode> {
  const format = options.as === undefined ? undefined : parseOption("--as", importFormatSchema, options.as);
  const assistantTurns = parseOption("--assistant", assistantTurnsSchema, options.assistant);
  const promptName = options.prompt === undefined ? null : parseOption("--prompt", promptNameSchema, options.prompt);
  const files = paths.map(readWhole);
  const [first = ""] = paths;
  const setName = options.set ?? (first === "-" ? "imported" : basename(first).replace(/\.[^.]*$/, ""));
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

function readWhole(path: string): { name: string; bytes: Uint8Array } {
  if (path === "-") return { name: "standard input", bytes: readFileSync(0) };
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new Problem("unreadable-file", `${path} is not a file. Name a file to import.`, { path });
    checkSize(path, stat.size);
    return { name: path, bytes: readFileSync(path) };
  } catch (error) {
    throw asProblem(error, path);
  }
}

function noteLine(note: ImportNote): string {
  return `${note.file}${note.line === null ? "" : `:${note.line}`}: ${note.reason}`;
}
