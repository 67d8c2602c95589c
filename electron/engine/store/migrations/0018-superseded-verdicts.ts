import type { Migration } from "./migration.ts";

export const supersededVerdicts: Migration = {
  number: 18,
  name: "superseded-verdicts",
  sql: `
    -- What checks said of replies before these were checked again by edited ones.
    CREATE TABLE superseded_verdicts (
      id INTEGER PRIMARY KEY,
      output_id INTEGER NOT NULL REFERENCES outputs (id) ON DELETE CASCADE,
      check_index INTEGER NOT NULL,
      status TEXT NOT NULL,
      reason TEXT NOT NULL,
      score REAL,
      counts INTEGER NOT NULL,
      judge TEXT,
      superseded_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX superseded_verdicts_by_output ON superseded_verdicts (output_id);
  `,
};
