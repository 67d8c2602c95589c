import { z } from "zod";
import { verdictStatusSchema } from "../../../shared/domain/check.ts";
import type { Sql } from "./database.ts";
import type { TextsTable } from "./texts.ts";
import { readStored } from "./stored-json.ts";

/** What checks look at in a reply. */
export interface TrialReply {
  text: string;
  finishReason: string;
  latencyMs: number;
  cost: number | null;
}

/** One verdict for each check of the turn, in their order. */
const judgedSchema = z.array(
  z.object({
    turn: z.number(),
    textId: z.number(),
    verdicts: z.array(z.object({ status: verdictStatusSchema, counts: z.boolean() })),
  }),
);
export type JudgedReplies = z.infer<typeof judgedSchema>;

interface ReplyRow {
  text_id: number;
  finish_reason: string;
  latency_ms: number;
  cost: number | null;
}

/** What bisect, blame and audit asked: kept apart from runs, and found again by what decides it. */
export function trialsTable(sql: Sql, texts: TextsTable) {
  const reply = sql.prepare<[Buffer], ReplyRow>("SELECT * FROM trial_replies WHERE cache_key = ?");
  const putReply = sql.prepare<[Buffer, number, string, number, number | null, string]>(`
    INSERT OR REPLACE INTO trial_replies (cache_key, text_id, finish_reason, latency_ms, cost, created_at)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const result = sql.prepare<[Buffer], { replies: string }>("SELECT replies FROM trial_results WHERE key = ?");
  const putResult = sql.prepare<[Buffer, string, string]>(
    "INSERT OR REPLACE INTO trial_results (key, replies, created_at) VALUES (?, ?, ?)",
  );
  const forgetReplies = sql.prepare<[]>("DELETE FROM trial_replies");
  const forgetResults = sql.prepare<[]>("DELETE FROM trial_results");

  return {
    reply(key: Buffer): TrialReply | null {
      const row = reply.get(key);
      if (!row) return null;
      return {
        text: texts.get(row.text_id),
        finishReason: row.finish_reason,
        latencyMs: row.latency_ms,
        cost: row.cost,
      };
    },
    putReply(key: Buffer, { text, finishReason, latencyMs, cost }: TrialReply, now: string): void {
      putReply.run(key, texts.put(text), finishReason, latencyMs, cost, now);
    },
    result(key: Buffer): JudgedReplies | null {
      const row = result.get(key);
      return row
        ? readStored(judgedSchema, row.replies, { table: "trial_results", row: key.toString("hex"), column: "replies" })
        : null;
    },
    putResult: (key: Buffer, replies: JudgedReplies, now: string): void =>
      void putResult.run(key, JSON.stringify(replies), now),
    /** Everything is asked again from here on. */
    forget(): void {
      forgetReplies.run();
      forgetResults.run();
    },
  };
}
