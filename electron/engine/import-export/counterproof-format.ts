import { unusedKeyNotes } from "./foreign-records.ts";
import { isJsonRecord, type JsonRecord, type ReadRecord, type RecordFormat } from "./import-format.ts";

const known = ["id", "title", "tags", "turns", "checks", "notes"];

/** Our own JSONL. Assistant turns are fixed replies here, whatever is asked of foreign ones. */
export const counterproofFormat: RecordFormat<"counterproof"> = {
  kind: "records",
  format: "counterproof",
  form: '{"turns": [{"role": "user", "content": "…"}]}',
  recognises: (record) => Array.isArray(record["turns"]) && typeof record["turns"][0] !== "string",
  read,
};

function read(record: JsonRecord): ReadRecord {
  const turns: unknown[] = Array.isArray(record["turns"]) ? record["turns"] : [];
  const inTurns = turns.filter(isJsonRecord).flatMap((turn) => {
    const keys = turn["role"] === "user" ? ["role", "content", "checks"] : ["role", "content"];
    return unusedKeyNotes(turn, keys, "turns[].");
  });
  return {
    ok: true,
    draft: record,
    warnings: [],
    general: [...new Set([...unusedKeyNotes(record, known), ...inTurns])],
  };
}
