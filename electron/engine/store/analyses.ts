import { z } from "zod";
import { verdictStatusSchema } from "../../../shared/domain/check.ts";
import type { Sql } from "./database.ts";
import type { TextsTable } from "./texts.ts";
import { readStoredJson } from "./stored-json.ts";
import { auditEndSchema } from "../../../shared/domain/analysis.ts";
import { usageGapsSchema } from "../../../shared/domain/usage.ts";

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
        ? readStoredJson(judgedSchema, row.replies, {
            table: "trial_results",
            row: key.toString("hex"),
            column: "replies",
          })
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

const auditSummarySchema = z.object({
  end: auditEndSchema,
  reason: z.string(),
  version: z.string(),
  model: z.string(),
  at: z.string(),
  verified: z.object({ asked: z.number(), missed: z.number() }),
  callsAtMost: z.number(),
  calls: z.number(),
  cached: z.number(),
  tokens: z.object({ input: z.number(), output: z.number() }),
  cost: z.number().nullable(),
  gaps: usageGapsSchema.optional(),
});
export type AuditSummary = z.infer<typeof auditSummarySchema>;

const auditFindingSchema = z.object({
  state: z.enum(["done", "flaky", "unchecked", "failed", "open"]),
  pass: z.boolean(),
  baseKey: z.string(),
  effects: z.array(z.tuple([z.number(), z.enum(["guards", "fixes", "changes", "open"])])),
  blurred: z.array(z.number()),
  carried: z.boolean(),
  reason: z.string().nullable(),
});
export type StoredFinding = z.infer<typeof auditFindingSchema>;

interface StoredAuditCase {
  id: string;
  contentSha256: string;
  finding: StoredFinding;
}

export interface StoredAudit {
  number: number;
  id: string;
  promptId: number;
  setId: number;
  textId: number;
  /** Hash of the model, its settings and the judge. */
  askedSha256: Buffer;
  summary: AuditSummary;
}

interface AuditRow {
  number: number;
  id: string;
  prompt_id: number;
  set_id: number;
  text_id: number;
  asked_sha256: Buffer;
  summary: string;
}

/** So many of a prompt and set: enough to go on from, also after one that was stopped early. */
const MAX_STORED_AUDITS = 6;

export function auditsTable(sql: Sql, texts: TextsTable) {
  const insert = sql.prepare<[string, number, number, number, Buffer, string]>(
    "INSERT INTO audits (id, prompt_id, set_id, text_id, asked_sha256, summary) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const insertCase = sql.prepare<[number, string, string, string]>(
    "INSERT INTO audit_cases (audit, conversation_id, content_sha256, finding) VALUES (?, ?, ?, ?)",
  );
  const list = sql.prepare<[number, number], AuditRow>(
    "SELECT * FROM audits WHERE prompt_id = ? AND set_id = ? ORDER BY number DESC",
  );
  const cases = sql.prepare<[number], { conversation_id: string; content_sha256: string; finding: string }>(
    "SELECT conversation_id, content_sha256, finding FROM audit_cases WHERE audit = ?",
  );
  const removeCases = sql.prepare<[number]>("DELETE FROM audit_cases WHERE audit = ?");
  const remove = sql.prepare<[number]>("DELETE FROM audits WHERE number = ?");

  const read = (row: AuditRow): StoredAudit => ({
    number: row.number,
    id: row.id,
    promptId: row.prompt_id,
    setId: row.set_id,
    textId: row.text_id,
    askedSha256: row.asked_sha256,
    summary: readStoredJson(auditSummarySchema, row.summary, { table: "audits", row: row.id, column: "summary" }),
  });

  return {
    /** Keeps an audit that has ended, and lets go of the oldest ones. */
    put(audit: Omit<StoredAudit, "number" | "textId"> & { text: string }, found: readonly StoredAuditCase[]): void {
      const { id, promptId, setId, text, askedSha256, summary } = audit;
      const textId = texts.put(text);
      const number = Number(
        insert.run(id, promptId, setId, textId, askedSha256, JSON.stringify(summary)).lastInsertRowid,
      );
      for (const one of found) insertCase.run(number, one.id, one.contentSha256, JSON.stringify(one.finding));
      for (const old of list.all(promptId, setId).slice(MAX_STORED_AUDITS)) {
        removeCases.run(old.number);
        remove.run(old.number);
      }
    },
    /** Newest first. */
    list: (promptId: number, setId: number): StoredAudit[] => list.all(promptId, setId).map(read),
    cases: (number: number): StoredAuditCase[] =>
      cases.all(number).map((row) => ({
        id: row.conversation_id,
        contentSha256: row.content_sha256,
        finding: readStoredJson(auditFindingSchema, row.finding, {
          table: "audit_cases",
          row: row.conversation_id,
          column: "finding",
        }),
      })),
  };
}

interface ProposalAnswer {
  /** Whether it had the form that was asked for. */
  usable: boolean;
  /** PROVIDER/MODEL. */
  model: string;
  system: string;
  user: string;
  answer: string;
  inputTokens: number | null;
  outputTokens: number | null;
  cost: number | null;
  now: string;
}

/** What models proposed when they were asked for conversations, by the hash of all that decides it. */
export function proposalAnswersTable(sql: Sql, texts: TextsTable) {
  const find = sql.prepare<[Buffer], { answer_text_id: number }>(
    "SELECT answer_text_id FROM probe_answers WHERE cache_key = ? AND usable = 1",
  );
  const put = sql.prepare(`
    INSERT OR REPLACE INTO probe_answers (cache_key, usable, model, system_text_id, user_text_id, answer_text_id,
      input_tokens, output_tokens, cost, created_at)
    VALUES (@key, @usable, @model, @systemTextId, @userTextId, @answerTextId, @inputTokens, @outputTokens, @cost, @now)`);
  const forget = sql.prepare<[]>("DELETE FROM probe_answers");

  return {
    /** The answer, where it had the form that was asked for; null where nobody asked, or only in vain. */
    find(key: Buffer): string | null {
      const row = find.get(key);
      return row ? texts.get(row.answer_text_id) : null;
    },
    put(key: Buffer, { system, user, answer, usable, ...rest }: ProposalAnswer): void {
      const ids = { systemTextId: texts.put(system), userTextId: texts.put(user), answerTextId: texts.put(answer) };
      put.run({ key, ...rest, ...ids, usable: usable ? 1 : 0 });
    },
    /** Models are asked again from here on. */
    forget: (): void => void forget.run(),
  };
}
