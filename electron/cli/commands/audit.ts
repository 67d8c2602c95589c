import { z } from "zod";
import type { AuditRequest } from "../../../shared/contract/audit.ts";
import type { AuditEndKind } from "../../../shared/domain/audit.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import type { CallOptions } from "../call-options.ts";
import { auditJson, auditLines, auditPlanLine } from "../audit-lines.ts";
import type { CommonOptions } from "../command.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { budgetOf, readLimits } from "../limit-options.ts";
import { chooseModel } from "../model-option.ts";
import type { Output } from "../output.ts";
import { parseOption } from "../parse-option.ts";
import { openCommandEngine, projectFile } from "../project-file.ts";
import { readSettings } from "../settings-options.ts";
import { watchInsight } from "../watch-insight.ts";

export interface AuditOptions extends CommonOptions, CallOptions {
  prompt: string;
  set: string;
  concurrency: string;
  dryRun?: boolean;
}

const lanes = z.coerce.number().int().min(1).max(256);

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
  const settings = readSettings(options);
  const limits = readLimits(options);
  const engine = await openCommandEngine(projectFile(options.project), () => undefined, options);
  try {
    const { store, audits } = engine.services;
    const request: AuditRequest = {
      promptId: requirePromptByName(store, options.prompt).id,
      setId: requireSetByName(store, options.set).id,
      ref,
      model: chooseModel(engine.services, options.model, options.baseUrl, settings),
      budget: budgetOf(limits),
      concurrency,
    };
    const plan = await audits.plan(request);
    if (options.dryRun) {
      output.result(plan, [auditPlanLine(plan)]);
      return exitCodes.done;
    }
    output.say(auditPlanLine(plan));
    const begun = await audits.start(request);
    const { done } = await watchInsight(
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
