import type { Migration } from "./migration.ts";

export const audits: Migration = {
  number: 9,
  name: "audits",
  sql: `
    -- What leaving out each rule of a prompt did: one text over one set with one model. The newest few are kept.
    CREATE TABLE audits (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      prompt_id INTEGER NOT NULL REFERENCES prompts (id),
      set_id INTEGER NOT NULL REFERENCES conversation_sets (id) ON DELETE CASCADE,
      text_id INTEGER NOT NULL REFERENCES texts (id),
      -- Hash of the model, its settings and the judge: findings of another one say nothing here.
      asked_sha256 BLOB NOT NULL,
      -- How it ended and what it took, as JSON.
      summary TEXT NOT NULL
    ) STRICT;
    CREATE INDEX audits_by_set ON audits (prompt_id, set_id, number);

    CREATE TABLE audit_cases (
      audit INTEGER NOT NULL REFERENCES audits (number) ON DELETE CASCADE,
      conversation_id TEXT NOT NULL,
      content_sha256 TEXT NOT NULL,
      -- Effects by the place of the rule in the text, as JSON.
      finding TEXT NOT NULL,
      PRIMARY KEY (audit, conversation_id)
    ) STRICT, WITHOUT ROWID;
  `,
};
