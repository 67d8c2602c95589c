import { z } from "zod";
import type { VerdictStatus } from "../../../shared/domain/check.ts";
import type { CutReplies, ReplyMarks } from "../../../shared/domain/comparison.ts";
import { judgedBySchema, type JudgedBy } from "../../../shared/domain/judge.ts";
import { callAttemptSchema, type CallAttempt } from "../../../shared/domain/run.ts";
import { END_UNSAID_WARNING, KEY_IN_REPLY_WARNING } from "../../../shared/format/comparison-notes.ts";
import type { Sql } from "./database.ts";
import type { TextsTable } from "./texts.ts";
import { readStoredJson } from "./stored-json.ts";
import type { ConversationContent } from "../../../shared/domain/conversation.ts";

/** Identifies a reply within a run. `turn` is the index of the user turn it answers, from 0. */
export interface ReplyKey {
  runId: number;
  position: number;
  sample: number;
  turn: number;
}

export interface ReplyRecord {
  text: string;
  /** The model's thinking, which `replyReasoning` keeps; absent or null where there is none. */
  reasoning?: string | null;
  requestForm: string;
  finishReason: string;
  /** The provider's own word, empty where it has none; null in replies of builds that did not keep it. */
  rawFinishReason: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  latencyMs: number;
  cost: number | null;
  cached: boolean;
  usage: string;
  warnings: string[];
  attempts: CallAttempt[];
  library: string;
  cacheKey: Buffer;
}

interface StoredVerdict {
  status: VerdictStatus;
  reason: string;
  /** From 0 to 1; null for a plain yes or no. */
  score?: number | null;
  /** False for a check of weight 0. */
  counts?: boolean;
  /** Null where no model was asked. */
  judge?: JudgedBy | null;
}

interface VerdictRow {
  status: VerdictStatus;
  reason: string;
  score: number | null;
  counts: number;
  judge: string | null;
}

interface ReplyVerdictRow {
  turn: number;
  textId: number;
  index: number | null;
  status: VerdictStatus | null;
  counts: number | null;
}

export interface StoredOutput extends ReplyRecord {
  id: number;
  position: number;
  sample: number;
  turn: number;
  textId: number;
}

interface OutputRow {
  id: number;
  position: number;
  sample: number;
  turn: number;
  text_id: number;
  request_form_id: number;
  finish_reason: string;
  raw_finish_reason: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  latency_ms: number;
  cost: number | null;
  cached: number;
  usage: string;
  warnings: string | null;
  attempts: string | null;
  library: string;
  cache_key: Buffer;
}

/** Sums over the recorded replies of a run. Tokens and cost leave out cached replies, which cost nothing. */
export interface OutputTotals {
  recorded: number;
  cached: number;
  input: number;
  output: number;
  cost: number;
  /** Replies without a known cost, without a count of tokens in, and out. */
  unpriced: number;
  uncountedInput: number;
  uncountedOutput: number;
}

/** What is missing in the replies of a run. */
export interface EmptyReplyCounts {
  /** Without an answer, as the limit of output tokens was spent on thinking. */
  spent: number;
  /** Empty for any other reason than a filter. */
  empty: number;
}

/** A blank text is short; longer ones are not read for it. */
const isBlank = "octet_length(t.text) <= 4096 AND trim(t.text, char(32, 9, 10, 11, 12, 13, 160)) = ''";

const warningsSchema = z.array(z.string());
const attemptsSchema = z.array(callAttemptSchema);

/** The last output that was in the cache when it was cleared; 0 when it never was. */
const replyCacheFrom = "coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'cacheFrom'), 0)";

/** Earlier builds recorded broken generations as replies that ended for another reason than these. */
const isWholeReply = "(raw_finish_reason IS NOT NULL OR finish_reason IN ('stop', 'length'))";

