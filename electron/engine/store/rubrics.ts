import type { Rubric, RubricVersion } from "../../../shared/domain/judge.ts";
import type { Sql } from "./database.ts";
import type { TextsTable } from "./texts.ts";

interface RubricRow {
  id: number;
  name: string;
  number: number;
  text_id: number;
  threshold: number | null;
  created_at: string;
}

const select = `
  SELECT r.id, r.name, v.number, v.text_id, v.threshold, v.created_at
  FROM rubrics r JOIN rubric_versions v ON v.rubric_id = r.id`;
const newestOf = "v.number = (SELECT max(number) FROM rubric_versions WHERE rubric_id = r.id)";

/** Named texts for judges, each with its versions, and the sets whose every reply they are about. */
export function rubricsTable(sql: Sql, texts: TextsTable) {
  const list = sql.prepare<[], RubricRow>(`${select} WHERE r.deleted_at IS NULL AND ${newestOf} ORDER BY r.id`);
  const byId = sql.prepare<[number], RubricRow>(`${select} WHERE r.id = ? AND r.deleted_at IS NULL AND ${newestOf}`);
  const ofSet = sql.prepare<[number], RubricRow>(`
    ${select} JOIN set_rubrics s ON s.rubric_id = r.id
    WHERE s.set_id = ? AND r.deleted_at IS NULL AND ${newestOf} ORDER BY r.id`);
  const versions = sql.prepare<[number], RubricRow>(`${select} WHERE r.id = ? ORDER BY v.number DESC`);
  const setIds = sql.prepare<[number], { set_id: number }>("SELECT set_id FROM set_rubrics WHERE rubric_id = ?");
  const named = sql.prepare<[string], { id: number }>("SELECT id FROM rubrics WHERE name = ? AND deleted_at IS NULL");
  const insert = sql.prepare<[string]>("INSERT INTO rubrics (name) VALUES (?)");
  const rename = sql.prepare<[string, number]>("UPDATE rubrics SET name = ? WHERE id = ?");
  const insertVersion = sql.prepare<[number, number, number, number | null, string]>(
    "INSERT INTO rubric_versions (rubric_id, number, text_id, threshold, created_at) VALUES (?, ?, ?, ?, ?)",
  );
  const attach = sql.prepare<[number, number]>("INSERT OR IGNORE INTO set_rubrics (set_id, rubric_id) VALUES (?, ?)");
  const detachAll = sql.prepare<[number]>("DELETE FROM set_rubrics WHERE rubric_id = ?");
  const remove = sql.prepare<[string, number]>("UPDATE rubrics SET deleted_at = ? WHERE id = ?");

  const toRubric = (row: RubricRow): Rubric => ({
    id: String(row.id),
    name: row.name,
    ...toVersion(row),
    setIds: setIds.all(row.id).map(({ set_id }) => String(set_id)),
  });
  const toVersion = (row: RubricRow): RubricVersion => ({
    number: row.number,
    text: texts.get(row.text_id),
    threshold: row.threshold,
    createdAt: row.created_at,
  });

  return {
    /** With the newest version of each. */
    list: (): Rubric[] => list.all().map(toRubric),
    get(id: number): Rubric | null {
      const row = byId.get(id);
      return row ? toRubric(row) : null;
    },
    ofSet: (setId: number): Rubric[] => ofSet.all(setId).map(toRubric),
    /** Newest first. */
    versions: (id: number): RubricVersion[] => versions.all(id).map(toVersion),
    idOf: (name: string): number | null => named.get(name)?.id ?? null,
    insert: (name: string): number => Number(insert.run(name).lastInsertRowid),
    rename: (id: number, name: string): void => void rename.run(name, id),
    insertVersion: (id: number, number: number, text: string, threshold: number | null, now: string): void =>
      void insertVersion.run(id, number, texts.put(text), threshold, now),
    setSets(id: number, sets: readonly number[]): void {
      detachAll.run(id);
      for (const setId of sets) attach.run(setId, id);
    },
    remove(id: number, now: string): void {
      detachAll.run(id);
      remove.run(now, id);
    },
  };
}
