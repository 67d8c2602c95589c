import type { Migration } from "./migration.ts";

export const people: Migration = {
  number: 6,
  name: "people",
  sql: `
    -- About a reply at its place, whatever run it stands in: the content of the conversation, the user turn, the text.
    CREATE TABLE person_verdicts (
      id INTEGER PRIMARY KEY,
      content_id INTEGER NOT NULL REFERENCES texts (id),
      turn INTEGER NOT NULL,
      text_id INTEGER NOT NULL REFERENCES texts (id),
      verdict TEXT NOT NULL CHECK (verdict IN ('good', 'bad')),
      note TEXT NOT NULL,
      author TEXT NOT NULL,
      created_at TEXT NOT NULL,
      UNIQUE (content_id, turn, text_id)
    ) STRICT;

    -- method and threshold are null where only the same text matches.
    CREATE TABLE expected_replies (
      id INTEGER PRIMARY KEY,
      content_id INTEGER NOT NULL REFERENCES texts (id),
      turn INTEGER NOT NULL,
      text_id INTEGER NOT NULL REFERENCES texts (id),
      method TEXT,
      threshold REAL,
      author TEXT NOT NULL,
      created_at TEXT NOT NULL,
      UNIQUE (content_id, turn, text_id)
    ) STRICT;

    -- Replies that match an approved one; found once per text, when either of the two comes in.
    CREATE TABLE expected_matches (
      content_id INTEGER NOT NULL,
      turn INTEGER NOT NULL,
      text_id INTEGER NOT NULL,
      expected_id INTEGER NOT NULL REFERENCES expected_replies (id) ON DELETE CASCADE,
      similarity REAL NOT NULL,
      PRIMARY KEY (content_id, turn, text_id, expected_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX expected_matches_by_expected ON expected_matches (expected_id);

    CREATE INDEX run_conversations_by_content ON run_conversations (content_id);
  `,
};
