import { modelSettingsSchema, type ModelSettings } from "../../../shared/domain/model.ts";
import type { Draft } from "../../../shared/domain/prompt.ts";
import type { Sql } from "./database.ts";

interface DraftRow {
  prompt_id: number;
  text: string;
  settings: string;
  base_version_id: number | null;
  base_number: number | null;
  revision: number;
  updated_at: string;
}

export interface DraftChange {
  promptId: number;
  text: string;
  settings: ModelSettings;
  baseVersionId: number | null;
  now: string;
}

export function draftsTable(sql: Sql) {
  const read = sql.prepare<[number], DraftRow>(`
    SELECT d.*, v.number AS base_number FROM drafts d LEFT JOIN versions v ON v.id = d.base_version_id
    WHERE d.prompt_id = ?`);
  const write = sql.prepare(`
    INSERT INTO drafts (prompt_id, text, settings, base_version_id, revision, updated_at)
    VALUES (@promptId, @text, @settings, @baseVersionId, 1, @now)
    ON CONFLICT (prompt_id) DO UPDATE SET text = excluded.text, settings = excluded.settings,
      base_version_id = excluded.base_version_id, revision = revision + 1, updated_at = excluded.updated_at`);

  return {
    get(promptId: number): (Draft & { baseVersionId: number | null }) | null {
      const row = read.get(promptId);
      if (!row) return null;
      return {
        promptId: String(row.prompt_id),
        text: row.text,
        settings: modelSettingsSchema.parse(JSON.parse(row.settings)),
        baseNumber: row.base_number,
        baseVersionId: row.base_version_id,
        revision: row.revision,
        updatedAt: row.updated_at,
      };
    },
    write: (draft: DraftChange): void => void write.run({ ...draft, settings: JSON.stringify(draft.settings) }),
  };
}
