import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { AuditPlan, AuditRequest } from "../../../../shared/contract/analyses.ts";
import type { Audit, AuditEndKind } from "../../../../shared/domain/analysis.ts";
import { errorMessageOf } from "../../../../shared/errors.ts";
import { currentTimestamp } from "../../clock.ts";
import type { EventBus } from "../../events.ts";
import { createJobRunner, tellProgress, type Job, type JobState } from "../../job-runner.ts";
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

interface AuditsDependencies extends AuditDependencies {
  events: EventBus;
  log(line: string): void;
  /** Told of what was found, however it ended. */
  onEnd?(of: { promptId: string; setId: string }, found: Audit): void;
}

/** What an audit found so far; its summary has no end while it is under way. */
interface AuditState extends JobState {
  findings: Map<string, CaseFinding>;
  steps: number;
  calls: number;
  summary: Omit<AuditSummary, "end"> & { end: AuditSummary["end"] | null };
}
type AuditJob = Job<AuditState, PreparedAudit>;

/** Leaves out every rule of a prompt in turn; keeps what it found in the project file. */
export function createAudits(dependencies: AuditsDependencies) {
  const { store, events, log, onEnd } = dependencies;
  const show = ({ state, context }: AuditJob): Audit =>
    presentAudit({
      id: state.id,
      running: state.running,
      text: context.text,
      setId: context.setId,
      rules: context.book.rules,
      findings: state.findings,
      summary: state.summary,
    });

  const conclude = ({ state, context }: AuditJob, end: AuditEndKind, halt: AuditStop | null): void => {
    const { book, cases, session } = context;
    copySpent(state, session);
    const standings = summarizeRules(book.rules.length, cases, state.findings);
    const reason = formatAuditReason(end, standings, halt);
    Object.assign(state.summary, { end, reason, at: currentTimestamp() });
  };

  const jobs = createJobRunner<AuditState, PreparedAudit, Audit>({
    name: "audit",
    log,
    show,
    tell: tellProgress(events, "audit", ({ steps }) => steps),
    busy: null,
    failed: (job, error) => conclude(job, "failed", { end: "failed", reason: errorMessageOf(error) }),
    ended(job) {
      const { id, findings, summary } = job.state;
      const { promptId, setId, text, cases, askedSha256 } = job.context;
      const found = cases.flatMap(({ id: conversation, contentSha256 }) => {
        const finding = findings.get(conversation);
        return finding ? [{ id: conversation, contentSha256, finding: toStoredFinding(finding) }] : [];
      });
      const done = { ...summary, end: summary.end ?? "failed" };
      const kept = { id, promptId: Number(promptId), setId: Number(setId), text, askedSha256, summary: done };
      store.write(() => store.audits.put(kept, found));
      onEnd?.({ promptId, setId }, show(job));
    },
    // Those that have ended are in the project file.
    remembered: 0,
    unknown: "This audit has ended. Start it again to go on: nothing it learnt is lost.",
  });

  const work = async (job: AuditJob): Promise<void> => {
    const { state, context, signal } = job;
    const { findings, summary } = state;
    const { book, text, settings, session, cases, random, calls } = context;
    if (book.rules.length === 0) return conclude(job, "no-rules", null);
    if (context.unchecked === cases.length) return conclude(job, "no-checks", null);
    let planned = 0;
    const ask = async (id: string, without: readonly number[], sample: number): Promise<Observation> => {
      await yieldToEventLoop();
      signal.throwIfAborted();
      const system = without.length === 0 ? text : leaveOutRules(book, without);
      planned += session.callsFor(system, id, sample, settings);
      if (planned > calls) throw new BudgetSpent(`It would take more than the ${calls} calls that were said before.`);
      const outcome = await session.run(system, id, sample, settings);
      state.steps += 1;
      copySpent(state, session);
      job.report();
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
        if (signal.aborted) return { end: "stopped", reason: "Stopped." };
        if (error instanceof BudgetSpent) return { end: "budget", reason: error.message };
        return null;
      },
      onCase: (id, finding) => void findings.set(id, finding),
    });
    for (const [id, finding] of found.findings) findings.set(id, finding);
    summary.verified = found.verified;
    const halt = found.stop ?? modelFailed(found);
    conclude(job, halt?.end ?? "done", halt);
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
      const { provider, model } = request.model;
      return jobs.start({
        key: keyOf(request),
        prepare: (signal) => prepareAudit(dependencies, request, signal),
        release: ({ session }) => session.close(),
        begin: (id, prepared) => ({
          state: {
            id,
            running: true,
            findings: new Map(prepared.cases.map((one) => [one.id, emptyFinding("open")])),
            steps: 0,
            calls: 0,
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
          },
          context: prepared,
          work,
        }),
      });
    },

    stop: jobs.stop,
    settled: jobs.settled,
    close: jobs.close,

    /** The one under way, else the newest that was kept; of whatever text. */
    latest(promptId: string, setId: string): Audit | null {
      const job = jobs.latest(keyOf({ promptId, setId }));
      if (job?.state.running) return show(job);
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
  };
}
export type Audits = ReturnType<typeof createAudits>;

function keyOf({ promptId, setId }: { promptId: string; setId: string }): string {
  return JSON.stringify([promptId, setId]);
}

function copySpent(state: AuditState, { spent }: PreparedAudit["session"]): void {
  Object.assign(state.summary, spent);
  state.calls = spent.calls;
}

/** Where not one conversation could be asked to the end, the model failed, however few there are. */
function modelFailed({ findings }: AblationResult): AuditStop | null {
  const all = [...findings.values()];
  const failed = all.find(({ state }) => state === "failed");
  const through = all.some(({ state }) => state === "done" || state === "flaky");
  return failed && !through ? { end: "failed", reason: failed.reason ?? "" } : null;
}
