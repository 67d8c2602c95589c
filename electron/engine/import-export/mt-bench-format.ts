import type { Turn } from "../../../shared/domain/conversation.ts";
import { foreignConversation, idText, unusedKeyNotes } from "./foreign-records.ts";
import type { JsonRecord, ReadRecord, RecordFormat } from "./import-format.ts";

const known = ["question_id", "category", "turns", "reference"];

/** The question files of MT-Bench: user turns only, with reference answers for some. */
export const mtBenchFormat: RecordFormat<"mt-bench"> = {
  kind: "records",
  format: "mt-bench",
  form: '{"question_id": 81, "category": "…", "turns": ["…", "…"]}',
  recognises: (record) =>
    Array.isArray(record["turns"]) && (typeof record["turns"][0] === "string" || "question_id" in record),
  read,
};

function read(record: JsonRecord): ReadRecord {
  const given: unknown = record["turns"];
  if (!Array.isArray(given) || given.length === 0)
    return { ok: false, reason: '"turns" should be a list of questions' };
  const turns: Turn[] = [];
  for (const [at, content] of given.entries()) {
    if (typeof content !== "string") return { ok: false, reason: `turn ${at + 1} is not text` };
    if (content.trim() === "") return { ok: false, reason: `turn ${at + 1} has no text` };
    turns.push({ role: "user", content });
  }
  const id = idText(record["question_id"]);
  const category = record["category"];
  const draft = foreignConversation({
    id: id === undefined ? undefined : `mt-${id}`,
    title: undefined,
    tags: typeof category === "string" ? [category] : [],
    turns,
    checks: [],
    notes: references(record["reference"]),
  });
  return { ok: true, draft, warnings: [], general: unusedKeyNotes(record, known) };
}

function references(given: unknown): string[] {
  const list: unknown[] = Array.isArray(given) ? given : [given];
  return list.flatMap((text, at) =>
    typeof text === "string" && text.trim() !== "" ? [`Reference for turn ${at + 1}: ${text}`] : [],
  );
}
