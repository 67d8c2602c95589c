import { randomUUID } from "node:crypto";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { AuditPlan, AuditRequest } from "../../../../shared/contract/analyses.ts";
import type { Audit, AuditEndKind } from "../../../../shared/domain/analysis.ts";
import { errorMessageOf, errorStackOf } from "../../../../shared/errors.ts";
import { Problem } from "../../../../shared/problem.ts";
import { currentTimestamp } from "../../clock.ts";
import type { EventBus } from "../../events.ts";
import type { AuditSummary } from "../../store/analyses.ts";
import { BudgetSpent } from "../trials/trial.ts";
import {
  toStoredFinding,
  fromStoredFinding,
  type Observation,
  presentAudit,
  summarizeRules,
  emptyFinding,
  type AblationResult,
  type CaseFinding,
  type AuditStop,
  formatAuditReason,
} from "./findings.ts";
import { ablateRules } from "./ablate-rules.ts";
import { prepareAudit, type AuditDependencies, type PreparedAudit } from "./prepare-audit.ts";
import { leaveOutRules, splitRules } from "../../prompts/prompt-rules.ts";

export interface AuditsDependencies extends AuditDependencies {
  events: EventBus;
  log(line: string): void;
  /** Told of what was found, however it ended. */
  onEnd?(of: { promptId: string; setId: string }, found: Audit): void;
}

interface AuditJob {
  id: string;
  prepared: PreparedAudit;
  findings: Map<string, CaseFinding>;
  steps: number;
  summary: Omit<AuditSummary, "end"> & { end: AuditSummary["end"] | null };
  stop: AbortController;
  finished: Promise<Audit>;
}

const PROGRESS_INTERVAL_MS = 100;
const CLOSING_REASON = "closing";

