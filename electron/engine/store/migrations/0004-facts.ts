import type { Migration } from "./migration.ts";

export const facts: Migration = {
  number: 4,
  name: "facts",
  sql: `
    -- Facts of a reply that its prompt and conversation do not carry; no row where there are none.
    CREATE TABLE reply_facts (
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      sample INTEGER NOT NULL,
      turn INTEGER NOT NULL,
      facts TEXT NOT NULL,
      PRIMARY KEY (run_id, position, sample, turn)
    ) STRICT, WITHOUT ROWID;

    -- Names the rules that every reply of the run was scanned with; null where none was.
    ALTER TABLE runs ADD COLUMN facts_rules INTEGER;
  `,
};
