import { hash } from "node:crypto";
import type { Sql } from "./database.ts";

export function sha256(text: string): Buffer {
  // In one go: an object for each hash would keep native memory until it is collected.
  return hash("sha256", text, "buffer");
}

/** Texts by content: the same text is stored once, however often it is used. */
export function textsTable(sql: Sql) {
  const find = sql.prepare<[Buffer], { id: number }>("SELECT id FROM texts WHERE sha256 = ?");
  const insert = sql.prepare<[Buffer, string]>("INSERT INTO texts (sha256, text) VALUES (?, ?)");
  const read = sql.prepare<[number], { text: string }>("SELECT text FROM texts WHERE id = ?");

  const putHashed = (text: string): { id: number; sha256: string } => {
    const key = sha256(text);
    return { id: find.get(key)?.id ?? Number(insert.run(key, text).lastInsertRowid), sha256: key.toString("hex") };
  };
  return {
    put: (text: string): number => putHashed(text).id,
    putHashed,
    find: (text: string): number | null => find.get(sha256(text))?.id ?? null,
    get(id: number): string {
      const row = read.get(id);
      if (!row) throw new Error(`text ${id} is missing`);
      return row.text;
    },
  };
}
export type TextsTable = ReturnType<typeof textsTable>;
