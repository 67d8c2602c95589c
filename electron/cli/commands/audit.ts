import type { Command } from "commander";
import { formatPercent } from "../../../shared/format/values.ts";
import { z } from "zod";
import type { AuditRequest, AuditPlan } from "../../../shared/contract/analyses.ts";
import type { AuditEndKind, Audit, AuditRule, AuditRuleStatus } from "../../../shared/domain/analysis.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
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
  exitCodes,
  type ExitCode,
  type CommandOutput,
  finishCommand,
  projectCommand,
} from "../command.ts";
import { openCommandEngine, resolveProjectFile, watchAnalysis } from "../command-engine.ts";
import { usageJson } from "../../../shared/domain/usage.ts";

interface AuditOptions extends CommonOptions, CallOptions {
  prompt: string;
  set: string;
  concurrency: string;
  dryRun?: boolean;
}

const concurrencySchema = z.coerce.number().int().min(1).max(256);

const codes: Record<AuditEndKind, ExitCode> = {
  done: exitCodes.done,
  "no-rules": exitCodes.done,
  "no-checks": exitCodes.done,
  budget: exitCodes.callsFailed,
  failed: exitCodes.callsFailed,
  stopped: exitCodes.interrupted,
};

/** Leaves out every rule of a text in turn. Started again, it asks only what it does not know yet. */
async function audit(ref: string, options: AuditOptions, output: CommandOutput): Promise<ExitCode> {
  const concurrency = parseOption("--concurrency", concurrencySchema, options.concurrency);
  const settings = readSettings(options);
  const limits = readLimits(options);
  const engine = await openCommandEngine(resolveProjectFile(options.project), () => undefined, options);
  try {
    const { store, audits } = engine.services;
    const request: AuditRequest = {
      promptId: requirePromptByName(store, options.prompt).id,
      setId: requireSetByName(store, options.set).id,
      ref,
      model: chooseModel(engine.services, options.model, options.baseUrl, settings),
      budget: limitsToBudget(limits),
      concurrency,
    };
    const plan = await audits.plan(request);
    if (options.dryRun) {
      output.result(plan, [auditPlanLine(plan)]);
      return exitCodes.done;
    }
    output.say(auditPlanLine(plan));
    const begun = await audits.start(request);
    const { done } = await watchAnalysis(
      engine,
      {
        kind: "audit",
        id: begun.id,
        service: audits,
        progress: ({ steps, calls }) => `${steps} asked · ${calls} calls, at most ${begun.callsAtMost}`,
      },
      output,
    );
    output.result(auditJson(done), auditLines(done));
    const { end } = done;
    if (end !== "done") output.say(done.reason);
    return end === "done" && done.conversations.failed.length > 0 ? exitCodes.callsFailed : codes[end ?? "stopped"];
  } finally {
    await engine.close();
  }
}

/** What an audit would take, in one line. */
function auditPlanLine({ version, rules, conversations, unchecked, calls, likely, random, known }: AuditPlan): string {
  const what = `${version}: ${rules} rules, ${conversations} conversations${unchecked > 0 ? ` (${unchecked} without checks)` : ""}`;
  if (known) return `${what}: audited before; what has not changed needs no call.`;
  const why = random ? " The model may answer alike requests differently, so everything is asked several times." : "";
  return `${what}: at most ${calls} calls, usually about ${likely}.${why}`;
}

/** The JSON of the command: what it is about first. */
function auditJson({ version, model, end, score, rules, ...rest }: Audit): Record<string, unknown> {
  const { reason, conversations, verified, callsAtMost, calls, cached } = rest;
  const took = { callsAtMost, calls, cached, ...usageJson(rest) };
  return { version, model, score, rules, end, reason, conversations, verified, ...took };
}

const order: Record<AuditRuleStatus, number> = { harmful: 0, unguarded: 1, idle: 2, undetermined: 3, guarded: 4 };

/** What needs a look first, then by line. */
function auditLines({ score, rules, reason, conversations, verified, calls, cached, end }: Audit): string[] {
  const sorted = rules.toSorted((a, b) => order[a.status] - order[b.status] || a.line - b.line);
  const lines = sorted.map((rule) => `${rule.status.padEnd(12)} line ${rule.line}: ${rule.text}${whoOf(rule)}`);
  if (end === "done") lines.push(reason);
  lines.push(`Mutation score: ${score === null ? "unknown" : formatPercent(score)}. ${calls} calls, ${cached} cached.`);
  if (conversations.flaky.length > 0) lines.push(`Flaky: ${conversations.flaky.join(", ")}.`);
  if (conversations.failed.length > 0) {
    lines.push(...conversations.failed.map(({ id, reason: why }) => `Not asked to the end: ${id}: ${why}`));
  }
  if (verified.asked > 0)
    lines.push(`${verified.asked} rules of groups looked at again alone, ${verified.missed} missed before.`);
  return lines;
}

function whoOf({ guardedBy, fixes, open }: AuditRule): string {
  const parts = [];
  if (fixes.length > 0) parts.push(`its absence fixes ${fixes.join(", ")}`);
  if (guardedBy.length > 0) parts.push(`guarded by ${guardedBy.join(", ")}`);
  if (open > 0) parts.push(`open for ${open}`);
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

export function registerAudit(program: Command): void {
  withCallOptions(
    projectCommand(
      program,
      "audit",
      "leave out every rule of a version in turn: what guards it, what it breaks, what it does at all",
    ),
  )
    .argument("<ref>", "v3, 3, a label, a branch, a hash prefix, latest or draft")
    .requiredOption("--prompt <name>", "the prompt")
    .requiredOption("--set <name>", "the conversation set")
    .option("--concurrency <n>", "conversations under way at once", "8")
    .option("--dry-run", "only say what it would take")
    .action((ref: string, options: AuditOptions) => finishCommand(options, (output) => audit(ref, options, output)));
}
