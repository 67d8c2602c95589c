import type { Sql } from "./database.ts";

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
  // Each place has a weight of its own, so that two verdicts that change ways are seen as well as one.
  const stamp = sql.prepare<[number], { stamp: string }>(`
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

  const measured = sql.prepare<[number], { id: string; contentId: number }>(`
    SELECT c.conversation_id AS id, c.content_id AS contentId
    FROM run_conversations c JOIN texts t ON t.id = c.content_id
    WHERE c.run_id = ? AND instr(t.text, '"metric"') > 0`);

  return {
    rateSums: (runId: number): RateSums[] => rateSums.all(runId, runId),
    /** Moves whenever the standing of any sample of the run does. */
    stamp: (runId: number): string => stamp.get(runId)?.stamp ?? "",
    figures: (runId: number): ReplyFigures[] => figures.all(runId),
    /** Conversations of the run that speak of a metric, in a check or elsewhere. */
    measured: (runId: number): { id: string; contentId: number }[] => measured.all(runId),
    /** Every verdict's score; a plain pass is 1, a fail 0. Errors say nothing of the reply. */
    scores: (runId: number): ScoreRow[] => scores.all(runId),
  };
}
