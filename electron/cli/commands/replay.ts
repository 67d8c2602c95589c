import { z } from "zod";
import type { ReplayRequest } from "../../../shared/contract/runs.ts";
import {
  historySchema,
  type History,
  type Run as ReplayRun,
  type RunProgress,
  type Sampling,
} from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import { cutInWords } from "../../../shared/rules/cut-words.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { callsInWords, costInWords, failedCalls, tokensInWords, usageJson } from "../../../shared/rules/usage.ts";
import { waitingInWords } from "../../../shared/rules/waiting-words.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { touchedRules } from "../../engine/insight/ledger/touched.ts";
import { ignoresTemperature } from "../../../shared/rules/randomness.ts";
import { marksInWords } from "../../../shared/rules/reply-warnings.ts";
import { isRandomSpec } from "../../engine/models/is-random-spec.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { resolveRef } from "../../engine/prompts/refs.ts";
import { runOfRef, runsOf } from "../../engine/replay/find-runs.ts";
import { parentOf } from "../../engine/replay/prepare.ts";
import type { ReplyGaps } from "../../engine/store/outputs.ts";
import type { CallOptions } from "../call-options.ts";
import type { CommonOptions, Run } from "../command.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { budgetOf, readLimits } from "../limit-options.ts";
import { chooseModel } from "../model-option.ts";
import type { Output } from "../output.ts";
import { parseOption } from "../parse-option.ts";
import { firstLines, planLine } from "../plan-line.ts";
import { openCommandEngine, projectFile } from "../project-file.ts";
import { readSettings } from "../settings-options.ts";
import { replayProgressLine } from "../progress-line.ts";

export interface ReplayOptions extends CommonOptions, CallOptions {
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
export const replay: Run<ReplayOptions> = async (options, output) => {
  const given = options.samples === undefined ? null : parseOption("--samples", samplesSchema, options.samples);
  const sampleLimit =
    options.sampleLimit === undefined ? null : parseOption("--sample-limit", limitSchema, options.sampleLimit);
  const concurrency = parseOption("--concurrency", count(256), options.concurrency);
  const history = parseOption("--history", historySchema, options.history);
  const settings = readSettings(options);
  const limits = readLimits(options);
  const budget = budgetOf(limits);
  const failFast = options.failFast === true;
  if (options.resume && options.dryRun)
    throw new Problem("bad-input", "--dry-run plans a new run: leave --resume out, or go on without --dry-run.");
  const file = projectFile(options.project);
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
        `Going on with run ${open.id} as it was started: ${samplesInWords(open)}, ${open.progress.recorded} of ${open.progress.replies} replies recorded.`,
      );
      const more = budgetOf(limits, open.budget);
      run = await replays.resume(open.id, { ...(more && { budget: more }), ...(failFast && { failFast }) });
    } else {
      const named = baselineRun(engine, known, prompt.name, history, samples === "auto", options);
      const parent =
        samples === "auto" ? parentOf(store, { promptId: prompt.id, setId: set.id, samples }, resolved, model) : null;
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
      sayAlone(request, output);
      const cap = limits.calls ?? (random ? plan?.auto?.cap : undefined);
      if (samples === "auto" && cap !== undefined) {
        request.sampleCalls = cap;
        output.say(autoLine(cap, random));
      }
      if (plan && options.dryRun) {
        const lines = [planLine(plan), ...firstLines(plan.first ?? [])];
        output.result({ prompt: prompt.name, version: request.version, set: set.name, ...plan }, lines);
        return exitCodes.done;
      }
      const number = resolved.kind === "draft" ? null : resolved.version.number;
      const over = { promptId: prompt.id, setId: set.id };
      for (const line of firstLines(await touchedRules(store, { ...over, number, text: resolved.text })))
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
function sayAlone({ samples, baselineRunId }: ReplayRequest, output: Output): void {
  if (samples !== "auto" || baselineRunId !== null) return;
  output.say(
    "note: there is no complete run of the version before to decide against, so each conversation gets 2 samples, and up to 5 where they differ. Replay that version first, or name another one with --baseline.",
  );
}

function stopsInWords({ limit, calls }: Sampling): string {
  const samples = `${limit} samples a side (--sample-limit)`;
  return calls === undefined ? samples : `${samples} or ${calls.toLocaleString("en")} calls (--max-calls)`;
}

function samplesInWords({ sampling, samples }: ReplayRun): string {
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
  history: History,
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
function createWaitTeller(output: Output): (waiting: RunProgress["waiting"]) => void {
  let saidUntil = 0;
  return (waiting) => {
    const words = waitingInWords(waiting, Math.max(Date.now() + LONG_WAIT_MS, saidUntil));
    if (waiting === null || words === null) return;
    saidUntil = Date.parse(waiting.until);
    output.say(`note: ${words}.`);
  };
}

/** Shows progress until the run ends. Ctrl+C stops it and keeps what was recorded. */
async function watch(engine: Engine, run: ReplayRun, output: Output): Promise<ExitCode> {
  const { replays, events } = engine.services;
  const tellWait = createWaitTeller(output);
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
  const done = await replays.settled(run.id);
  unlisten();
  process.off("SIGINT", stop);
  process.off("SIGTERM", stop);
  output.endProgress();
  const { progress } = done;
  const most = done.sampling === null ? done.samples : engine.services.store.results.mostSamples(Number(done.id));
  output.result(toJson(done, most), [summaryLine(done)]);
  if (progress.judged) {
    const { judged } = progress;
    output.say(`judge: ${callsInWords(judged)}, ${costInWords(judged)}, ${judged.cached} answers from the cache.`);
  }
  const { outputs } = engine.services.store;
  const gaps = outputs.gapsOfRun(Number(done.id));
  for (const line of gapsInWords(gaps)) output.say(`note: ${line}.`);
  for (const line of marksInWords(outputs.marksOfRun(Number(done.id)))) output.say(`note: ${line}.`);
  const { limit, filter } = outputs.cutOfRun(Number(done.id));
  const cut = cutInWords({ limit: limit - gaps.spent, filter });
  if (cut !== null) output.say(`note: ${cut}. Checks saw what there was.`);
  if (progress.undecided > 0) {
    output.say(
      `note: ${progress.undecided} conversations are undecided at ${done.sampling === null ? `${done.samples} samples a side` : stopsInWords(done.sampling)}. Higher limits go on where they stopped: what is cached costs nothing.`,
    );
  }
  if (progress.unevaluated > 0) {
    output.say(
      `note: ${progress.unevaluated} conversations have a check that could not be evaluated; they count neither way.`,
    );
  }
  if (interrupted) {
    output.say(`Interrupted: ${progress.recorded} of ${progress.replies} replies are recorded. Go on with --resume.`);
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
function gapsInWords({ spent, empty }: ReplyGaps): string[] {
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
  return `Run ${run.id}: ${name} over "${run.setName}": ${found}; ${callsInWords(progress)}, ${progress.cached} cached, ${progress.retries} retries, ${progress.errors} errors; ${tokensInWords(progress)}, ${costInWords(progress)}; ${(progress.wallMs / 1000).toFixed(1)} s.`;
}
