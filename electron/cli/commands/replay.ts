import type { Command } from "commander";
import { DEFAULT_MAX_SAMPLES } from "../../engine/statistics/sequential-test.ts";
import { formatExpectedCost, formatRate, formatSeconds } from "../../../shared/format/values.ts";
import { z } from "zod";
import type { ReplayRequest, ReplayPlan } from "../../../shared/contract/runs.ts";
import {
  historyModeSchema,
  type HistoryMode,
  type Run as ReplayRun,
  type RunProgress,
  type AutoSampling,
} from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { formatCutReplies, formatReplyMarks } from "../../../shared/format/comparison-notes.ts";
import { plural } from "../../../shared/format/count.ts";
import { failedCalls, usageJson } from "../../../shared/domain/usage.ts";
import { formatUsageCalls, formatUsageCost, formatUsageTokens } from "../../../shared/format/usage.ts";
import { formatWaiting } from "../../../shared/format/notices.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { touchedRules } from "../../engine/ledger/locate-rules.ts";
import { ignoresTemperature } from "../../../shared/rules/randomness.ts";
import { isRandomSpec } from "../../engine/models/saved-models.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { resolveRef } from "../../engine/prompts/refs.ts";
import { runOfRef, runsOf, findParentRun } from "../../engine/replay/resolve-request.ts";
import type { EmptyReplyCounts } from "../../engine/store/outputs.ts";
import {
  type CallOptions,
  limitsToBudget,
  readLimits,
  chooseModel,
  parseOption,
  readSettings,
  withCallOptions,
} from "../options.ts";
import {
  type CommonOptions,
  type CommandRun,
  exitCodes,
  type ExitCode,
  type CommandOutput,
  finishCommand,
  projectCommand,
} from "../command.ts";
import { openCommandEngine, resolveProjectFile } from "../command-engine.ts";

interface ReplayOptions extends CommonOptions, CallOptions {
  prompt: string;
  version: string;
  set: string;
  samples?: string;
  sampleLimit?: string;
  concurrency: string;
  history: string;
  baseline?: string;
  cache: boolean;
  resume?: boolean;
  dryRun?: boolean;
  failFast?: boolean;
}

const count = (most: number) => z.coerce.number().int().min(1).max(most);
const samplesSchema = z.union([z.literal("auto"), count(100)], { error: "give a number from 1 to 100, or auto" });
const limitSchema = z.coerce.number().int().min(2).max(1000);

/**
 * Replays one version over one set. `--resume` goes on with the newest run of these that was cut off, `--dry-run`
 * only says what it would take.
 */
