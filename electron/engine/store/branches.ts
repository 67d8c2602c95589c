import type { Branch } from "../../../shared/domain/branch.ts";
import { modelSettingsSchema } from "../../../shared/domain/model.ts";
import type { Sql } from "./database.ts";
import { readStored } from "./stored-json.ts";

interface BranchRow {
  id: number;
  prompt_id: number;
  name: string;
  head_id: number | null;
  head_number: number | null;
  base_number: number | null;
  current: number;
  text_differs: number;
  draft_settings: string;
  head_settings: string;
  updated_at: string;
}

/** A branch with the ids that only the store knows. */
export interface StoredBranch extends Branch {
  id: number;
  headId: number | null;
}

export interface NewBranch {
  promptId: number;
  name: string;
  headId: number | null;
  baseId: number | null;
  current: boolean;
  now: string;
}

const select = `
  SELECT b.id, b.prompt_id, b.name, b.head_id, h.number AS head_number, o.number AS base_number, b.current,
    d.text <> coalesce(t.text, '') AS text_differs, d.settings AS draft_settings,
    coalesce(h.settings, '{}') AS head_settings, max(b.updated_at, d.updated_at) AS updated_at
  FROM branches b JOIN drafts d ON d.branch_id = b.id LEFT JOIN versions h ON h.id = b.head_id
    LEFT JOIN texts t ON t.id = h.text_id LEFT JOIN versions o ON o.id = b.base_id
  WHERE b.prompt_id = ?`;

/** The named lines of a prompt's versions. Exactly one of a prompt is current. */
export function branchesTable(sql: Sql) {
  const list = sql.prepare<[number], BranchRow>(`${select} ORDER BY b.id`);
  const find = sql.prepare<[number, string], BranchRow>(`${select} AND b.name = ?`);
  const current = sql.prepare<[number], BranchRow>(`${select} AND b.current = 1`);
  const insert = sql.prepare(`
    INSERT INTO branches (prompt_id, name, head_id, base_id, current, updated_at)
    VALUES (@promptId, @name, @headId, @baseId, @current, @now)`);
  const leave = sql.prepare<[number]>("UPDATE branches SET current = 0 WHERE prompt_id = ? AND current = 1");
  const enter = sql.prepare<[number]>("UPDATE branches SET current = 1 WHERE id = ?");
  const move = sql.prepare<[number | null, string, number]>(
    "UPDATE branches SET head_id = ?, updated_at = ? WHERE id = ?",
  );
  const rename = sql.prepare<[string, string, number]>("UPDATE branches SET name = ?, updated_at = ? WHERE id = ?");
  const remove = sql.prepare<[number]>("DELETE FROM branches WHERE id = ?");

  return {
    /** In the order they were made. */
    list: (promptId: number): StoredBranch[] => list.all(promptId).map(toBranch),
    find: (promptId: number, name: string): StoredBranch | null => optional(find.get(promptId, name)),
    current: (promptId: number): StoredBranch | null => optional(current.get(promptId)),
    /** Gives the id. Its draft has to follow in the same transaction. */
    insert: (branch: NewBranch): number =>
      Number(insert.run({ ...branch, current: branch.current ? 1 : 0 }).lastInsertRowid),
    makeCurrent(promptId: number, id: number): void {
      leave.run(promptId);
      enter.run(id);
    },
    moveHead: (id: number, versionId: number | null, now: string): void => void move.run(versionId, now, id),
    rename: (id: number, name: string, now: string): void => void rename.run(name, now, id),
    /** Takes its draft along. */
    remove: (id: number): void => void remove.run(id),
  };
}

function optional(row: BranchRow | undefined): StoredBranch | null {
  return row ? toBranch(row) : null;
}

function toBranch(row: BranchRow): StoredBranch {
  return {
    id: row.id,
    promptId: String(row.prompt_id),
    name: row.name,
    headId: row.head_id,
    headNumber: row.head_number,
    baseNumber: row.base_number,
    current: row.current === 1,
    edited:
      row.text_differs === 1 ||
      inOrder(row.draft_settings, "drafts", row.name) !== inOrder(row.head_settings, "versions", row.head_id ?? ""),
    updatedAt: row.updated_at,
  };
}

/** Settings with their keys in the schema's order, so that equal ones are equal texts. */
function inOrder(settings: string, table: string, row: number | string): string {
  return JSON.stringify(readStored(modelSettingsSchema, settings, { table, row, column: "settings" }));
}
