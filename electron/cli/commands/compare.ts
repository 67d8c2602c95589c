import type { Command } from "commander";
import { formatPercent, formatPointsChange } from "../../../shared/format/values.ts";
import { dirname, resolve } from "node:path";
import { outcomeSchema, type Comparison, type ComparisonRow, type Outcome } from "../../../shared/domain/comparison.ts";
import type { Run as ReplayRun } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { pluralPlain } from "../../../shared/format/count.ts";
import { ONLY_CHECKS_EDITED } from "../../engine/compare/comparison-summary.ts";
import { comparisonJson, isReportFile, reportFormatOf, writeReport } from "../../engine/import-export/report.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { openOutputFile, type OutputFile } from "../../engine/files/output-file.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { resolveRef } from "../../engine/prompts/refs.ts";
import { findStaleChecks } from "../../engine/replay/recheck.ts";
import { runOfRef } from "../../engine/replay/resolve-request.ts";
import type { Store } from "../../engine/store/store.ts";
import {
  type CommonOptions,
  exitCodes,
  type ExitCode,
  type CommandOutput,
  finishCommand,
  projectCommand,
} from "../command.ts";
import { openCommandEngine, resolveProjectFile } from "../command-engine.ts";
import {
  formatChance,
  restsOnOneSample,
  ON_ONE_SAMPLE,
  formatCandidateCutReplies,
  formatCutRepliesOfSides,
  formatStaleVerdicts,
  formatReplyMarksOfSides,
} from "../../../shared/format/comparison-notes.ts";

interface CompareOptions extends CommonOptions {
  prompt: string;
  set: string;
  failOn?: string;
  acceptChance?: boolean;
  report?: string;
}

/** Compares the newest complete runs of two REFs over one set. */
async function compare(
  baselineRef: string,
  candidateRef: string,
  options: CompareOptions,
  output: CommandOutput,
): Promise<ExitCode> {
  const failOn = parseOutcomes(options.failOn);
  const format = options.report === undefined ? null : reportFormatOf(options.report);
  const file = resolveProjectFile(options.project);
  openReport(options.report, file, []);
  const engine = await openCommandEngine(file, () => undefined);
  try {
    const baseline = findRun(engine, options, baselineRef);
    const candidate = findRun(engine, options, candidateRef);
    const { comparisons, factScans, store } = engine.services;
    const reportFile = openReport(options.report, file, rulesFiles(engine, [baseline, candidate]));
    for (const run of [baseline, candidate]) factScans.refresh(run);
    await factScans.settled();
    const stale = readStale(store, { [baselineRef]: baseline, [candidateRef]: candidate });
    const summary = comparisons.summary(baseline.id, candidate.id);
    const rows = summary.rows.map((row) => nameStaleVersions(row, stale));
    const [before, after] = [baseline, candidate].map(({ id }) => store.outputs.marksOfRun(Number(id)));
    const marks = before && after && { baseline: before, candidate: after };
    const comparison = { ...summary, rows, staleChecks: new Set(stale.flatMap(({ ids }) => [...ids])).size, marks };
    const details = await Promise.all(
      rows.map(async (row) => ({ ...(await comparisons.conversation(baseline.id, candidate.id, row.id, 0)), row })),
    );
    if (reportFile !== null && format !== null) {
      const report = {
        projectName: store.settings.get("name") ?? "",
        promptName: options.prompt,
        setName: options.set,
        comparison,
        conversations: details,
        before: store.texts.get(store.runs.get(Number(baseline.id))?.textId ?? 0),
        after: store.texts.get(store.runs.get(Number(candidate.id))?.textId ?? 0),
      };
      reportFile.write(writeReport(report, format));
      output.say(`Report: ${options.report}`);
    }
    output.result(comparisonJson(comparison, details), comparisonLines(comparison, baselineRef, candidateRef));
    for (const note of notes(comparison, baseline, candidate)) output.say(`note: ${note}`);
    if (failOn.length > 0 && stale.length > 0) {
      output.say(
        `--fail-on: the checks of ${pluralPlain(comparison.staleChecks, "conversation")} were edited since these verdicts, so first check the recorded replies again: ${stale.map(({ ref }) => recheckCommand(ref, options)).join("; ")}`,
      );
      return exitCodes.wrongUsage;
    }
    return failOnExitCode(comparison, failOn, options.acceptChance === true, output);
  } finally {
    await engine.close();
  }
}

