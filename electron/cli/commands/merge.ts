import type { Command } from "commander";
import { formatCertainty, formatExpectedCost } from "../../../shared/format/values.ts";
import type { MergeCheckRequest, MergeCommit, MergePlan } from "../../../shared/contract/analyses.ts";
import {
  type MergeCheck,
  type MergePreview,
  type MergedConversation,
  type MergeFinding,
  type MergePiece,
  mergeFindingSchema,
} from "../../../shared/domain/merge.ts";
import type { Version } from "../../../shared/domain/prompt.ts";
import { costJson } from "../../../shared/domain/usage.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { currentBranch } from "../../engine/prompts/branch-heads.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import {
  type CallOptions,
  limitsToBudget,
  readLimits,
  chooseModel,
  readSettings,
  withCallOptions,
} from "../options.ts";
import {
  type CommonOptions,
  exitCodes,
  type ExitCode,
  type CommandOutput,
  finishCommand,
  projectCommand,
} from "../command.ts";
import { openCommandEngine, resolveProjectFile, watchAnalysis } from "../command-engine.ts";
import { readText } from "./commit.ts";
import { pluralPlain } from "../../../shared/format/count.ts";

interface MergeOptions extends CommonOptions, CallOptions {
  prompt: string;
  set: string;
  into?: string;
  text?: string;
  message?: string;
  /** False with --no-commit. */
  commit: boolean;
  acceptSurprises?: boolean;
  dryRun?: boolean;
}

/** Merges one branch into another: nothing is committed that conflicts, or that nobody has looked at. */
async function merge(theirs: string, options: MergeOptions, output: CommandOutput): Promise<ExitCode> {
  const limits = readLimits(options);
  const settings = readSettings(options);
  const byHand = options.text === undefined ? null : await readText(options.text);
  const engine = await openCommandEngine(resolveProjectFile(options.project), () => undefined, options);
  try {
    const { store, merges } = engine.services;
    const { id: promptId } = requirePromptByName(store, options.prompt);
    const setId = requireSetByName(store, options.set).id;
    const pair = { promptId, ours: options.into ?? currentBranch(store, promptId).name, theirs };
    const preview = merges.preview(pair);
    const told = { prompt: options.prompt, ...pair, preview };
    if (preview.upToDate) return writeMergeResult(output, told, [preview.note], exitCodes.done);
    const text = byHand ?? preview.text;
    if (text === null) return writeMergeResult(output, told, conflictLines(preview, pair), exitCodes.comparisonFailed);
    for (const { name } of preview.settingConflicts)
      output.say(`Both branches changed the setting ${name}; the merge takes that of ${pair.ours}.`);
    const { ours, theirs: other } = preview;
    const commit: MergeCommit = { ...pair, text, message: options.message ?? "", heads: { ours, theirs: other } };
    // Before anything is asked: a check is of no use for what could not be committed.
    if (options.commit) merges.refuse(commit);
    const request: MergeCheckRequest = {
      ...pair,
      text,
      setId,
      model: chooseModel(engine.services, options.model, options.baseUrl, settings),
      budget: limitsToBudget(limits),
    };
    const plan = await merges.plan(request);
    const planned = `${preview.note} ${mergePlanLine(plan)}`;
    if (options.dryRun) {
      output.result({ ...documentOf(told), plan }, [planned]);
      return exitCodes.done;
    }
    output.say(planned);
    const { check, interrupted } = await watch(engine, request, output);
    const ending = endingOf(check, interrupted, options);
    const version = ending.code === exitCodes.done && options.commit ? merges.commit(commit) : null;
    const result = version ? committedLine(version, preview, pair.ours) : ending.words;
    return writeMergeResult(output, { ...told, check, version }, [...mergeCheckLines(check), result], ending.code);
  } finally {
    await engine.close();
  }
}

async function watch(
  engine: Engine,
  request: MergeCheckRequest,
  output: CommandOutput,
): Promise<{ check: MergeCheck; interrupted: boolean }> {
  const { merges } = engine.services;
  const { id, total, callsAtMost } = await merges.start(request);
  const { done, interrupted } = await watchAnalysis(
    engine,
    {
      kind: "merge",
      id,
      service: merges,
      progress: ({ steps, calls }) => `${steps} of ${total} conversations · ${calls} of at most ${callsAtMost} calls`,
    },
    output,
  );
  return { check: done, interrupted };
}

/** How it ends before anything is committed; `words` say why nothing was. */
function endingOf(
  { counts, problem, surprises }: MergeCheck,
  interrupted: boolean,
  { commit, acceptSurprises }: MergeOptions,
): { code: ExitCode; words: string } {
  if (interrupted) return { code: exitCodes.interrupted, words: "Stopped. Nothing was committed." };
  if (counts.stopped + counts.failed > 0) {
    const why = problem ?? `${counts.failed} conversations could not be replayed.`;
    return {
      code: exitCodes.callsFailed,
      words: `${why} Nothing was committed. Start again to go on: what was learnt is kept.`,
    };
  }
  if (surprises > 0 && !acceptSurprises) {
    const many = surprises === 1 ? "One conversation behaves" : `${surprises} conversations behave`;
    return {
      code: exitCodes.comparisonFailed,
      words: `${many} unlike both parents, or lost a fix. Nothing was committed; with --accept-surprises it is.`,
    };
  }
  return { code: exitCodes.done, words: commit ? "" : "Nothing was committed, as asked." };
}

function committedLine({ number, added, removed, sha256 }: Version, { theirs }: MergePreview, ours: string): string {
  if (number === theirs) return `${ours} moved on to v${number}.`;
  return `Committed v${number} on ${ours} (+${added} −${removed}, ${sha256.slice(0, 12)}).`;
}