const replay: CommandRun<ReplayOptions> = async (options, output) => {
  const given = options.samples === undefined ? null : parseOption("--samples", samplesSchema, options.samples);
  const sampleLimit =
    options.sampleLimit === undefined ? null : parseOption("--sample-limit", limitSchema, options.sampleLimit);
  const concurrency = parseOption("--concurrency", count(256), options.concurrency);
  const history = parseOption("--history", historyModeSchema, options.history);
  const settings = readSettings(options);
  const limits = readLimits(options);
  const budget = limitsToBudget(limits);
  const failFast = options.failFast === true;
  if (options.resume && options.dryRun)
    throw new Problem("bad-input", "--dry-run plans a new run: leave --resume out, or go on without --dry-run.");
  const file = resolveProjectFile(options.project);
  const engine = await openCommandEngine(file, () => undefined, options);
  try {
    const { store, replays } = engine.services;
    const prompt = requirePromptByName(store, options.prompt);
    const set = requireSetByName(store, options.set);
    const resolved = resolveRef(store, prompt, options.version);
    const model = chooseModel(engine.services, options.model, options.baseUrl, settings);
    const spec = { ...model, settings: { ...model.settings, ...resolved.settings } };
    // A temperature of 0 asks for one reply of each, also of a scripted model, which has no temperature.
    const steady = settings.temperature === 0 && !ignoresTemperature(spec);
    const random = given === null && !steady && (await isRandomSpec(engine.services.openModel, spec));
    const samples = given ?? (random ? "auto" : 1);
    if (sampleLimit !== null && samples !== "auto")
      throw new Problem("bad-input", "--sample-limit is for auto-samples: add --samples auto.");
    const known = replays.list(prompt.id, set.id);
    if (set.checks === 0) {
      output.say(
        `note: the set "${set.name}" has no checks, so every reply counts as passed. Add checks to learn what broke.`,
      );
    }
    let run: ReplayRun;
    if (options.resume) {
      // One that is still being replayed is found as well: to resume it is refused, with who has it.
      const open = runsOf(known, resolved).find(
        (one) =>
          one.progress.status !== "complete" &&
          one.model.provider === model.provider &&
          one.model.model === model.model &&
          (options.baseUrl === undefined || one.model.baseUrl === model.baseUrl),
      );
      if (!open) {
        throw new Problem(
          "not-found",
          `There is no run of ${options.version} over "${set.name}" with this model that was cut off.`,
        );
      }
      output.say(
        `Going on with run ${open.id} as it was started: ${formatSampleCount(open)}, ${open.progress.recorded} of ${open.progress.replies} replies recorded.`,
      );
      const more = limitsToBudget(limits, open.budget);
      run = await replays.resume(open.id, { ...(more && { budget: more }), ...(failFast && { failFast }) });
    } else {
      const named = baselineRun(engine, known, prompt.name, history, samples === "auto", options);
      const parent =
        samples === "auto"
          ? findParentRun(store, { promptId: prompt.id, setId: set.id, samples }, resolved, model)
          : null;
      const request: ReplayRequest = {
        promptId: prompt.id,
        version: resolved.kind === "draft" ? "draft" : resolved.version.number,
        setId: set.id,
        model,
        samples,
        sampleLimit,
        sampleCalls: limits.calls ?? (random ? "usual" : null),
        concurrency,
        history,
        baselineRunId: named ?? parent?.id ?? null,
        useCache: options.cache,
        failFast,
        budget,
      };
      // Whatever the plan refuses is the only line that is then said.
      const plan = options.dryRun || samples === "auto" ? await replays.plan(request) : null;
      sayWithoutBaseline(request, output);
      const cap = limits.calls ?? (random ? plan?.auto?.cap : undefined);
      if (samples === "auto" && cap !== undefined) {
        request.sampleCalls = cap;
        output.say(autoLine(cap, random));
      }
      if (plan && options.dryRun) {
        const lines = [replayPlanLine(plan), ...replayedFirstLines(plan.first ?? [])];
        output.result({ prompt: prompt.name, version: request.version, set: set.name, ...plan }, lines);
        return exitCodes.done;
      }
      const number = resolved.kind === "draft" ? null : resolved.version.number;
      const over = { promptId: prompt.id, setId: set.id };
      for (const line of replayedFirstLines(await touchedRules(store, { ...over, number, text: resolved.text })))
        output.say(line);
      run = await replays.start(request);
    }
    return await watch(engine, run, output);
  } finally {
    await engine.close();
  }
};

/** Said before the first call. `chosen`: nobody asked for auto-samples. */
function autoLine(cap: number, chosen: boolean): string {
  const why = chosen ? " This model answers differently each time; --samples 1 takes a single reply of each." : "";
  return `auto-samples, at most ${cap.toLocaleString("en")} calls; set with --max-calls.${why}`;
}

/** Auto-samples have nothing to decide without a baseline. */
function sayWithoutBaseline({ samples, baselineRunId }: ReplayRequest, output: CommandOutput): void {
  if (samples !== "auto" || baselineRunId !== null) return;
  output.say(
    "note: there is no complete run of the version before to decide against, so each conversation gets 2 samples, and up to 5 where they differ. Replay that version first, or name another one with --baseline.",
  );
}

function formatSamplingLimits({ limit, calls }: AutoSampling): string {
  const samples = `${limit} samples a side (--sample-limit)`;
  return calls === undefined ? samples : `${samples} or ${calls.toLocaleString("en")} calls (--max-calls)`;
}

function formatSampleCount({ sampling, samples }: ReplayRun): string {
  if (sampling !== null) {
    const calls = sampling.calls === undefined ? "" : ` and ${sampling.calls.toLocaleString("en")} calls`;
    return `auto-samples, at most ${sampling.limit} a side${calls}`;
  }
  return samples === 1 ? "one sample" : `${samples} samples`;
}

/** Whose replies to pin, or whom to break or decide against; null where that is the parent's run. */
function baselineRun(
  engine: Engine,
  known: readonly ReplayRun[],
  promptName: string,
  history: HistoryMode,
  auto: boolean,
  { baseline: ref, failFast }: ReplayOptions,
): string | null {
  if (history === "live" && !((failFast || auto) && ref !== undefined)) return null;
  if (ref === undefined) throw new Problem("bad-input", "--history pinned needs --baseline REF: whose replies to pin.");
  const { store } = engine.services;
  const run = runOfRef(known, resolveRef(store, requirePromptByName(store, promptName), ref));
  if (!run) {
    const what = history === "pinned" ? "pin the history to" : auto ? "decide against" : "break against";
    throw new Problem("not-found", `${ref} has no complete run over this set to ${what}. Replay it first.`, { ref });
  }
  return run.id;
}

