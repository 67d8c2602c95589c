import type { Migration } from "./migration.ts";

export const probes: Migration = {
  number: 12,
  name: "probes",
  sql: `
    -- What a model was asked for conversations that step past a fix, and what it answered. Only an answer of the form
    -- that was asked for (usable) is found again.
    CREATE TABLE probe_answers (
      cache_key BLOB PRIMARY KEY,
      usable INTEGER NOT NULL CHECK (usable IN (0, 1)),
      model TEXT NOT NULL,
      system_text_id INTEGER NOT NULL REFERENCES texts (id),
      user_text_id INTEGER NOT NULL REFERENCES texts (id),
      answer_text_id INTEGER NOT NULL REFERENCES texts (id),
      input_tokens INTEGER,
      output_tokens INTEGER,
      cost REAL,
      created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
