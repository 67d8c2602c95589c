import { unusedKeys } from "./foreign-draft.ts";
import { isRecord, type JsonRecord, type ReadRecord, type RecordFormat } from "./format.ts";

const known = ["id", "title", "tags", "turns", "checks", "notes"];

/** Our own JSONL. Assistant turns are fixed replies here, whatever is asked of foreign ones. */
export const counterproofFormat: RecordFormat = {
  kind: "records",
  format: "counterproof",
  form: '{"turns": [{"role": "user", "content": "…"}]}',
  recognises: (record) => Array.isArray(record["turns"]) && typeof record["turns"][0] !== "string",
  read,
};

function read(record: JsonRecord): ReadRecord {
  const turns: unknown[] = Array.isArray(record["turns"]) ? record["turns"] : [];
  const inTurns = turns.filter(isRecord).flatMap((turn) => {
    const keys = turn["role"] === "user" ? ["role", "content", "checks"] : ["role", "content"];
    return unusedKeys(turn, keys, "turns[].");
  });
  return { ok: true, draft: record, warnings: [], general: [...new Set([...unusedKeys(record, known), ...inTurns])] };
}
