import { z } from "zod";
import { callAttemptSchema, type CallAttempt } from "../../../shared/domain/run.ts";
import type { Sql } from "./database.ts";
import { readStoredJson, readStoredJsonList } from "./stored-json.ts";

export type SampleStatus = "passed" | "failed" | "unevaluated";

/** One finished sample of a conversation. `replyTexts` has a text id per user turn, null where the reply is fixed. */
export interface SampleResult {
  position: number;
  sample: number;
  status: SampleStatus;
  replyTexts: (number | null)[];
}

/** A sample that could not be finished: the call of one turn failed for good. */
export interface Failure {
  position: number;
  sample: number;
  turn: number;
  kind: string;
  message: string;
  attempts: CallAttempt[];
}

interface PassCount {
  id: string;
  passed: number;
  samples: number;
}

interface ResultRow {
  position: number;
  sample: number;
  status: SampleStatus;
  reply_texts: string;
}

interface FailureRow {
  position: number;
  sample: number;
  turn: number;
  kind: string;
  message: string;
  attempts: string;
}

const replyTextsSchema = z.array(z.array(z.number().nullable()));
const attemptsSchema = z.array(callAttemptSchema);

export function resultsTable(sql: Sql) {
  const insert = sql.prepare<[number, number, number, string, string]>(
    "INSERT INTO sample_results (run_id, position, sample, status, reply_texts) VALUES (?, ?, ?, ?, ?)",
  );
  const statusAt = sql.prepare<[number, number, number], { status: SampleStatus }>(
    "SELECT status FROM sample_results WHERE run_id = ? AND position = ? AND sample = ?",
  );
  const setStatus = sql.prepare<[string, number, number, number]>(
    "UPDATE sample_results SET status = ? WHERE run_id = ? AND position = ? AND sample = ?",
  );
  const ofRun = sql.prepare<[number], ResultRow>(
    "SELECT position, sample, status, reply_texts FROM sample_results WHERE run_id = ? ORDER BY position, sample",
  );
  const ofConversation = sql.prepare<[number, number], ResultRow>(
    "SELECT position, sample, status, reply_texts FROM sample_results WHERE run_id = ? AND position = ? ORDER BY sample",
  );
  const mostSamples = sql.prepare<[number], { most: number | null }>(`
    SELECT max(samples) AS most
    FROM (SELECT count(*) AS samples FROM sample_results WHERE run_id = ? GROUP BY position)`);
  const tallies = sql.prepare<[number], { status: SampleStatus; n: number }>(
    "SELECT status, count(*) AS n FROM sample_results WHERE run_id = ? GROUP BY status",
  );
  const passCounts = sql.prepare<[number], PassCount>(`
    SELECT c.conversation_id AS id, sum(s.status = 'passed') AS passed, sum(s.status <> 'unevaluated') AS samples
    FROM sample_results s JOIN run_conversations c ON c.run_id = s.run_id AND c.position = s.position
    WHERE s.run_id = ? GROUP BY s.position`);
  const insertFailure = sql.prepare<[number, number, number, number, string, string, string]>(
    "INSERT OR REPLACE INTO failures (run_id, position, sample, turn, kind, message, attempts) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const failures = sql.prepare<[number], FailureRow>(
    "SELECT * FROM failures WHERE run_id = ? ORDER BY position, sample",
  );
  const failureAt = sql.prepare<[number, number, number], FailureRow>(
    "SELECT * FROM failures WHERE run_id = ? AND position = ? AND sample = ?",
  );
  const clearFailures = sql.prepare<[number]>("DELETE FROM failures WHERE run_id = ?");

  return {
    insert: (runId: number, result: SampleResult): void =>
      void insert.run(runId, result.position, result.sample, result.status, JSON.stringify(result.replyTexts)),
    /** Null while the sample is not finished. */
    statusAt: (runId: number, position: number, sample: number): SampleStatus | null =>
      statusAt.get(runId, position, sample)?.status ?? null,
    setStatus: (runId: number, position: number, sample: number, status: SampleStatus): void =>
      void setStatus.run(status, runId, position, sample),
    ofRun: (runId: number): SampleResult[] => toResults(ofRun.all(runId)),
    ofConversation: (runId: number, position: number): SampleResult[] => toResults(ofConversation.all(runId, position)),
    /** The largest number of samples that a conversation of the run has; 0 without any. */
    mostSamples: (runId: number): number => mostSamples.get(runId)?.most ?? 0,
    tallies(runId: number): Record<SampleStatus, number> {
      const counts: Record<SampleStatus, number> = { passed: 0, failed: 0, unevaluated: 0 };
      for (const row of tallies.all(runId)) counts[row.status] = row.n;
      return counts;
    },
    /** Per conversation, how many of the samples that could be evaluated passed; replies are not read. */
    passCounts: (runId: number): PassCount[] => passCounts.all(runId),
    insertFailure: (runId: number, failure: Failure): void => {
      const { position, sample, turn, kind, message, attempts } = failure;
      insertFailure.run(runId, position, sample, turn, kind, message, JSON.stringify(attempts));
    },
    failures: (runId: number): Failure[] => failures.all(runId).map(toFailure),
    failureAt(runId: number, position: number, sample: number): Failure | null {
      const row = failureAt.get(runId, position, sample);
      return row ? toFailure(row) : null;
    },
    clearFailures: (runId: number): void => void clearFailures.run(runId),
  };
}

