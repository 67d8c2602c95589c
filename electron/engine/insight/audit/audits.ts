import { randomUUID } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import type { AuditPlan, AuditRequest } from "../../../../shared/contract/audit.ts";
import type { Audit, AuditEndKind } from "../../../../shared/domain/audit.ts";
import { messageOf, stackOf } from "../../../../shared/message-of.ts";
import { Problem } from "../../../../shared/problem.ts";
import { now } from "../../clock.ts";
import type { Events } from "../../events.ts";
import type { AuditSummary } from "../../store/audits.ts";
import { BudgetSpent } from "../trials/trial.ts";
import { keep, unkeep } from "./earlier.ts";
import { knockOut } from "./knock-out.ts";
import type { Look } from "./look.ts";
import { prepareAudit, type AuditDependencies, type Prepared } from "./prepare.ts";
import { present } from "./present.ts";
import { leaveOut, splitRules } from "./rules.ts";
import { standingsOf } from "./standings.ts";
import { emptyFinding, type AuditEnd, type CaseFinding, type Halt } from "./terms.ts";
import { reasonOf } from "./words.ts";

export interface AuditsDependencies extends AuditDependencies {
  events: Events;
  log(line: string): void;
  /** Told of what was found, however it ended. */
  onEnd?(of: { promptId: string; setId: string }, found: Audit): void;
}

interface Job {
  id: string;
  prepared: Prepared;
  findings: Map<string, CaseFinding>;
  steps: number;
  summary: Omit<AuditSummary, "end"> & { end: AuditSummary["end"] | null };
  stop: AbortController;
  finished: Promise<Audit>;
}

const TELL_EVERY_MS = 100;
const CLOSING = "closing";

/** Leaves out every rule of a prompt in turn; keeps what it found in the project file. */
export function createAudits(dependencies: AuditsDependencies) {
  const { store, events, log, onEnd } = dependencies;
  const jobs = new Map<string, Job>();

  const show = ({ id, prepared, findings, summary }: Job): Audit =>
    present({
      id,
      running: summary.end === null,
      text: prepared.text,
      setId: prepared.setId,
      rules: prepared.book.rules,
      findings,
      summary,
    });

  const end = (job: Job, kind: AuditEndKind, halt: Halt | null): Audit => {
    const { id, prepared, findings, summary, stop } = job;
    const { promptId, setId, text, cases, askedSha256 } = prepared;
    takeSpent(job);
    prepared.session.close();
    const standings = standingsOf(prepared.book.rules.length, cases, findings);
    const done: AuditSummary = { ...summary, end: kind, reason: reasonOf(kind, standings, halt), at: now() };
    job.summary = done;
    const found = cases.flatMap(({ id: conversation, contentSha256 }) => {
      const finding = findings.get(conversation);
      return finding ? [{ id: conversation, contentSha256, finding: keep(finding) }] : [];
    });
    if (stop.signal.reason !== CLOSING) {
      const kept = { id, promptId: Number(promptId), setId: Number(setId), text, askedSha256, summary: done };
      store.write(() => store.audits.put(kept, found));
    }
    events.emit({
      type: "insight",
      insight: { kind: "audit", id, running: false, steps: job.steps, calls: done.calls },
    });
    const shown = show(job);
    if (stop.signal.reason !== CLOSING) onEnd?.({ promptId, setId }, shown);
    return shown;
  };

  const work = async (job: Job): Promise<Audit> => {
    const { prepared, findings, stop } = job;
    const { book, text, settings, session, cases, random, calls } = prepared;
    if (book.rules.length === 0) return end(job, "no-rules", null);
    if (prepared.unchecked === cases.length) return end(job, "no-checks", null);
    let toldAt = 0;
    const tell = (): void => {
      takeSpent(job);
      if (Date.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = Date.now();
      const insight = { kind: "audit" as const, id: job.id, running: true, steps: job.steps, calls: job.summary.calls };
      events.emit({ type: "insight", insight });
    };
    let planned = 0;
    const ask = async (id: string, without: readonly number[], sample: number): Promise<Look> => {
      await breathe();
      stop.signal.throwIfAborted();
      const system = without.length === 0 ? text : leaveOut(book, without);
      planned += session.callsFor(system, id, sample, settings);
      if (planned > calls) throw new BudgetSpent(`It would take more than the ${calls} calls that were said before.`);
      const outcome = await session.run(system, id, sample, settings);
      job.steps += 1;
      tell();
      const judged = session.judgedOf(system, id, sample, settings) ?? [];
      const checks = judged.flatMap(({ verdicts }) =>
        verdicts.filter(({ counts }) => counts).map(({ status }) => status),
      );
      return { pass: outcome === "pass", checks: checks.join(), replies: judged.map(({ textId }) => textId).join() };
    };
    const found: AuditEnd = await knockOut({
      rules: book.rules.length,
      cases,
      ask,
      random,
      haltOf(error) {
        if (stop.signal.aborted) return { end: "stopped", reason: "Stopped." };
        if (error instanceof BudgetSpent) return { end: "budget", reason: error.message };
        return null;
      },
      onCase: (id, finding) => void findings.set(id, finding),
    });
    for (const [id, finding] of found.findings) findings.set(id, finding);
    job.summary.verified = found.verified;
    const halt = found.halt ?? noneAsked(found);
    return end(job, halt?.end ?? "done", halt);
  };

  const requireJob = (id: string): Job => {
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
      const underWay = find(jobs, request);
      if (underWay) return show(underWay);
      const stop = new AbortController();
      const prepared = await prepareAudit(dependencies, request, stop.signal);
      const { provider, model } = request.model;
      const finished = Promise.withResolvers<Audit>();
      const job: Job = {
        id: randomUUID(),
        prepared,
        findings: new Map(prepared.cases.map(({ id }) => [id, emptyFinding("open")])),
        steps: 0,
        summary: {
          end: null,
          reason: "",
          version: prepared.version,
          model: `${provider}/${model}`,
          at: now(),
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
          log(`audit: ${stackOf(error)}`);
          return end(job, "failed", { end: "failed", reason: messageOf(error) });
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
      const underWay = find(jobs, { promptId, setId });
      if (underWay) return show(underWay);
      const [kept] = store.audits.list(Number(promptId), Number(setId));
      if (!kept) return null;
      const text = store.texts.get(kept.textId);
      const findings = new Map(store.audits.cases(kept.number).map(({ id, finding }) => [id, unkeep(finding)]));
      return present({
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
      for (const { stop } of all) stop.abort(CLOSING);
      await Promise.allSettled(all.map(({ finished }) => finished));
    },
  };
}
export type Audits = ReturnType<typeof createAudits>;

function find(jobs: ReadonlyMap<string, Job>, of: { promptId: string; setId: string }): Job | null {
  const isOf = ({ prepared, summary }: Job): boolean =>
    summary.end === null && prepared.promptId === of.promptId && prepared.setId === of.setId;
  return [...jobs.values()].find(isOf) ?? null;
}

function takeSpent({ summary, prepared }: Job): void {
  Object.assign(summary, prepared.session.spent);
}

/** Where not one conversation could be asked to the end, the model failed, however few there are. */
function noneAsked({ findings }: AuditEnd): Halt | null {
  const all = [...findings.values()];
  const failed = all.find(({ state }) => state === "failed");
  const through = all.some(({ state }) => state === "done" || state === "flaky");
  return failed && !through ? { end: "failed", reason: failed.reason ?? "" } : null;
}
