import type { Migration } from "./migration.ts";

export const initial: Migration = {
  number: 1,
  name: "initial",
  sql: `
    CREATE TABLE settings (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Every longer text once, by content: prompts, replies, conversations, request forms.
    CREATE TABLE texts (
      id INTEGER PRIMARY KEY,
      sha256 BLOB NOT NULL UNIQUE,
      text TEXT NOT NULL
    ) STRICT;

    CREATE TABLE prompts (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      created_at TEXT NOT NULL,
      deleted_at TEXT
    ) STRICT;
    CREATE UNIQUE INDEX prompts_by_name ON prompts (name) WHERE deleted_at IS NULL;

    CREATE TABLE versions (
      id INTEGER PRIMARY KEY,
      prompt_id INTEGER NOT NULL REFERENCES prompts (id),
      number INTEGER NOT NULL,
      parent_id INTEGER REFERENCES versions (id),
      text_id INTEGER NOT NULL REFERENCES texts (id),
      settings TEXT NOT NULL,
      author TEXT NOT NULL,
      message TEXT NOT NULL,
      added INTEGER NOT NULL,
      removed INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      deleted_at TEXT,
      UNIQUE (prompt_id, number)
    ) STRICT;

    CREATE TABLE drafts (
      prompt_id INTEGER PRIMARY KEY REFERENCES prompts (id),
      text TEXT NOT NULL,
      settings TEXT NOT NULL,
      base_version_id INTEGER REFERENCES versions (id),
      revision INTEGER NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE labels (
      prompt_id INTEGER NOT NULL REFERENCES prompts (id),
      name TEXT NOT NULL,
      version_id INTEGER NOT NULL REFERENCES versions (id),
      moved_at TEXT NOT NULL,
      PRIMARY KEY (prompt_id, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE conversation_sets (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE conversations (
      set_id INTEGER NOT NULL REFERENCES conversation_sets (id) ON DELETE CASCADE,
      id TEXT NOT NULL,
      position INTEGER NOT NULL,
      title TEXT NOT NULL,
      tags TEXT NOT NULL,
      notes TEXT NOT NULL,
      content_id INTEGER NOT NULL REFERENCES texts (id),
      turns INTEGER NOT NULL,
      checks INTEGER NOT NULL,
      first_user_turn TEXT NOT NULL,
      PRIMARY KEY (set_id, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX conversations_in_order ON conversations (set_id, position);

    CREATE TABLE models (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      provider TEXT NOT NULL,
      model TEXT NOT NULL,
      base_url TEXT,
      settings TEXT NOT NULL,
      is_default INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    -- A run keeps its own copy of all that decided it, so that nothing deleted later can break it.
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY,
      prompt_id INTEGER NOT NULL REFERENCES prompts (id),
      version_id INTEGER REFERENCES versions (id),
      text_id INTEGER NOT NULL REFERENCES texts (id),
      set_id INTEGER REFERENCES conversation_sets (id) ON DELETE SET NULL,
      set_name TEXT NOT NULL,
      set_sha256 TEXT NOT NULL,
      provider TEXT NOT NULL,
      model TEXT NOT NULL,
      base_url TEXT,
      settings TEXT NOT NULL,
      samples INTEGER NOT NULL,
      concurrency INTEGER NOT NULL,
      history TEXT NOT NULL CHECK (history IN ('live', 'pinned')),
      baseline_run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
      use_cache INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('running', 'complete', 'incomplete', 'cancelled', 'interrupted')),
      owner_pid INTEGER,
      heartbeat_at TEXT,
      progress TEXT NOT NULL,
      created_at TEXT NOT NULL,
      finished_at TEXT
    ) STRICT;
    CREATE INDEX runs_by_prompt ON runs (prompt_id, id);

    CREATE TABLE run_conversations (
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      conversation_id TEXT NOT NULL,
      title TEXT NOT NULL,
      tags TEXT NOT NULL,
      notes TEXT NOT NULL,
      content_id INTEGER NOT NULL REFERENCES texts (id),
      turns INTEGER NOT NULL,
      checks INTEGER NOT NULL,
      PRIMARY KEY (run_id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_conversations_by_id ON run_conversations (run_id, conversation_id);

    -- One row per reply. turn is the index of the user turn it answers, from 0.
    CREATE TABLE outputs (
      id INTEGER PRIMARY KEY,
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      sample INTEGER NOT NULL,
      turn INTEGER NOT NULL,
      text_id INTEGER NOT NULL REFERENCES texts (id),
      request_form_id INTEGER NOT NULL REFERENCES texts (id),
      finish_reason TEXT NOT NULL,
      input_tokens INTEGER,
      output_tokens INTEGER,
      latency_ms REAL NOT NULL,
      cost REAL,
      cached INTEGER NOT NULL,
      usage TEXT NOT NULL,
      warnings TEXT,
      attempts TEXT,
      library TEXT NOT NULL,
      cache_key BLOB NOT NULL,
      created_at TEXT NOT NULL,
      UNIQUE (run_id, position, sample, turn)
    ) STRICT;
    CREATE INDEX outputs_by_cache_key ON outputs (cache_key);

    -- check_index counts the turn's own checks first, then the conversation's.
    CREATE TABLE verdicts (
      output_id INTEGER NOT NULL REFERENCES outputs (id) ON DELETE CASCADE,
      check_index INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('pass', 'fail', 'error')),
      reason TEXT NOT NULL,
      PRIMARY KEY (output_id, check_index)
    ) STRICT, WITHOUT ROWID;

    -- One row per finished sample of a conversation; reply_texts lists its text ids by user turn.
    CREATE TABLE sample_results (
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      sample INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'unevaluated')),
      reply_texts TEXT NOT NULL,
      PRIMARY KEY (run_id, position, sample)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE failures (
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      sample INTEGER NOT NULL,
      turn INTEGER NOT NULL,
      kind TEXT NOT NULL,
      message TEXT NOT NULL,
      attempts TEXT NOT NULL,
      PRIMARY KEY (run_id, position, sample)
    ) STRICT, WITHOUT ROWID;
  `,
};
