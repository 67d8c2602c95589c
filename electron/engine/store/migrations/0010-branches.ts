import type { Migration } from "./migration.ts";

export const branches: Migration = {
  number: 10,
  name: "branches",
  sql: `
    -- The second parent of a merge.
    ALTER TABLE versions ADD COLUMN merged_id INTEGER REFERENCES versions (id);

    CREATE TABLE branches (
      id INTEGER PRIMARY KEY,
      prompt_id INTEGER NOT NULL REFERENCES prompts (id),
      name TEXT NOT NULL,
      head_id INTEGER REFERENCES versions (id),
      -- Where it left the branch it came from.
      base_id INTEGER REFERENCES versions (id),
      current INTEGER NOT NULL CHECK (current IN (0, 1)),
      updated_at TEXT NOT NULL,
      UNIQUE (prompt_id, name)
    ) STRICT;
    CREATE UNIQUE INDEX branches_current ON branches (prompt_id) WHERE current = 1;

    -- What there was is the branch main. Where a label is called so, the name gets a number: a REF means one thing.
    WITH RECURSIVE tries (n) AS (
      SELECT 1 UNION ALL SELECT n + 1 FROM tries WHERE n <= (SELECT count(*) FROM labels)
    )
    INSERT INTO branches (prompt_id, name, head_id, base_id, current, updated_at)
    SELECT p.id,
      (SELECT CASE n WHEN 1 THEN 'main' ELSE 'main-' || n END FROM tries
       WHERE CASE n WHEN 1 THEN 'main' ELSE 'main-' || n END
         NOT IN (SELECT l.name FROM labels l WHERE l.prompt_id = p.id)
       ORDER BY n LIMIT 1),
      v.id, NULL, 1, coalesce(v.created_at, p.created_at)
    FROM prompts p LEFT JOIN versions v ON v.prompt_id = p.id AND v.number =
      (SELECT max(number) FROM versions WHERE prompt_id = p.id AND deleted_at IS NULL);

    -- A draft belongs to a branch: going to another one loses no words.
    CREATE TABLE branch_drafts (
      branch_id INTEGER PRIMARY KEY REFERENCES branches (id) ON DELETE CASCADE,
      text TEXT NOT NULL,
      settings TEXT NOT NULL,
      base_version_id INTEGER REFERENCES versions (id),
      revision INTEGER NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT;
    INSERT INTO branch_drafts (branch_id, text, settings, base_version_id, revision, updated_at)
    SELECT b.id, d.text, d.settings, d.base_version_id, d.revision, d.updated_at
    FROM branches b JOIN drafts d ON d.prompt_id = b.prompt_id;
    INSERT INTO branch_drafts (branch_id, text, settings, base_version_id, revision, updated_at)
    SELECT b.id, coalesce(t.text, ''), coalesce(v.settings, '{}'), v.id, 1, b.updated_at
    FROM branches b LEFT JOIN versions v ON v.id = b.head_id LEFT JOIN texts t ON t.id = v.text_id
    WHERE b.id NOT IN (SELECT branch_id FROM branch_drafts);
    DROP TABLE drafts;
    ALTER TABLE branch_drafts RENAME TO drafts;
  `,
};
