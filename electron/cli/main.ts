import { Command, CommanderError } from "commander";
import { version } from "../../package.json" with { type: "json" };
import { errorMessageOf, errorStackOf } from "../../shared/errors.ts";
import { Problem } from "../../shared/problem.ts";
import { toStoreProblem } from "../engine/store/database.ts";
import { allowOptionsHint } from "./options.ts";
import { exitCodeHelp, exitCodes } from "./command.ts";
import { registerBlame } from "./commands/blame.ts";
import { registerBisect } from "./commands/bisect.ts";
import { registerAudit } from "./commands/audit.ts";
import { registerBranch } from "./commands/branch.ts";
import { registerCommit } from "./commands/commit.ts";
import { registerCompare } from "./commands/compare.ts";
import { registerImport } from "./commands/import.ts";
import { registerInit } from "./commands/init.ts";
import { registerLedger } from "./commands/ledger.ts";
import { registerLog } from "./commands/log.ts";
import { registerProbe } from "./commands/probe.ts";
import { registerMerge } from "./commands/merge.ts";
import { registerRecover } from "./commands/recover.ts";
import { registerRecheck } from "./commands/recheck.ts";
import { registerReplay } from "./commands/replay.ts";
import { registerServe } from "./commands/serve.ts";
import { finishOutput, log as logText, printText, printErrorLine, printErrorText } from "../terminal/terminal.ts";
import { ConsentMissing } from "../engine/trust/trust.ts";

const program = new Command("counterproof")
  .description("Versions system prompts, replays conversations against them and compares what came out.")
  .version(version)
  // `replay --version REF` is not the program's own --version.
  .enablePositionalOptions()
  .configureOutput({
    writeOut: printText,
    writeErr: printErrorText,
    outputError: (text) => printErrorLine(`counterproof: ${usageLine(text)}`),
  })
  .addHelpText("afterAll", exitCodeHelp)
  .exitOverride();

/** One line, as for every other mistake; the parser gives its hint on a line of its own. */
function usageLine(text: string): string {
  return `${text
    .replace(/^error: /, "")
    .trim()
    .replaceAll(/\s*\n\s*/g, " ")}. Add --help for what can be given.`;
}

/** Every command, in the order of the help. */
const commands: readonly ((program: Command) => void)[] = [
  registerInit,
  registerImport,
  registerCommit,
  registerLog,
  registerBranch,
  registerReplay,
  registerRecheck,
  registerCompare,
  registerMerge,
  registerBisect,
  registerBlame,
  registerAudit,
  registerLedger,
  registerProbe,
  registerRecover,
  registerServe,
];
for (const register of commands) register(program);

// Where the system limits the size of files, a write that goes too far fails as on a full disk instead of ending us.
process.on("SIGXFSZ", () => undefined);

// Node.js would print it as it is, whatever characters it holds, and end with the code of a comparison that failed.
process.on("uncaughtException", (error) => {
  logText(`counterproof: something went wrong: ${errorStackOf(error)}`);
  process.exitCode = exitCodes.wrongUsage;
  void endNow();
});

async function endNow(): Promise<void> {
  await finishOutput();
  process.exit();
}

try {
  await program.parseAsync();
} catch (thrown) {
  const error = toStoreProblem(thrown, "the project file");
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  } else {
    const expected = error instanceof Problem;
    const message =
      error instanceof ConsentMissing ? `${error.message} ${allowOptionsHint(error.needs)}` : errorMessageOf(error);
    printErrorLine(expected ? `counterproof: ${message}` : `counterproof: something went wrong: ${message}`);
    const unwritten = error instanceof Problem && (error.code === "unwritten" || error.code === "disk-full");
    process.exitCode = unwritten ? exitCodes.unwritten : exitCodes.wrongUsage;
  }
}
await finishOutput();