/**
 * The exit code by `--fail-on`. One outcome that was asked for and does not rest on a single sample of a random model is
 * enough to fail. Where all of them do, nobody can say whether the comparison failed: that is no verdict, unless the
 * person takes chance for one.
 */
function failOnExitCode(
  { rows }: Comparison,
  failOn: readonly Outcome[],
  acceptChance: boolean,
  output: CommandOutput,
): ExitCode {
  const met = rows.filter(({ outcome }) => outcome !== null && failOn.includes(outcome));
  if (met.length === 0) return exitCodes.done;
  if (acceptChance || met.some((row) => row.confirmed !== false)) return exitCodes.comparisonFailed;
  output.say(
    `--fail-on: each of the ${met.length} conversations that it names rests on one sample of a model that answers differently each time, so chance alone may have made it. Replay both versions without --samples, or take it as it is with --accept-chance.`,
  );
  return exitCodes.wrongUsage;
}

/** A version of a comparison whose verdicts are older than the set's checks, with the conversations that this holds for. */
interface StaleVersion {
  ref: string;
  ids: ReadonlySet<string>;
}

function readStale(store: Store, runs: Record<string, ReplayRun>): StaleVersion[] {
  return Object.entries(runs)
    .map(([ref, run]) => ({ ref, ids: new Set(findStaleChecks(store, run).map(({ id }) => id)) }))
    .filter(({ ids }) => ids.size > 0);
}

function nameStaleVersions(row: ComparisonRow, stale: readonly StaleVersion[]): ComparisonRow {
  const refs = stale.filter(({ ids }) => ids.has(row.id)).map(({ ref }) => ref);
  if (row.detail !== ONLY_CHECKS_EDITED || refs.length === 0) return row;
  return { ...row, detail: `its checks were edited since: check ${refs.join(" and ")} again` };
}