/** Leaves out every rule of a prompt in turn; keeps what it found in the project file. */
export function createAudits(dependencies: AuditsDependencies) {
  const { store, events, log, onEnd } = dependencies;
  const jobs = new Map<string, AuditJob>();

  const show = ({ id, prepared, findings, summary }: AuditJob): Audit =>
    presentAudit({
      id,
      running: summary.end === null,
      text: prepared.text,
      setId: prepared.setId,
      rules: prepared.book.rules,
      findings,
      summary,
    });

  const end = (job: AuditJob, kind: AuditEndKind, halt: AuditStop | null): Audit => {
    const { id, prepared, findings, summary, stop } = job;
    const { promptId, setId, text, cases, askedSha256 } = prepared;
    copySpent(job);
    prepared.session.close();
    const standings = summarizeRules(prepared.book.rules.length, cases, findings);
    const done: AuditSummary = {
      ...summary,
      end: kind,
      reason: formatAuditReason(kind, standings, halt),
      at: currentTimestamp(),
    };
    job.summary = done;
    const found = cases.flatMap(({ id: conversation, contentSha256 }) => {
      const finding = findings.get(conversation);
      return finding ? [{ id: conversation, contentSha256, finding: toStoredFinding(finding) }] : [];
    });
    if (stop.signal.reason !== CLOSING_REASON) {
      const kept = { id, promptId: Number(promptId), setId: Number(setId), text, askedSha256, summary: done };
      store.write(() => store.audits.put(kept, found));
    }
    events.emit({
      type: "insight",
      insight: { kind: "audit", id, running: false, steps: job.steps, calls: done.calls },
    });
    const shown = show(job);
    if (stop.signal.reason !== CLOSING_REASON) onEnd?.({ promptId, setId }, shown);
    return shown;
  };

  const work = async (job: AuditJob): Promise<Audit> => {
    const { prepared, findings, stop } = job;
    const { book, text, settings, session, cases, random, calls } = prepared;
    if (book.rules.length === 0) return end(job, "no-rules", null);
    if (prepared.unchecked === cases.length) return end(job, "no-checks", null);
    let toldAt = 0;
    const reportProgress = (): void => {
      copySpent(job);
      if (Date.now() - toldAt < PROGRESS_INTERVAL_MS) return;
      toldAt = Date.now();
      const insight = { kind: "audit" as const, id: job.id, running: true, steps: job.steps, calls: job.summary.calls };
      events.emit({ type: "insight", insight });
    };
    let planned = 0;
    const ask = async (id: string, without: readonly number[], sample: number): Promise<Observation> => {
      await yieldToEventLoop();
      stop.signal.throwIfAborted();
      const system = without.length === 0 ? text : leaveOutRules(book, without);
      planned += session.callsFor(system, id, sample, settings);
      if (planned > calls) throw new BudgetSpent(`It would take more than the ${calls} calls that were said before.`);
      const outcome = await session.run(system, id, sample, settings);
      job.steps += 1;
      reportProgress();
      const judged = session.judgedOf(system, id, sample, settings) ?? [];
      const checks = judged.flatMap(({ verdicts }) =>
        verdicts.filter(({ counts }) => counts).map(({ status }) => status),
      );
      return { pass: outcome === "pass", checks: checks.join(), replies: judged.map(({ textId }) => textId).join() };
    };
    const found: AblationResult = await ablateRules({
      rules: book.rules.length,
      cases,
      ask,
      random,
      stopOf(error) {
        if (stop.signal.aborted) return { end: "stopped", reason: "Stopped." };
        if (error instanceof BudgetSpent) return { end: "budget", reason: error.message };
        return null;
      },
      onCase: (id, finding) => void findings.set(id, finding),
    });
    for (const [id, finding] of found.findings) findings.set(id, finding);
    job.summary.verified = found.verified;
    const halt = found.stop ?? modelFailed(found);
    return end(job, halt?.end ?? "done", halt);
  };

  const requireJob = (id: string): AuditJob => {
    const job = jobs.get(id);
    if (!job)
      throw new Problem("not-found", "This audit has ended. Start it again to go on: nothing it learnt is lost.");
    return job;
  };

  return {
    /** What an audit would take at most. */
    async plan(request: AuditRequest): Promise<AuditPlan> {
      const prepared = await prepareAudit(dependencies, request, new AbortController().signal);
      const { version, book, cases, unchecked, calls, likely, random, known, session } = prepared;
      session.close();
      return {
        version,
        rules: book.rules.length,
        conversations: cases.length,
        unchecked,
        calls,
        likely,
        random,
        known,
      };
    },

    /** Resolves when it has begun; with the one of this prompt and set that is under way, if there is one. */
    async start(request: AuditRequest): Promise<Audit> {
      const running = findRunningJob(jobs, request);
      if (running) return show(running);
      const stop = new AbortController();
      const prepared = await prepareAudit(dependencies, request, stop.signal);
      const { provider, model } = request.model;
      const finished = Promise.withResolvers<Audit>();
      const job: AuditJob = {
        id: randomUUID(),
        prepared,
        findings: new Map(prepared.cases.map(({ id }) => [id, emptyFinding("open")])),
        steps: 0,
        summary: {
          end: null,
          reason: "",
          version: prepared.version,
          model: `${provider}/${model}`,
          at: currentTimestamp(),
          verified: { asked: 0, missed: 0 },
          callsAtMost: prepared.calls,
          ...prepared.session.spent,
        },
        stop,
        finished: finished.promise,
      };
      // Those that have ended are in the project file.
      for (const [id, { summary }] of jobs) if (summary.end !== null) jobs.delete(id);
      jobs.set(job.id, job);
      const begun = show(job);
      finished.resolve(
        work(job).catch((error: unknown) => {
          log(`audit: ${errorStackOf(error)}`);
          return end(job, "failed", { end: "failed", reason: errorMessageOf(error) });
        }),
      );
      // Nobody may be waiting for its end.
      finished.promise.catch((error: unknown) => log(`audit: ${String(error)}`));
      return begun;
    },

    /** Stops at once; what was learnt is kept. */
    async stop(id: string): Promise<Audit> {
      const job = requireJob(id);
      job.stop.abort("stopped");
      return job.finished;
    },

    /** Resolves when an audit has come to its end, whatever that is. */
    settled: (id: string): Promise<Audit> => requireJob(id).finished,

    /** The one under way, else the newest that was kept; of whatever text. */
    newest(promptId: string, setId: string): Audit | null {
      const underWay = findRunningJob(jobs, { promptId, setId });
      if (underWay) return show(underWay);
      const [kept] = store.audits.list(Number(promptId), Number(setId));
      if (!kept) return null;
      const text = store.texts.get(kept.textId);
      const findings = new Map(
        store.audits.cases(kept.number).map(({ id, finding }) => [id, fromStoredFinding(finding)]),
      );
      return presentAudit({
        id: kept.id,
        running: false,
        text,
        setId,
        rules: splitRules(text).rules,
        findings,
        summary: kept.summary,
      });
    },

    async close(): Promise<void> {
      const all = [...jobs.values()];
      for (const { stop } of all) stop.abort(CLOSING_REASON);
      await Promise.allSettled(all.map(({ finished }) => finished));
    },
  };
}
export type Audits = ReturnType<typeof createAudits>;

function findRunningJob(jobs: ReadonlyMap<string, AuditJob>, of: { promptId: string; setId: string }): AuditJob | null {
  const isOf = ({ prepared, summary }: AuditJob): boolean =>
    summary.end === null && prepared.promptId === of.promptId && prepared.setId === of.setId;
  return [...jobs.values()].find(isOf) ?? null;
}

function copySpent({ summary, prepared }: AuditJob): void {
  Object.assign(summary, prepared.session.spent);
}

/** Where not one conversation could be asked to the end, the model failed, however few there are. */
function modelFailed({ findings }: AblationResult): AuditStop | null {
  const all = [...findings.values()];
  const failed = all.find(({ state }) => state === "failed");
  const through = all.some(({ state }) => state === "done" || state === "flaky");
  return failed && !through ? { end: "failed", reason: failed.reason ?? "" } : null;
}
