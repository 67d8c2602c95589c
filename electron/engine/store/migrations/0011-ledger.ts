import type { Migration } from "./migration.ts";

export const ledger: Migration = {
  number: 11,
  name: "ledger",
  sql: `
    -- A rule of a prompt that conversations are linked to, or proposed for. It is found in any text by its wordings.
    CREATE TABLE ledger_rules (
      id INTEGER PRIMARY KEY,
      prompt_id INTEGER NOT NULL REFERENCES prompts (id),
      -- As it stood where it was last seen.
      text TEXT NOT NULL,
      -- The newest version that was seen to have it; null while only a draft has.
      seen_number INTEGER,
      -- The draft's text that it was linked in, while no version has it.
      draft_text_id INTEGER REFERENCES texts (id),
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX ledger_rules_by_prompt ON ledger_rules (prompt_id);

    -- All that it was ever called, without list markers and with single spaces.
    CREATE TABLE ledger_wordings (
      rule_id INTEGER NOT NULL REFERENCES ledger_rules (id) ON DELETE CASCADE,
      wording TEXT NOT NULL,
      PRIMARY KEY (rule_id, wording)
    ) STRICT, WITHOUT ROWID;

    -- Versions up to this number have been looked through for new wordings.
    CREATE TABLE ledger_prompts (
      prompt_id INTEGER PRIMARY KEY REFERENCES prompts (id),
      followed INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE ledger_links (
      rule_id INTEGER NOT NULL REFERENCES ledger_rules (id) ON DELETE CASCADE,
      set_id INTEGER NOT NULL REFERENCES conversation_sets (id) ON DELETE CASCADE,
      -- Stays when the conversation is deleted: it may come back.
      conversation_id TEXT NOT NULL,
      origin TEXT NOT NULL CHECK (origin IN ('person', 'blame', 'audit')),
      created_at TEXT NOT NULL,
      PRIMARY KEY (rule_id, set_id, conversation_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ledger_links_by_conversation ON ledger_links (set_id, conversation_id);

    -- Links that a search proposes. A dismissed one stays, so that it is never proposed again.
    CREATE TABLE ledger_suggestions (
      rule_id INTEGER NOT NULL REFERENCES ledger_rules (id) ON DELETE CASCADE,
      set_id INTEGER NOT NULL REFERENCES conversation_sets (id) ON DELETE CASCADE,
      conversation_id TEXT NOT NULL,
      origin TEXT NOT NULL CHECK (origin IN ('person', 'blame', 'audit')),
      reason TEXT NOT NULL,
      dismissed INTEGER NOT NULL DEFAULT 0,
      created_at TEXT NOT NULL,
      PRIMARY KEY (rule_id, set_id, conversation_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ledger_suggestions_by_conversation ON ledger_suggestions (set_id, conversation_id);

    -- A conversation that gets another id keeps its rules.
    CREATE TRIGGER ledger_renames AFTER UPDATE OF id ON conversations WHEN OLD.id <> NEW.id BEGIN
      UPDATE OR REPLACE ledger_links SET conversation_id = NEW.id
        WHERE set_id = OLD.set_id AND conversation_id = OLD.id;
      UPDATE OR REPLACE ledger_suggestions SET conversation_id = NEW.id
        WHERE set_id = OLD.set_id AND conversation_id = OLD.id;
    END;
  `,
};