/** A wait that is shorter is told by the line of progress alone. */
const LONG_WAIT_MS = 5_000;

/** Says each long wait once: nothing else happens meanwhile that would show a line of progress. */
function createWaitReporter(output: CommandOutput): (waiting: RunProgress["waiting"]) => void {
  let saidUntil = 0;
  return (waiting) => {
    const words = formatWaiting(waiting, Math.max(Date.now() + LONG_WAIT_MS, saidUntil));
    if (waiting === null || words === null) return;
    saidUntil = Date.parse(waiting.until);
    output.say(`note: ${words}.`);
  };
}

/** Shows progress until the run ends. Ctrl+C stops it and keeps what was recorded. */
async function watch(engine: Engine, run: ReplayRun, output: CommandOutput): Promise<ExitCode> {
  const { replays, events } = engine.services;
  const tellWait = createWaitReporter(output);
  const unlisten = events.listen((event) => {
    if (event.type !== "run" || event.run.runId !== run.id) return;
    tellWait(event.run.waiting);
    output.progress(replayProgressLine(event.run));
  });
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
    void replays.cancel(run.id);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const done = await replays.waitForEnd(run.id);
  unlisten();
  process.off("SIGINT", stop);
  process.off("SIGTERM", stop);
  output.endProgress();
  const { progress } = done;
  const most = done.sampling === null ? done.samples : engine.services.store.results.mostSamples(Number(done.id));
  output.result(toJson(done, most), [summaryLine(done)]);
  if (progress.judged) {
    const { judged } = progress;
    output.say(
      `judge: ${formatUsageCalls(judged)}, ${formatUsageCost(judged)}, ${judged.cached} answers from the cache.`,
    );
  }
  const { outputs } = engine.services.store;
  const gaps = outputs.emptyRepliesOfRun(Number(done.id));
  for (const line of formatReplyGaps(gaps)) output.say(`note: ${line}.`);
  for (const line of formatReplyMarks(outputs.marksOfRun(Number(done.id)))) output.say(`note: ${line}.`);
  const { limit, filter } = outputs.cutOfRun(Number(done.id));
  const cut = formatCutReplies({ limit: limit - gaps.spent, filter });
  if (cut !== null) output.say(`note: ${cut}. Checks saw what there was.`);
  if (progress.undecided > 0) {
    output.say(
      `note: ${progress.undecided} conversations are undecided at ${done.sampling === null ? `${done.samples} samples a side` : formatSamplingLimits(done.sampling)}. Higher limits go on where they stopped: what is cached costs nothing.`,
    );
  }
  if (progress.unevaluated > 0) {
    output.say(
      `note: ${progress.unevaluated} conversations have a check that could not be evaluated; they count neither way.`,
    );
  }
  if (interrupted) {
    output.say(`Interrupted: ${progress.recorded} of ${progress.replies} replies are recorded. Resume with --resume.`);
    return exitCodes.interrupted;
  }
  if (progress.stopReason === "fail-fast") {
    output.say(
      `${progress.lastError ?? "The last conversation broke."} What was recorded is kept; go on with --resume.`,
    );
    return exitCodes.comparisonFailed;
  }
  if (progress.status === "complete") return exitCodes.done;
  // No call failed: the project could not be written any more.
  if (progress.status === "interrupted") {
    output.say(
      `${progress.lastError ?? "The replay stopped."} ${progress.recorded} of ${progress.replies} replies are recorded; go on with --resume.`,
    );
    return exitCodes.unwritten;
  }
  if (progress.stopReason === "budget") {
    output.say(
      `${progress.lastError ?? ""} ${progress.recorded} of ${progress.replies} replies are recorded; go on with --resume and a larger limit.`,
    );
    return exitCodes.callsFailed;
  }
  output.say(
    `${progress.replies - progress.recorded} of ${progress.replies} replies could not be had. ${progress.lastError ?? ""} What succeeded is kept; go on with --resume.`,
  );
  return exitCodes.callsFailed;
}