export function outputsTable(sql: Sql, texts: TextsTable) {
  const insert = sql.prepare(`
    INSERT INTO outputs (run_id, position, sample, turn, text_id, request_form_id, finish_reason, raw_finish_reason, input_tokens,
      output_tokens, latency_ms, cost, cached, usage, warnings, attempts, library, cache_key, created_at)
    VALUES (@runId, @position, @sample, @turn, @textId, @requestFormId, @finishReason, @rawFinishReason, @inputTokens,
      @outputTokens, @latencyMs, @cost, @cached, @usage, @warnings, @attempts, @library, @cacheKey, @now)`);
  const insertVerdict = sql.prepare<[number, number, string, string, number | null, number, string | null]>(
    "INSERT INTO verdicts (output_id, check_index, status, reason, score, counts, judge) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const ofSample = sql.prepare<[number, number, number], OutputRow>(
    "SELECT * FROM outputs WHERE run_id = ? AND position = ? AND sample = ? ORDER BY turn",
  );
  const recorded = sql.prepare<[number], { position: number; sample: number; turn: number; text_id: number }>(
    "SELECT position, sample, turn, text_id FROM outputs WHERE run_id = ? ORDER BY position, sample, turn",
  );
  const byCacheKey = sql.prepare<[Buffer], OutputRow>(
    `SELECT * FROM outputs WHERE cache_key = ? AND id > ${replyCacheFrom} AND ${isWholeReply} LIMIT 1`,
  );
  const cut = sql.prepare<[number], { position: number; by: string; replies: number }>(`
    SELECT position, finish_reason AS "by", count(*) AS replies FROM outputs
    WHERE run_id = ? AND finish_reason IN ('length', 'content-filter') GROUP BY position, finish_reason`);
  const gaps = sql.prepare<[number], EmptyReplyCounts>(`
    SELECT coalesce(sum(blank AND thought), 0) AS spent, coalesce(sum(blank AND NOT thought), 0) AS empty
    FROM (SELECT ${isBlank} AND o.finish_reason <> 'content-filter' AS blank,
        o.finish_reason = 'length' AND r.run_id IS NOT NULL AS thought
      FROM outputs o JOIN texts t ON t.id = o.text_id LEFT JOIN reply_reasoning r
        ON r.run_id = o.run_id AND r.position = o.position AND r.sample = o.sample AND r.turn = o.turn
      WHERE o.run_id = ?)`);
  const warned = sql.prepare<[number, string], { replies: number }>(`
    SELECT count(*) AS replies FROM outputs WHERE run_id = ? AND warnings IS NOT NULL AND json_valid(warnings)
      AND EXISTS (SELECT 1 FROM json_each(warnings) WHERE value = ?)`);
  const cacheSize = sql.prepare<[], { replies: number; bytes: number }>(`
    SELECT (SELECT count(DISTINCT cache_key) FROM outputs WHERE id > ${replyCacheFrom}) AS replies,
      coalesce(sum(length(CAST(text AS BLOB))), 0) AS bytes
    FROM texts WHERE id IN (SELECT text_id FROM outputs WHERE id > ${replyCacheFrom})`);
  const newest = sql.prepare<[], { id: number | null }>("SELECT max(id) AS id FROM outputs");
  const averageReply = sql.prepare<[number], { tokens: number | null }>(`
    SELECT avg(coalesce(o.output_tokens, length(t.text) / 4.0)) AS tokens
    FROM outputs o JOIN texts t ON t.id = o.text_id WHERE o.run_id = ?`);
  const verdicts = sql.prepare<[number], VerdictRow>(
    "SELECT status, reason, score, counts, judge FROM verdicts WHERE output_id = ? ORDER BY check_index",
  );
  const failedTurns = sql.prepare<[number, number, number], { turn: number }>(`
    SELECT DISTINCT o.turn FROM outputs o JOIN verdicts v ON v.output_id = o.id
    WHERE o.run_id = ? AND o.position = ? AND o.sample = ? AND v.status <> 'pass' AND v.counts = 1
    ORDER BY o.turn`);
  const verdictsOf = sql.prepare<[number, number, number], ReplyVerdictRow>(`
    SELECT o.turn, o.text_id AS textId, v.check_index AS "index", v.status, v.counts
    FROM outputs o LEFT JOIN verdicts v ON v.output_id = o.id
    WHERE o.run_id = ? AND o.position = ? AND o.sample = ? ORDER BY o.turn, v.check_index`);
  const textAt = sql.prepare<[number, number, number, number], { id: number }>(
    "SELECT text_id AS id FROM outputs WHERE run_id = ? AND position = ? AND sample = ? AND turn = ?",
  );
  const totals = sql.prepare<[number], OutputTotals>(`
    SELECT count(*) AS recorded, coalesce(sum(cached), 0) AS cached, coalesce(sum(input_tokens * (1 - cached)), 0) AS input,
      coalesce(sum(output_tokens * (1 - cached)), 0) AS output, coalesce(sum(cost * (1 - cached)), 0) AS cost,
      coalesce(sum(cost IS NULL AND cached = 0), 0) AS unpriced,
      coalesce(sum(input_tokens IS NULL AND cached = 0), 0) AS uncountedInput,
      coalesce(sum(output_tokens IS NULL AND cached = 0), 0) AS uncountedOutput
    FROM outputs WHERE run_id = ?`);

  const toOutput = (row: OutputRow): StoredOutput => ({
    id: row.id,
    position: row.position,
    sample: row.sample,
    turn: row.turn,
    textId: row.text_id,
    text: texts.get(row.text_id),
    requestForm: texts.get(row.request_form_id),
    finishReason: row.finish_reason,
    rawFinishReason: row.raw_finish_reason,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    latencyMs: row.latency_ms,
    cost: row.cost,
    cached: row.cached === 1,
    usage: row.usage,
    warnings:
      row.warnings === null
        ? []
        : readStoredJson(warningsSchema, row.warnings, { table: "outputs", row: row.id, column: "warnings" }),
    attempts:
      row.attempts === null
        ? []
        : readStoredJson(attemptsSchema, row.attempts, { table: "outputs", row: row.id, column: "attempts" }),
    library: row.library,
    cacheKey: row.cache_key,
  });

  return {
    /** Records a reply and its verdicts; the caller holds the transaction. Returns the id of the reply's text. */
    insert(place: ReplyKey, facts: ReplyRecord, checked: readonly StoredVerdict[], now: string): number {
      const { text, requestForm, warnings, attempts, cached, ...rest } = facts;
      const textId = texts.put(text);
      const outputId = Number(
        insert.run({
          ...rest,
          // After the facts: a cached reply carries the place where it was first recorded.
          ...place,
          textId,
          requestFormId: texts.put(requestForm),
          cached: cached ? 1 : 0,
          warnings: warnings.length > 0 ? JSON.stringify(warnings) : null,
          attempts: attempts.length > 0 ? JSON.stringify(attempts) : null,
          now,
        }).lastInsertRowid,
      );
      checked.forEach(({ status, reason, score = null, counts = true, judge = null }, index) =>
        insertVerdict.run(outputId, index, status, reason, score, counts ? 1 : 0, judge && JSON.stringify(judge)),
      );
      return textId;
    },
    ofSample: (runId: number, position: number, sample: number): StoredOutput[] =>
      ofSample.all(runId, position, sample).map(toOutput),
    /** What a run already has, in order of position, sample and turn. */
    recorded: (runId: number) => recorded.all(runId),
    findCached(key: Buffer): StoredOutput | null {
      const row = byCacheKey.get(key);
      return row ? toOutput(row) : null;
    },
    /** Replies of a run that were cut off by the limit of tokens or by a filter, by position. */
    cutReplies(runId: number): Map<number, CutReplies> {
      const found = new Map<number, CutReplies>();
      for (const { position, by, replies } of cut.all(runId)) {
        const before = found.get(position) ?? { limit: 0, filter: 0 };
        found.set(position, { ...before, [by === "length" ? "limit" : "filter"]: replies });
      }
      return found;
    },
    /** The same for the whole run. */
    cutOfRun(runId: number): CutReplies {
      const all = cut.all(runId);
      const sum = (reason: string): number =>
        all.reduce((replies, row) => replies + (row.by === reason ? row.replies : 0), 0);
      return { limit: sum("length"), filter: sum("content-filter") };
    },
    /** Replies of a run that carry a mark in their warnings. */
    marksOfRun(runId: number): ReplyMarks {
      const withWarning = (warning: string): number => warned.get(runId, warning)?.replies ?? 0;
      return { redacted: withWarning(KEY_IN_REPLY_WARNING), endUnsaid: withWarning(END_UNSAID_WARNING) };
    },
    emptyRepliesOfRun: (runId: number): EmptyReplyCounts => gaps.get(runId) ?? { spent: 0, empty: 0 },
    /** Replies in the cache, and the size of their texts in bytes. */
    cacheSize: (): { replies: number; bytes: number } => cacheSize.get() ?? { replies: 0, bytes: 0 },
    newestId: (): number => newest.get()?.id ?? 0,
    /** Tokens of a run's replies on average, about four characters each where nobody counted; null without replies. */
    averageReplyTokens: (runId: number): number | null => averageReply.get(runId)?.tokens ?? null,
    verdicts: (outputId: number) =>
      verdicts.all(outputId).map((row) => ({
        ...row,
        counts: row.counts === 1,
        judge:
          row.judge === null
            ? null
            : readStoredJson(judgedBySchema, row.judge, { table: "verdicts", row: outputId, column: "judge" }),
      })),
    /** The turns of one sample whose reply did not pass all its checks. */
    failedTurns: (runId: number, position: number, sample: number): number[] =>
      failedTurns.all(runId, position, sample).map((row) => row.turn),
    /** The id of a reply's text; null where nothing is recorded. */
    textAt: (runId: number, position: number, sample: number, turn: number): number | null =>
      textAt.get(runId, position, sample, turn)?.id ?? null,
    /** What the checks said of every reply of a sample; a reply without checks has one row, of nulls. */
    verdictsOf: (runId: number, position: number, sample: number): ReplyVerdictRow[] =>
      verdictsOf.all(runId, position, sample),
    totals(runId: number): OutputTotals {
      const row = totals.get(runId);
      if (!row) throw new Error(`no totals for run ${runId}`);
      return row;
    },
  };
}

