import { Command, CommanderError } from "commander";
import { version } from "../../package.json" with { type: "json" };
import { errorMessageOf, errorStackOf } from "../../shared/errors.ts";
import { importFormatSchema } from "../../shared/domain/import-report.ts";
import { Problem } from "../../shared/problem.ts";
import { DEFAULT_MAX_SAMPLES } from "../engine/statistics/sequential-test.ts";
import { toStoreProblem } from "../engine/store/database.ts";
import { allowOptionsHint, withAllow, withCallOptions } from "./options.ts";
import {
  type CommonOptions,
  exitCodeHelp,
  exitCodes,
  type ExitCode,
  createCommandOutput,
  type CommandOutput,
} from "./command.ts";
import { blame, type BlameOptions } from "./commands/blame.ts";
import { bisect, type BisectOptions } from "./commands/bisect.ts";
import { audit, type AuditOptions } from "./commands/audit.ts";
import { branch, type BranchOptions } from "./commands/branch.ts";
import { commit, type CommitOptions } from "./commands/commit.ts";
import { compare, type CompareOptions } from "./commands/compare.ts";
import { importCommand, type ImportOptions } from "./commands/import.ts";
import { init, type InitOptions } from "./commands/init.ts";
import { ledger, type LedgerOptions } from "./commands/ledger.ts";
import { log, type LogOptions } from "./commands/log.ts";
import { probe, type ProbeOptions } from "./commands/probe.ts";
import { merge, type MergeOptions } from "./commands/merge.ts";
import { recover, type RecoverOptions } from "./commands/recover.ts";
import { recheck, type RecheckOptions } from "./commands/recheck.ts";
import { replay, type ReplayOptions } from "./commands/replay.ts";
import { serve, type ServeOptions } from "./commands/serve.ts";
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

function command(usage: string, summary: string): Command {
  return program
    .command(usage)
    .description(summary)
    .option("--project <file>", "the project file (default: the default project in the user's data folder)")
    .option("--json", "print one JSON document on standard output");
}

async function finish(options: CommonOptions, work: (output: CommandOutput) => Promise<ExitCode>): Promise<void> {
  process.exitCode = await work(createCommandOutput(options.json === true));
}

command("init", "make a new project file")
  .option("--sample", "with the sample project")
  .action((options: InitOptions) => finish(options, (output) => init(options, output)));

command("import", "bring in conversations and prompts from files")
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
    finish(options, (output) => importCommand(paths, options, output)),
  );

command("commit", "make a new version of a prompt")
  .argument("<file>", "the prompt's text; - for standard input")
  .requiredOption("--prompt <name>", "the prompt")
  .requiredOption("-m, --message <message>", "what changed and why")
  .option("--label <label>", "put this label on the new version")
  .option("--branch <name>", "the branch it goes on (default: the current one)")
  .action((file: string, options: CommitOptions) => finish(options, (output) => commit(file, options, output)));

command("log", "list a prompt's versions, newest first")
  .requiredOption("--prompt <name>", "the prompt")
  .option("--branch <name>", "only what this branch comes from")
  .action((options: LogOptions) => finish(options, (output) => log(options, output)));

command("branch", "list a prompt's branches; with a name make one, switch to it, rename or delete it")
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
    finish(options, (output) => branch(name, options, output)),
  );

withCallOptions(command("replay", "replay a version over a conversation set"))
  .requiredOption("--prompt <name>", "the prompt")
  .requiredOption("--version <ref>", "v3, 3, a label, a branch, a hash prefix, latest or draft")
  .requiredOption("--set <name>", "the conversation set")
  .option(
    "--samples <n|auto>",
    "samples of each conversation; auto: until it is decided against the baseline (default: auto, 1 where the model always answers the same)",
  )
  .option(
    "--sample-limit <n>",
    `with --samples auto: at most so many of each conversation, a side (default: ${DEFAULT_MAX_SAMPLES})`,
  )
  .option("--concurrency <n>", "calls under way at once", "8")
  .option("--history <kind>", "live or pinned", "live")
  .option(
    "--baseline <ref>",
    "whose replies to pin; with --fail-fast: whom to break against; with --samples auto: whom to decide against",
  )
  .option("--no-cache", "call the model even where the same request was answered before")
  .option("--resume", "go on with the newest run that was cut off")
  .option("--dry-run", "only say what it would take: calls, tokens and cost")
  .option("--fail-fast", "stop at the first conversation that broke (exit code 1)")
  .action((options: ReplayOptions) => finish(options, (output) => replay(options, output)));

command("recheck", "check recorded replies again by the checks that the set has now, without a call to the model")
  .requiredOption("--prompt <name>", "the prompt")
  .requiredOption("--version <ref>", "v3, 3, a label, a branch, a hash prefix, latest or draft")
  .requiredOption("--set <name>", "the conversation set")
  .action((options: RecheckOptions) => finish(options, (output) => recheck(options, output)));

