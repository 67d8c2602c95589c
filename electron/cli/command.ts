import type { Command } from "commander";
import * as terminal from "../terminal/terminal.ts";
import { outputExitCodes } from "../terminal/terminal.ts";

/** Exit codes that scripts rely on; those for results that did not arrive are set where results leave. */
export const exitCodes = {
  done: 0,
  comparisonFailed: 1,
  wrongUsage: 2,
  callsFailed: 3,
  interrupted: 130,
  ...outputExitCodes,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The same for people, under the help of every command. */
export const exitCodeHelp = `
Exit codes:
  0    done
  1    the comparison or gate failed
  2    wrong usage, or an input that cannot be read: nothing was changed
  3    some calls still failed after retries, or not all of a damaged project could be recovered: the rest is kept
  4    the result could not be written: what was done is kept
  130  interrupted: what was recorded is kept
  141  the reader of the result left`;

/** Results go to standard output, everything else to standard error. */
export interface CommandOutput {
  /** One JSON document, or lines for a person. */
  result(json: unknown, lines: readonly (string | terminal.JsonLine)[]): void;
  /** Resolves with false where results cannot be written: nobody will ever see them. */
  resultWritten(): Promise<boolean>;
  /** One line on standard error. */
  say(line: string): void;
  /** What may have several lines, on standard error. */
  log(text: string): void;
  /** A line that replaces the one before on a terminal; elsewhere at most one every two seconds. */
  progress(line: string): void;
  endProgress(): void;
}

const PROGRESS_EVERY_MS = 2_000;

function createCommandOutput(json: boolean): CommandOutput {
  const atTerminal = terminal.isErrorTerminal();
  let shown = false;
  // The first line waits its turn as well: what is done at once needs none.
  let saidAt = Date.now();
  const clear = (): void => {
    if (shown && atTerminal) terminal.overwriteErrorLine("");
    shown = false;
  };
  return {
    result(value, lines) {
      clear();
      if (json) terminal.printJson(value);
      else terminal.printLines(lines);
    },
    resultWritten: async () => (await terminal.resultsWritten()) === null,
    say(line) {
      clear();
      terminal.printErrorLine(line);
    },
    log(text) {
      clear();
      terminal.log(text);
    },
    progress(line) {
      if (atTerminal) {
        terminal.overwriteErrorLine(line);
        shown = true;
      } else if (Date.now() - saidAt >= PROGRESS_EVERY_MS) {
        saidAt = Date.now();
        terminal.printErrorLineIfRead(line);
      }
    },
    endProgress: clear,
  };
}

/** Options that every command takes. */
export interface CommonOptions {
  project?: string;
  json?: boolean;
}

/** A command's work: writes its result and says how the process ends. */
export type CommandRun<Options extends CommonOptions> = (options: Options, output: CommandOutput) => Promise<ExitCode>;

/** A command that works on a project, with the options that all of these have. */
export function projectCommand(program: Command, usage: string, summary: string): Command {
  return program
    .command(usage)
    .description(summary)
    .option("--project <file>", "the project file (default: the default project in the user's data folder)")
    .option("--json", "print one JSON document on standard output");
}

/** Does a command's work; its exit code becomes the process's. */
export async function finishCommand(
  options: CommonOptions,
  work: (output: CommandOutput) => Promise<ExitCode>,
): Promise<void> {
  process.exitCode = await work(createCommandOutput(options.json === true));
}
