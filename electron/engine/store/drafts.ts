import { modelSettingsSchema, type ModelSettings } from "../../../shared/domain/model.ts";
import type { Draft } from "../../../shared/domain/prompt.ts";
import type { Sql } from "./database.ts";
import { readStored } from "./stored-json.ts";

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

export interface StoredDraft extends Draft {
  branchId: number;
  baseVersionId: number | null;
}

export interface DraftChange {
  branchId: number;
  text: string;
  settings: ModelSettings;
  baseVersionId: number | null;
  now: string;
}

const select = `
  SELECT d.*, b.prompt_id, b.name AS branch, v.number AS base_number
  FROM branches b JOIN drafts d ON d.branch_id = b.id LEFT JOIN versions v ON v.id = d.base_version_id`;

// Counted over all branches of the prompt, so that of two drafts a window hears of the newer one has the higher number.
const next = `(
  SELECT coalesce(max(d.revision), 0) + 1 FROM drafts d JOIN branches b ON b.id = d.branch_id
  WHERE b.prompt_id = (SELECT prompt_id FROM branches WHERE id = @branchId))`;

/** The working texts of a prompt: one a branch. */
export function draftsTable(sql: Sql) {
  const current = sql.prepare<[number], DraftRow>(`${select} WHERE b.prompt_id = ? AND b.current = 1`);
  const ofBranch = sql.prepare<[number], DraftRow>(`${select} WHERE b.id = ?`);
  const onVersion = sql.prepare<[number, number], DraftRow>(
    `${select} WHERE b.prompt_id = ? AND d.base_version_id = ? ORDER BY b.id`,
  );
  const write = sql.prepare(`
    INSERT INTO drafts (branch_id, text, settings, base_version_id, revision, updated_at)
    VALUES (@branchId, @text, @settings, @baseVersionId, ${next}, @now)
    ON CONFLICT (branch_id) DO UPDATE SET text = excluded.text, settings = excluded.settings,
      base_version_id = excluded.base_version_id, revision = excluded.revision, updated_at = excluded.updated_at`);
  const touch = sql.prepare(`UPDATE drafts SET revision = ${next} WHERE branch_id = @branchId`);

  return {
    /** The draft of the prompt's current branch. */
    current: (promptId: number): StoredDraft | null => optional(current.get(promptId)),
    ofBranch: (branchId: number): StoredDraft | null => optional(ofBranch.get(branchId)),
    /** Those that were started from a version. */
    onVersion: (promptId: number, versionId: number): StoredDraft[] => onVersion.all(promptId, versionId).map(toDraft),
    write: (draft: DraftChange): void => void write.run({ ...draft, settings: JSON.stringify(draft.settings) }),
    /** A new revision of the same words: a window that holds the draft of another time or branch has to look again. */
    touch: (branchId: number): void => void touch.run({ branchId }),
  };
}

function optional(row: DraftRow | undefined): StoredDraft | null {
  return row ? toDraft(row) : null;
}

function toDraft(row: DraftRow): StoredDraft {
  return {
    promptId: String(row.prompt_id),
    branch: row.branch,
    branchId: row.branch_id,
    text: row.text,
    settings: readStored(modelSettingsSchema, row.settings, {
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