command("compare", "compare the newest complete runs of two versions")
  .argument("<baseline>", "a REF")
  .argument("<candidate>", "a REF")
  .requiredOption("--prompt <name>", "the prompt")
  .requiredOption("--set <name>", "the conversation set")
  .option("--fail-on <outcomes>", "exit with 1 if there are any: broke,undecided,missing,…")
  .option("--accept-chance", "let --fail-on count what rests on one sample of a random model (else exit code 2)")
  .option("--report <file>", "write a report: .html, .md, .xml (JUnit) or .json")
  .action((baseline: string, candidate: string, options: CompareOptions) =>
    finish(options, (output) => compare(baseline, candidate, options, output)),
  );

withCallOptions(command("merge", "merge a branch into another one, after a look at what that does"))
  .argument("<theirs>", "the branch that is merged")
  .requiredOption("--prompt <name>", "the prompt")
  .requiredOption("--set <name>", "the conversations that are replayed with the merged text")
  .option("--into <branch>", "the branch that it is merged into (default: the current one)")
  .option("--text <file>", "a text that was merged by hand; - for standard input")
  .option("-m, --message <message>", "the new version's message")
  .option("--no-commit", "only check what the merge would do")
  .option("--accept-surprises", "commit although conversations behave unlike both parents")
  .option("--dry-run", "only say how the branches stand, and what the check would take at most")
  .action((theirs: string, options: MergeOptions) => finish(options, (output) => merge(theirs, options, output)));

withCallOptions(command("bisect", "find the version that broke conversations"))
  .requiredOption("--conversation <id...>", "the conversations, by their ids")
  .requiredOption("--good <ref>", "where they passed")
  .requiredOption("--bad <ref>", "where they fail")
  .requiredOption("--prompt <name>", "the prompt")
  .requiredOption("--set <name>", "the conversation set")
  .option("--dry-run", "only say what it would take at most")
  .action((options: BisectOptions) => finish(options, (output) => bisect(options, output)));

withCallOptions(command("blame", "find the lines of an edit that broke or fixed conversations"))
  .argument("<baseline>", "a REF")
  .argument("<candidate>", "a REF")
  .requiredOption("--prompt <name>", "the prompt")
  .requiredOption("--set <name>", "the conversation set")
  .option(
    "--conversation <id...>",
    "these conversations (default: those that broke or were fixed in the newest comparison of the two)",
  )
  .option("--dry-run", "only say what it would take at most")
  .action((baseline: string, candidate: string, options: BlameOptions) =>
    finish(options, (output) => blame(baseline, candidate, options, output)),
  );

withCallOptions(
  command("audit", "leave out every rule of a version in turn: what guards it, what it breaks, what it does at all"),
)
  .argument("<ref>", "v3, 3, a label, a branch, a hash prefix, latest or draft")
  .requiredOption("--prompt <name>", "the prompt")
  .requiredOption("--set <name>", "the conversation set")
  .option("--concurrency <n>", "conversations under way at once", "8")
  .option("--dry-run", "only say what it would take")
  .action((ref: string, options: AuditOptions) => finish(options, (output) => audit(ref, options, output)));

command("ledger", "say which rules were written for which conversations, and what has none")
  .requiredOption("--prompt <name>", "the prompt")
  .option("--set <name>", "the conversation set (default: the only one)")
  .option("--version <ref>", "the text whose rules are looked at", "draft")
  .option("--link <line>", "link the rule at this line (12, or 12:2 for its second rule) to the conversations")
  .option("--unlink <line>", "take links of the rule at this line away")
  .option("--dismiss <line>", "dismiss suggested links of the rule at this line")
  .option("--conversation <id...>", "the conversations, by their ids")
  .action((options: LedgerOptions) => finish(options, (output) => ledger(options, output)));

withCallOptions(command("probe", "have a model propose conversations one step past a fix"))
  .requiredOption("--conversation <id>", "the conversation whose reply was broken")
  .requiredOption("--prompt <name>", "the prompt")
  .requiredOption("--set <name>", "the conversation set")
  .option("--version <ref>", "the version with the fix", "latest")
  .option("--count <n>", "how many conversations", "5")
  .option("--round <n>", "2 and up: others than those of the rounds before", "1")
  .option("--add", "add them to the set; without it nothing is changed")
  .option("--dry-run", "only say what it would take at most")
  .action((options: ProbeOptions) => finish(options, (output) => probe(options, output)));

program
  .command("recover")
  .description("take what is whole in a damaged project into a new file; the damaged one is left as it is")
  .argument("<file>", "the damaged project")
  .requiredOption("--into <new>", "the file that is made")
  .option("--json", "print one JSON document on standard output")
  .action((file: string, options: RecoverOptions) => finish(options, (output) => recover(file, options, output)));

withAllow(command("serve", "open the workbench in a browser"))
  .option("--port <n>", "the port (default: any free one)", "0")
  .action((options: ServeOptions) => finish(options, (output) => serve(options, output)));

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
