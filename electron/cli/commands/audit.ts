import { z } from "zod";
import type { AuditRequest } from "../../../shared/contract/audit.ts";
import type { Audit, AuditEndKind } from "../../../shared/domain/audit.ts";
import { modelSettingsSchema } from "../../../shared/domain/model.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import type { Engine } from "../../engine/engine.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import { auditJson, auditLines, auditPlanLine } from "../audit-lines.ts";
import type { CommonOptions } from "../command.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { hasLimits, noLimits, readLimits } from "../limit-options.ts";
import { chooseModel } from "../model-option.ts";
import type { Output } from "../output.ts";
import { parseOption } from "../parse-option.ts";
import { openCommandEngine, projectFile } from "../project-file.ts";

export interface AuditOptions extends CommonOptions {
  prompt: string;
  set: string;
  model?: string;
  baseUrl?: string;
  concurrency: string;
  dryRun?: boolean;
  maxCalls?: string;
  maxTokens?: string;
  maxCost?: string;
  maxSeconds?: string;
  temperature?: string;
  maxOutputTokens?: string;
  seed?: string;
}

const lanes = z.coerce.number().int().min(1).max(256);
const number = z.coerce.number();

const codes: Record<AuditEndKind, ExitCode> = {
  done: exitCodes.done,
  "no-rules": exitCodes.done,
  "no-checks": exitCodes.done,
  budget: exitCodes.callsFailed,
  failed: exitCodes.callsFailed,
  stopped: exitCodes.interrupted,
};

/** Leaves out every rule of a text in turn. Started again, it asks only what it does not know yet. */
export async function audit(ref: string, options: AuditOptions, output: Output): Promise<ExitCode> {
  const concurrency = parseOption("--concurrency", lanes, options.concurrency);
  const settings = parseOption("model settings", modelSettingsSchema, {
    ...(options.temperature !== undefined && {
      temperature: parseOption("--temperature", number, options.temperature),
    }),
    ...(options.maxOutputTokens !== undefined && {
      maxOutputTokens: parseOption("--max-output-tokens", number, options.maxOutputTokens),
    }),
    ...(options.seed !== undefined && { seed: parseOption("--seed", number, options.seed) }),
  });
  const limits = readLimits(options);
  const engine = await openCommandEngine(projectFile(options.project), () => undefined);
  try {
    const { store, audits } = engine.services;
    const request: AuditRequest = {
      promptId: requirePromptByName(store, options.prompt).id,
      setId: requireSetByName(store, options.set).id,
      ref,
      model: chooseModel(store, options.model, options.baseUrl, settings),
      budget: hasLimits(limits) ? { ...noLimits, ...limits } : null,
      concurrency,
    };
    const plan = await audits.plan(request);
    if (options.dryRun) {
      output.result(plan, [auditPlanLine(plan)]);
      return exitCodes.done;
    }
    output.say(auditPlanLine(plan));
    const done = await watch(engine, request, output);
    output.result(auditJson(done), auditLines(done));
    const { end } = done;
    if (end !== "done") output.say(done.reason);
    return end === "done" && done.conversations.failed.length > 0 ? exitCodes.callsFailed : codes[end ?? "stopped"];
  } finally {
    await engine.close();
  }
}

/** Shows progress until the end. Ctrl+C stops it and keeps what was found. */
async function watch({ services }: Engine, request: AuditRequest, output: Output): Promise<Audit> {
  const { audits, events } = services;
  const begun = await audits.start(request);
  const unlisten = events.listen((event) => {
    if (event.type !== "insight" || event.insight.id !== begun.id) return;
    output.progress(`${event.insight.steps} asked · ${event.insight.calls} calls, at most ${begun.callsAtMost}`);
  });
  const stop = (): void => void audits.stop(begun.id);
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const done = await audits.settled(begun.id);
  process.off("SIGINT", stop);
  process.off("SIGTERM", stop);
  unlisten();
  output.endProgress();
  return done;
}
