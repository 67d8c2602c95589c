import type { Branch, Draft } from "../../../shared/domain/prompt.ts";
import { modelSettingsSchema, type ModelSettings } from "../../../shared/domain/model.ts";
import type { Sql } from "./database.ts";
import { readStoredJson } from "./stored-json.ts";

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

interface NewBranch {
  promptId: number;
  name: string;
  headId: number | null;
  baseId: number | null;
  current: boolean;
  now: string;
}

const selectBranch = `
  SELECT b.id, b.prompt_id, b.name, b.head_id, h.number AS head_number, o.number AS base_number, b.current,
    d.text <> coalesce(t.text, '') AS text_differs, d.settings AS draft_settings,
    coalesce(h.settings, '{}') AS head_settings, max(b.updated_at, d.updated_at) AS updated_at
  FROM branches b JOIN drafts d ON d.branch_id = b.id LEFT JOIN versions h ON h.id = b.head_id
    LEFT JOIN texts t ON t.id = h.text_id LEFT JOIN versions o ON o.id = b.base_id
  WHERE b.prompt_id = ?`;

/** The named lines of a prompt's versions. Exactly one of a prompt is current. */
export function branchesTable(sql: Sql) {
  const list = sql.prepare<[number], BranchRow>(`${selectBranch} ORDER BY b.id`);
  const find = sql.prepare<[number, string], BranchRow>(`${selectBranch} AND b.name = ?`);
  const current = sql.prepare<[number], BranchRow>(`${selectBranch} AND b.current = 1`);
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
    find: (promptId: number, name: string): StoredBranch | null => toBranchOrNull(find.get(promptId, name)),
    current: (promptId: number): StoredBranch | null => toBranchOrNull(current.get(promptId)),
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

function toBranchOrNull(row: BranchRow | undefined): StoredBranch | null {
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
      canonicalSettings(row.draft_settings, "drafts", row.name) !==
        canonicalSettings(row.head_settings, "versions", row.head_id ?? ""),
    updatedAt: row.updated_at,
  };
}

/** Settings with their keys in the schema's order, so that equal ones are equal texts. */
function canonicalSettings(settings: string, table: string, row: number | string): string {
  return JSON.stringify(readStoredJson(modelSettingsSchema, settings, { table, row, column: "settings" }));
}

interface DraftRow {
  prompt_id: number;
  branch: string;
  branch_id: number;
  text: string;
  settings: string;
  base_version_id: number | null;
  base_number: number | null;
  revision: number;
  updated_at: string;
}

interface StoredDraft extends Draft {
  branchId: number;
  baseVersionId: number | null;
}

interface DraftChange {
  branchId: number;
  text: string;
  settings: ModelSettings;
  baseVersionId: number | null;
  now: string;
}

const selectDraft = `
  SELECT d.*, b.prompt_id, b.name AS branch, v.number AS base_number
  FROM branches b JOIN drafts d ON d.branch_id = b.id LEFT JOIN versions v ON v.id = d.base_version_id`;

// Counted over all branches of the prompt, so that of two drafts a window hears of the newer one has the higher number.
const nextRevision = `(
  SELECT coalesce(max(d.revision), 0) + 1 FROM drafts d JOIN branches b ON b.id = d.branch_id
  WHERE b.prompt_id = (SELECT prompt_id FROM branches WHERE id = @branchId))`;

/** The working texts of a prompt: one a branch. */
export function draftsTable(sql: Sql) {
  const current = sql.prepare<[number], DraftRow>(`${selectDraft} WHERE b.prompt_id = ? AND b.current = 1`);
  const ofBranch = sql.prepare<[number], DraftRow>(`${selectDraft} WHERE b.id = ?`);
  const onVersion = sql.prepare<[number, number], DraftRow>(
    `${selectDraft} WHERE b.prompt_id = ? AND d.base_version_id = ? ORDER BY b.id`,
  );
  const write = sql.prepare(`
    INSERT INTO drafts (branch_id, text, settings, base_version_id, revision, updated_at)
    VALUES (@branchId, @text, @settings, @baseVersionId, ${nextRevision}, @now)
    ON CONFLICT (branch_id) DO UPDATE SET text = excluded.text, settings = excluded.settings,
      base_version_id = excluded.base_version_id, revision = excluded.revision, updated_at = excluded.updated_at`);
  const touch = sql.prepare(`UPDATE drafts SET revision = ${nextRevision} WHERE branch_id = @branchId`);

  return {
    /** The draft of the prompt's current branch. */
    current: (promptId: number): StoredDraft | null => toDraftOrNull(current.get(promptId)),
    ofBranch: (branchId: number): StoredDraft | null => toDraftOrNull(ofBranch.get(branchId)),
    /** Those that were started from a version. */
    onVersion: (promptId: number, versionId: number): StoredDraft[] => onVersion.all(promptId, versionId).map(toDraft),
    write: (draft: DraftChange): void => void write.run({ ...draft, settings: JSON.stringify(draft.settings) }),
    /** A new revision of the same words: a window that holds the draft of another time or branch has to look again. */
    touch: (branchId: number): void => void touch.run({ branchId }),
  };
}

function toDraftOrNull(row: DraftRow | undefined): StoredDraft | null {
  return row ? toDraft(row) : null;
}

function toDraft(row: DraftRow): StoredDraft {
  return {
    promptId: String(row.prompt_id),
    branch: row.branch,
    branchId: row.branch_id,
    text: row.text,
    settings: readStoredJson(modelSettingsSchema, row.settings, {
      table: "drafts",
      row: row.branch_id,
      column: "settings",
    }),
    baseNumber: row.base_number,
    baseVersionId: row.base_version_id,
    revision: row.revision,
    updatedAt: row.updated_at,
  };
}
