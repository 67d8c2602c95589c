import type { Sql } from "./database.ts";
import type { TextsTable } from "./texts.ts";

export interface ProbeAnswer {
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
export function probesTable(sql: Sql, texts: TextsTable) {
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
    put(key: Buffer, { system, user, answer, usable, ...rest }: ProbeAnswer): void {
      const ids = { systemTextId: texts.put(system), userTextId: texts.put(user), answerTextId: texts.put(answer) };
      put.run({ key, ...rest, ...ids, usable: usable ? 1 : 0 });
    },
    /** Models are asked again from here on. */
    forget: (): void => void forget.run(),
  };
}