interface MergeResult {
  prompt: string;
  ours: string;
  theirs: string;
  preview: MergePreview;
  check?: MergeCheck;
  version?: Version | null;
}

function writeMergeResult(
  output: CommandOutput,
  told: MergeResult,
  lines: readonly string[],
  code: ExitCode,
): ExitCode {
  output.result(documentOf(told), lines);
  return code;
}

function documentOf({ prompt, ours, theirs, preview, check, version }: MergeResult) {
  const { relation, base, clean, settingConflicts, note } = preview;
  return {
    prompt,
    ours: { branch: ours, version: preview.ours },
    theirs: { branch: theirs, version: preview.theirs },
    base,
    relation,
    clean,
    conflicts: locateConflicts(preview.pieces),
    settingConflicts,
    note,
    check: check ? withoutIds(check) : null,
    committed: version
      ? { version: version.number, parent: version.parentNumber, merged: version.mergedNumber, sha256: version.sha256 }
      : null,
  };
}

function withoutIds(check: MergeCheck) {
  const { alike, problem, total, done, counts, surprises, unchecked, conversations, calls, callsAtMost } = check;
  const found = { alike, problem, total, done, counts, surprises, unchecked, conversations };
  return { ...found, calls, callsAtMost, ...costJson(check) };
}

const findingSigns: Record<MergeFinding, string> = {
  unlikeBoth: "▼ unlike both",
  lostFix: "▼ lost fix",
  carriedBreak: "▽ carried break",
  asWorse: "▽ as the worse",
  failed: "! failed",
  undecided: "? undecided",
  flaky: "~ flaky",
  betterThanBoth: "▲ better than both",
  asBetter: "△ as the better",
  asParents: "○ as the parents",
  stopped: "– not asked",
};
const SIGN_WIDTH = Math.max(...Object.values(findingSigns).map((sign) => sign.length));

/** A place where both sides changed the same, with the line of the result that it begins in. */
interface ConflictLocation {
  line: number;
  base: string;
  ours: string;
  theirs: string;
}

/** Where the conflicts are, counted in the text that merges so far: from 1, with ours in each conflict before. */
export function locateConflicts(pieces: readonly MergePiece[]): ConflictLocation[] {
  let line = 1;
  return pieces.flatMap((piece) => {
    const text = piece.kind === "conflict" ? piece.ours : piece.text;
    const at = line;
    line += text.split("\n").length - 1;
    if (piece.kind !== "conflict") return [];
    const { base, ours, theirs } = piece;
    return [{ line: at, base, ours, theirs }];
  });
}

/** The conflicts for a terminal: what stands there on each side. */
function conflictLines({ pieces, note }: MergePreview, names: { ours: string; theirs: string }): string[] {
  const shown = (text: string, name: string): string[] => [
    `    ${name}:`,
    ...(text === ""
      ? ["      (nothing)"]
      : text
          .replace(/\r?\n$/, "")
          .split(/\r?\n/)
          .map((one) => `      ${one}`)),
  ];
  return [
    note,
    ...locateConflicts(pieces).flatMap(({ line, ours, theirs }, at) => [
      `  conflict ${at + 1}, at line ${line}`,
      ...shown(ours, names.ours),
      ...shown(theirs, names.theirs),
    ]),
    "Nothing was changed. Merge them in a file and give it with --text FILE.",
  ];
}

/** What the check takes. Cost in US dollars of the usual calls, which is an estimate. */
export function mergePlanLine({ conversations, calls, likely, cost, alike }: MergePlan): string {
  if (alike !== null) return "Nothing has to be replayed.";
  const price = cost === 0 ? "" : `, ${formatExpectedCost(cost)}`;
  const many = pluralPlain(conversations, "conversation");
  return `${many}: at most ${calls} calls, about ${likely}${price} where the merge does what its parents do.`;
}

/** What the merge does, for a terminal: counts, then every conversation that is worth a look. */
function mergeCheckLines({ counts, conversations, unchecked, alike, ours, theirs }: MergeCheck): string[] {
  if (alike !== null)
    return [`The merge is ${alike === "ours" ? ours : theirs} word for word: there is nothing to check.`];
  const told = mergeFindingSchema.options.filter((finding) => counts[finding] > 0);
  const bare = unchecked === 0 ? [] : [`${unchecked} without a check, which pass whatever is said`];
  return [
    [...told.map((finding) => `${counts[finding]} ${findingSigns[finding].slice(2)}`), ...bare].join(", "),
    ...conversations.map(conversationLine),
  ];
}

function conversationLine({ id, finding, detail, certainty, calls }: MergedConversation): string {
  const sure = certainty === null || certainty === 1 ? "" : `, ${formatCertainty(certainty)} certain`;
  return `${findingSigns[finding].padEnd(SIGN_WIDTH)} ${id}: ${detail} (${pluralPlain(calls, "call")}${sure})`;
}

export function registerMerge(program: Command): void {
  withCallOptions(projectCommand(program, "merge", "merge a branch into another one, after a look at what that does"))
    .argument("<theirs>", "the branch that is merged")
    .requiredOption("--prompt <name>", "the prompt")
    .requiredOption("--set <name>", "the conversations that are replayed with the merged text")
    .option("--into <branch>", "the branch that it is merged into (default: the current one)")
    .option("--text <file>", "a text that was merged by hand; - for standard input")
    .option("-m, --message <message>", "the new version's message")
    .option("--no-commit", "only check what the merge would do")
    .option("--accept-surprises", "commit although conversations behave unlike both parents")
    .option("--dry-run", "only say how the branches stand, and what the check would take at most")
    .action((theirs: string, options: MergeOptions) =>
      finishCommand(options, (output) => merge(theirs, options, output)),
    );
}
