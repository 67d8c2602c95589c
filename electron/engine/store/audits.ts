import { z } from "zod";
import { auditEndSchema } from "../../../shared/domain/audit.ts";
import { usageGapsSchema } from "../../../shared/domain/usage.ts";
import type { Sql } from "./database.ts";
import type { TextsTable } from "./texts.ts";
import { readStored } from "./stored-json.ts";

const summarySchema = z.object({
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
export type AuditSummary = z.infer<typeof summarySchema>;

const findingSchema = z.object({
  state: z.enum(["done", "flaky", "unchecked", "failed", "open"]),
  pass: z.boolean(),
  baseKey: z.string(),
  effects: z.array(z.tuple([z.number(), z.enum(["guards", "fixes", "changes", "open"])])),
  blurred: z.array(z.number()),
  carried: z.boolean(),
  reason: z.string().nullable(),
});
export type KeptFinding = z.infer<typeof findingSchema>;

export interface KeptCase {
  id: string;
  contentSha256: string;
  finding: KeptFinding;
}

export interface KeptAudit {
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
const KEPT = 6;

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

  const read = (row: AuditRow): KeptAudit => ({
    number: row.number,
    id: row.id,
    promptId: row.prompt_id,
    setId: row.set_id,
    textId: row.text_id,
    askedSha256: row.asked_sha256,
    summary: readStored(summarySchema, row.summary, { table: "audits", row: row.id, column: "summary" }),
  });

  return {
    /** Keeps an audit that has ended, and lets go of the oldest ones. */
    put(audit: Omit<KeptAudit, "number" | "textId"> & { text: string }, found: readonly KeptCase[]): void {
      const { id, promptId, setId, text, askedSha256, summary } = audit;
      const textId = texts.put(text);
      const number = Number(
        insert.run(id, promptId, setId, textId, askedSha256, JSON.stringify(summary)).lastInsertRowid,
      );
      for (const one of found) insertCase.run(number, one.id, one.contentSha256, JSON.stringify(one.finding));
      for (const old of list.all(promptId, setId).slice(KEPT)) {
        removeCases.run(old.number);
        remove.run(old.number);
      }
    },
    /** Newest first. */
    list: (promptId: number, setId: number): KeptAudit[] => list.all(promptId, setId).map(read),
    cases: (number: number): KeptCase[] =>
      cases.all(number).map((row) => ({
        id: row.conversation_id,
        contentSha256: row.content_sha256,
        finding: readStored(findingSchema, row.finding, {
          table: "audit_cases",
          row: row.conversation_id,
          column: "finding",
        }),
      })),
  };
}