function recheckCommand(ref: string, { prompt, set, project }: CompareOptions): string {
  const words = ["--prompt", prompt, "--version", ref, "--set", set, ...(project ? ["--project", project] : [])];
  return [
    "counterproof",
    "recheck",
    ...words.map((word) => (/[\s"'$`\\]/.test(word) ? JSON.stringify(word) : word)),
  ].join(" ");
}

function findRun(engine: Engine, options: CompareOptions, ref: string): ReplayRun {
  const { store, replays } = engine.services;
  const prompt = requirePromptByName(store, options.prompt);
  const set = requireSetByName(store, options.set);
  const run = runOfRef(replays.list(prompt.id, set.id), resolveRef(store, prompt, ref));
  if (run) return run;
  throw new Problem(
    "not-found",
    `${ref} of "${prompt.name}" has no complete run over "${set.name}". Replay it first: counterproof replay --prompt ${prompt.name} --version ${ref} --set ${set.name} --model PROVIDER/MODEL`,
    { ref },
  );
}

function notes(comparison: Comparison, baseline: ReplayRun, candidate: ReplayRun): string[] {
  const found: string[] = [];
  const unchecked = comparison.rows.filter((row) => row.checks === 0).length;
  if (unchecked > 0) {
    found.push(
      `${unchecked} conversations have no checks: what changed is shown, but nothing can be called broke or fixed.`,
    );
  }
  for (const run of [baseline, candidate]) {
    const left = run.progress.replies - run.progress.recorded;
    if (left > 0)
      found.push(`run ${run.id} lacks ${left} replies; its conversations are missing. Resume with replay --resume.`);
  }
  const names = [baseline, candidate].map(({ model }) => JSON.stringify([model.provider, model.model, model.baseUrl]));
  if (names[0] !== names[1])
    found.push("the two runs used different models, so not every difference comes from the prompt.");
  return found;
}

const spellings = new Map<string, Outcome>(
  outcomeSchema.options.flatMap((name) => [
    [name.toLowerCase(), name],
    [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), name],
  ]),
);

function parseOutcomes(list: string | undefined): Outcome[] {
  if (list === undefined) return [];
  return list.split(",").map((word) => {
    const outcome = spellings.get(word.trim().toLowerCase());
    if (outcome) return outcome;
    throw new Problem(
      "bad-input",
      `--fail-on ${word.trim()} is no outcome. Use one or more of: ${outcomeSchema.options.join(", ")}.`,
    );
  });
}

/** `alsoRead` are files beside the project that the command stands on. */
function openReport(named: string | undefined, project: string, alsoRead: readonly string[]): OutputFile | null {
  if (named === undefined) return null;
  return openOutputFile(named, { kind: "report", inputs: [project, ...alsoRead], isSame: isReportFile });
}

/** Scripted models that the runs or the project name, at both places where such a file is looked for. */
function rulesFiles({ services: { store } }: Engine, runs: readonly ReplayRun[]): string[] {
  const models = [...store.models.list(), ...runs.map(({ model }) => model)];
  const names = models.filter(({ provider }) => provider === "scripted").map(({ model }) => model);
  return names.flatMap((name) => [resolve(dirname(store.file), name), resolve(name)]);
}

const outcomeSigns: Record<Outcome, string> = {
  broke: "▼ broke",
  fixed: "▲ fixed",
  stillFailing: "✗ still failing",
  stillPassing: "○ still passing",
  flaky: "≈ flaky",
  undecided: "? undecided",
  edited: "↻ edited",
  missing: "– missing",
};

/** A comparison for a terminal: what needs a look by name, the rest as counts. */
function comparisonLines(comparison: Comparison, baseline: string, candidate: string): string[] {
  const { counts, passRate, rows } = comparison;
  const head = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`);
  const lines = [
    `${baseline} → ${candidate}: ${head.join(", ") || "no conversations"}; ${comparison.changed} with changed replies.`,
  ];
  if (passRate.baseline !== null && passRate.candidate !== null) {
    const points = (share: number): string => formatPointsChange(share, "column");
    const interval = passRate.interval
      ? ` (95% ${points(passRate.interval[0])} to ${points(passRate.interval[1])})`
      : "";
    const p = passRate.p === null ? "" : `, p = ${passRate.p.toFixed(3)}`;
    lines.push(
      `Pass rate ${formatPercent(passRate.baseline, "column")} → ${formatPercent(passRate.candidate, "column")}, ${points(passRate.difference ?? 0)}${interval}${p}.`,
    );
  }
  if (comparison.staleChecks) lines.push(`${formatStaleVerdicts(comparison.staleChecks)} Check again with recheck.`);
  const chance = formatChance(comparison);
  if (chance !== null) lines.push(chance);
  const flags = rows.reduce((sum, row) => sum + row.flags, 0);
  if (flags > 0) {
    lines.push(`${pluralPlain(flags, "new fact")}, not in the prompt or the conversation.`);
  }
  const cut = formatCandidateCutReplies(rows);
  if (cut !== null) lines.push(`Candidate: ${cut}.`);
  lines.push(...formatReplyMarksOfSides(comparison.marks));
  for (const row of rows) {
    if (row.outcome === null || (row.outcome === "stillPassing" && row.flags === 0 && !row.cut)) continue;
    const tally = `${row.baseline.passed}/${row.baseline.samples} → ${row.candidate.passed}/${row.candidate.samples}`;
    const sign = restsOnOneSample(row) ? `${outcomeSigns[row.outcome]} ${ON_ONE_SAMPLE}` : outcomeSigns[row.outcome];
    lines.push(`  ${sign.padEnd(15)} ${row.id}  ${tally}  ${wordsOf(row)}`);
  }
  return lines;
}

function wordsOf({ cut, detail, title }: ComparisonRow): string {
  const words = detail ?? title;
  const cutWords = formatCutRepliesOfSides(cut);
  return cutWords === null ? words : `${words} (${cutWords})`;
}

export function registerCompare(program: Command): void {
  projectCommand(program, "compare", "compare the newest complete runs of two versions")
    .argument("<baseline>", "a REF")
    .argument("<candidate>", "a REF")
    .requiredOption("--prompt <name>", "the prompt")
    .requiredOption("--set <name>", "the conversation set")
    .option("--fail-on <outcomes>", "exit with 1 if there are any: broke,undecided,missing,…")
    .option("--accept-chance", "let --fail-on count what rests on one sample of a random model (else exit code 2)")
    .option("--report <file>", "write a report: .html, .md, .xml (JUnit) or .json")
    .action((baseline: string, candidate: string, options: CompareOptions) =>
      finishCommand(options, (output) => compare(baseline, candidate, options, output)),
    );
}