/** Verdicts that later checks take the place of. The caller holds the transaction of each of these. */
export function supersededVerdictsTable(sql: Sql) {
  const keep = sql.prepare<[string, number]>(`
    INSERT INTO superseded_verdicts (output_id, check_index, status, reason, score, counts, judge, superseded_at)
    SELECT output_id, check_index, status, reason, score, counts, judge, ? FROM verdicts WHERE output_id = ?`);
  const clear = sql.prepare<[number]>("DELETE FROM verdicts WHERE output_id = ?");
  const insert = sql.prepare<[number, number, string, string, number | null, number, string | null]>(
    "INSERT INTO verdicts (output_id, check_index, status, reason, score, counts, judge) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const move = sql.prepare<[number, number, number, number]>(
    "UPDATE run_conversations SET content_id = ?, checks = ? WHERE run_id = ? AND position = ?",
  );
  const verdicts = sql.prepare<[number, number]>(`
    INSERT OR IGNORE INTO person_verdicts (content_id, turn, text_id, verdict, note, author, created_at)
    SELECT ?, turn, text_id, verdict, note, author, created_at FROM person_verdicts WHERE content_id = ?`);
  const approved = sql.prepare<[number, number]>(`
    INSERT OR IGNORE INTO expected_replies (content_id, turn, text_id, method, threshold, author, created_at)
    SELECT ?, turn, text_id, method, threshold, author, created_at FROM expected_replies WHERE content_id = ?`);
  const matches = sql.prepare<{ from: number; to: number }>(`
    INSERT OR IGNORE INTO expected_matches (content_id, turn, text_id, expected_id, similarity)
    SELECT @to, m.turn, m.text_id, own.id, m.similarity
    FROM expected_matches m JOIN expected_replies e ON e.id = m.expected_id
    JOIN expected_replies own ON own.content_id = @to AND own.turn = e.turn AND own.text_id = e.text_id
    WHERE m.content_id = @from`);

  return {
    /** Puts verdicts in the place of a reply's, which are kept aside with the time (ISO). */
    replace(outputId: number, now: readonly StoredVerdict[], at: string): void {
      keep.run(at, outputId);
      clear.run(outputId);
      now.forEach(({ status, reason, score = null, counts = true, judge = null }, index) =>
        insert.run(outputId, index, status, reason, score, counts ? 1 : 0, judge && JSON.stringify(judge)),
      );
    },
    moveContent: (runId: number, position: number, contentId: number, checks: number): void =>
      void move.run(contentId, checks, runId, position),
    /** What people said and approved of replies to the same turns holds whatever they are checked by. */
    copyAnnotations(from: number, to: number): void {
      verdicts.run(to, from);
      approved.run(to, from);
      matches.run({ from, to });
    },
    /** As a run counts the checks of a conversation. */
    countChecks: ({ turns, checks }: ConversationContent): number =>
      turns.reduce((sum, turn) => sum + (turn.role === "user" ? (turn.checks?.length ?? 0) : 0), checks.length),
  };
}