/** A reply without an answer is told apart from one that was cut off in it. */
function formatReplyGaps({ spent, empty }: EmptyReplyCounts): string[] {
  const unanswered = `${plural(spent, "reply has", "replies have")} no answer`;
  return [
    ...(spent > 0 ? [`${unanswered}: the limit of output tokens was spent on thinking`] : []),
    ...(empty > 0 ? [plural(empty, "reply is empty", "replies are empty")] : []),
  ];
}

/** `samples` is the most that a conversation has. */
function toJson(run: ReplayRun, samples: number): Record<string, unknown> {
  const { progress } = run;
  return {
    run: run.id,
    prompt: run.promptName,
    version: run.versionNumber ?? "draft",
    set: run.setName,
    model: `${run.model.provider}/${run.model.model}`,
    samples,
    ...(run.sampling !== null && { sampling: "auto" }),
    conversations: progress.conversations,
    calls: progress.calls,
    ...(failedCalls(progress) > 0 && { failedCalls: failedCalls(progress) }),
    cached: progress.cached,
    retries: progress.retries,
    errors: progress.errors,
    passed: progress.passed,
    failed: progress.failed,
    ...usageJson(progress),
    wallMs: progress.wallMs,
  };
}

function summaryLine(run: ReplayRun): string {
  const progress: RunProgress = run.progress;
  const name = run.versionNumber === null ? "the draft" : `v${run.versionNumber}`;
  const decided = progress.conversationsDone - progress.undecided;
  const found =
    run.sampling === null
      ? `${progress.passed} passed, ${progress.failed} failed of ${progress.conversations} conversations`
      : `${decided} of ${progress.conversations} conversations decided, ${progress.passed} samples passed and ${progress.failed} failed`;
  return `Run ${run.id}: ${name} over "${run.setName}": ${found}; ${formatUsageCalls(progress)}, ${progress.cached} cached, ${progress.retries} retries, ${progress.errors} errors; ${formatUsageTokens(progress)}, ${formatUsageCost(progress)}; ${formatSeconds(progress.wallMs)}.`;
}

/** What a replay would take, in one line. */
function replayPlanLine(plan: ReplayPlan): string {
  const { conversations, replies, cachedAtLeast, calls, tokens, cost } = plan;
  const judge = plan.judged === undefined ? "" : ` The judge has up to ${plan.judged} checks to decide beside that.`;
  if (plan.auto) {
    const { expected, most } = plan.auto;
    const likely = `${expected.calls} calls, ${expected.tokens.input + expected.tokens.output} tokens and ${formatExpectedCost(expected.cost)}`;
    return `${conversations} conversations: between ${calls} and ${most.calls} calls, ${cachedAtLeast} cached; about ${likely} if each passes as often as before. Tokens and cost are estimates.${judge}`;
  }
  const total = tokens.input + tokens.output;
  return `${conversations} conversations, ${replies} replies: ${calls} calls, about ${total} tokens (${tokens.input} in, ${tokens.output} out), ${formatExpectedCost(cost)}, ${cachedAtLeast} cached. Tokens and cost are estimates.${judge}`;
}

/** Which conversations go first, and why, a line for each reason. */
function replayedFirstLines(first: readonly { conversations: readonly string[]; why: string }[]): string[] {
  return first.map(({ conversations, why }) => `First: ${conversations.join(", ")}: ${why}.`);
}

/** One line for a terminal: how far, how fast, how long still. */
function replayProgressLine(progress: RunProgress): string {
  const decided = progress.conversationsDone - progress.undecided;
  const parts = [
    ...(progress.repliesAtMost === null
      ? [`${progress.recorded}/${progress.replies} replies`]
      : [
          `${decided}/${progress.conversations} decided`,
          `${progress.recorded} replies, up to ${progress.repliesAtMost}`,
        ]),
    `${progress.passed} passed`,
    `${progress.failed} failed`,
  ];
  if (progress.cached > 0) parts.push(`${progress.cached} cached`);
  if (progress.retries > 0) parts.push(`${progress.retries} retries`);
  if (progress.errors > 0) parts.push(`${progress.errors} errors`);
  const waits = formatWaiting(progress.waiting, Date.now());
  if (waits !== null) parts.push(waits);
  if (progress.rate !== null) parts.push(`${formatRate(progress.rate)}/s`);
  if (progress.etaMs !== null) parts.push(`${Math.ceil(progress.etaMs / 1000)} s left`);
  return parts.join(" · ");
}

export function registerReplay(program: Command): void {
  withCallOptions(projectCommand(program, "replay", "replay a version over a conversation set"))
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
    .action((options: ReplayOptions) => finishCommand(options, (output) => replay(options, output)));
}
