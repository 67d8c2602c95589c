import type { MergeCheckRequest, MergeCommit } from "../../../shared/contract/merge.ts";
import type { MergeCheck, MergePreview } from "../../../shared/domain/merge.ts";
import type { Version } from "../../../shared/domain/prompt.ts";
import { costJson } from "../../../shared/rules/usage.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { currentBranch } from "../../engine/prompts/find-branch.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import type { CallOptions } from "../call-options.ts";
import type { CommonOptions } from "../command.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { budgetOf, readLimits } from "../limit-options.ts";
import { checkLines, conflictLines, conflictsAt, mergePlanLine } from "../merge-lines.ts";
import { chooseModel } from "../model-option.ts";
import type { Output } from "../output.ts";
import { openCommandEngine, projectFile } from "../project-file.ts";
import { readSettings } from "../settings-options.ts";
import { watchInsight } from "../watch-insight.ts";
import { readText } from "./commit.ts";

export interface MergeOptions extends CommonOptions, CallOptions {
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
export async function merge(theirs: string, options: MergeOptions, output: Output): Promise<ExitCode> {
  const limits = readLimits(options);
  const settings = readSettings(options);
  const byHand = options.text === undefined ? null : await readText(options.text);
  const engine = await openCommandEngine(projectFile(options.project), () => undefined, options);
  try {
    const { store, merges } = engine.services;
    const { id: promptId } = requirePromptByName(store, options.prompt);
    const setId = requireSetByName(store, options.set).id;
    const pair = { promptId, ours: options.into ?? currentBranch(store, promptId).name, theirs };
    const preview = merges.preview(pair);
    const told = { prompt: options.prompt, ...pair, preview };
    if (preview.upToDate) return tell(output, told, [preview.note], exitCodes.done);
    const text = byHand ?? preview.text;
    if (text === null) return tell(output, told, conflictLines(preview, pair), exitCodes.comparisonFailed);
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
      budget: budgetOf(limits),
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
    return tell(output, { ...told, check, version }, [...checkLines(check), result], ending.code);
  } finally {
    await engine.close();
  }
}

async function watch(
  engine: Engine,
  request: MergeCheckRequest,
  output: Output,
): Promise<{ check: MergeCheck; interrupted: boolean }> {
  const { merges } = engine.services;
  const { id, total, callsAtMost } = await merges.start(request);
  const { done, interrupted } = await watchInsight(
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

interface Told {
  prompt: string;
  ours: string;
  theirs: string;
  preview: MergePreview;
  check?: MergeCheck;
  version?: Version | null;
}

function tell(output: Output, told: Told, lines: readonly string[], code: ExitCode): ExitCode {
  output.result(documentOf(told), lines);
  return code;
}

function documentOf({ prompt, ours, theirs, preview, check, version }: Told) {
  const { relation, base, clean, settingConflicts, note } = preview;
  return {
    prompt,
    ours: { branch: ours, version: preview.ours },
    theirs: { branch: theirs, version: preview.theirs },
    base,
    relation,
    clean,
    conflicts: conflictsAt(preview.pieces),
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