/** All lists of texts are parsed as one: there may be tens of thousands. */
function toResults(rows: readonly ResultRow[]): SampleResult[] {
  const texts = readStoredJsonList(
    replyTextsSchema,
    rows.map((row) => row.reply_texts),
    (at) => ({ table: "sample_results", row: placeOf(rows[at]), column: "reply_texts" }),
  );
  return rows.map(({ position, sample, status }, at) => ({ position, sample, status, replyTexts: texts[at] ?? [] }));
}

function toFailure(row: FailureRow): Failure {
  return {
    ...row,
    attempts: readStoredJson(attemptsSchema, row.attempts, {
      table: "failures",
      row: placeOf(row),
      column: "attempts",
    }),
  };
}

/** A row is named by the position of its conversation and the sample. */
function placeOf(row: { position: number; sample: number } | undefined): string {
  return row ? `${row.position}/${row.sample}` : "";
}

/** Sums over the conversations of a run that bear the same list of tags and could be judged. */
export interface RateSums {
  /** JSON. */
  tags: string;
  conversations: number;
  unchecked: number;
  samples: number;
  /** Of the share of each conversation's samples that passed, and of its square. */
  shares: number;
  squares: number;
}

/** Milliseconds, characters, US dollars. A tuple: half a million of these are read in one go. */
export type ReplyFigures = [latency: number, length: number, cost: number | null];

export interface ScoreRow {
  conversationId: string;
  turn: number;
  checkIndex: number;
  score: number;
}

/** Figures over whole runs. Each query reads one run by its index; the sums are made in SQL. */
export function trendsTable(sql: Sql) {
  const rateSums = sql.prepare<[number, number], RateSums>(`
    SELECT c.tags, count(*) AS conversations, sum(c.checks = 0) AS unchecked, sum(s.samples) AS samples,
      total(s.share) AS shares, total(s.share * s.share) AS squares
    FROM (
      SELECT position, sum(status <> 'unevaluated') AS samples,
        sum(status = 'passed') * 1.0 / sum(status <> 'unevaluated') AS share
      FROM sample_results WHERE run_id = ? GROUP BY position
    ) s JOIN run_conversations c ON c.run_id = ? AND c.position = s.position
    WHERE s.samples > 0 GROUP BY c.tags`);
  // Each place has a weight of its own, so that two verdicts that change in opposite directions are noticed as well as one.
  const selectStatusChecksum = sql.prepare<[number], { stamp: string }>(`
    SELECT count(*) || ' ' || coalesce(sum(
      ((position * 1009 + sample) * 2654435761 % 4294967291)
      * CASE status WHEN 'passed' THEN 1 WHEN 'failed' THEN 2 ELSE 3 END), 0) AS stamp
    FROM sample_results WHERE run_id = ?`);
  const figures = sql
    .prepare<[number], ReplyFigures>(
      "SELECT o.latency_ms, length(t.text), o.cost FROM outputs o JOIN texts t ON t.id = o.text_id WHERE o.run_id = ?",
    )
    .raw();
  const scores = sql.prepare<[number], ScoreRow>(`
    SELECT c.conversation_id AS conversationId, o.turn, v.check_index AS checkIndex,
      coalesce(v.score, v.status = 'pass') AS score
    FROM outputs o JOIN verdicts v ON v.output_id = o.id
    JOIN run_conversations c ON c.run_id = o.run_id AND c.position = o.position
    WHERE o.run_id = ? AND v.status <> 'error'`);

  const selectMeasured = sql.prepare<[number], { id: string; contentId: number }>(`
    SELECT c.conversation_id AS id, c.content_id AS contentId
    FROM run_conversations c JOIN texts t ON t.id = c.content_id
    WHERE c.run_id = ? AND instr(t.text, '"metric"') > 0`);

  return {
    rateSums: (runId: number): RateSums[] => rateSums.all(runId, runId),
    /** Changes whenever the status of any sample of the run does. */
    statusChecksum: (runId: number): string => selectStatusChecksum.get(runId)?.stamp ?? "",
    figures: (runId: number): ReplyFigures[] => figures.all(runId),
    /** Conversations of the run that speak of a metric, in a check or elsewhere. */
    conversationsWithMetric: (runId: number): { id: string; contentId: number }[] => selectMeasured.all(runId),
    /** Every verdict's score; a plain pass is 1, a fail 0. Errors say nothing of the reply. */
    scores: (runId: number): ScoreRow[] => scores.all(runId),
  };
}
