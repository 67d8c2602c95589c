import type { Migration } from "./migration.ts";

export const judges: Migration = {
  number: 5,
  name: "judges",
  sql: `
    -- Who judged, as JSON: the model's name and the ids of its calls. Null where no model was asked.
    ALTER TABLE verdicts ADD COLUMN judge TEXT;

    -- Every answer of a judge, with what it was asked. Usable answers are the cache of later questions.
    CREATE TABLE judge_calls (
      id INTEGER PRIMARY KEY,
      cache_key BLOB NOT NULL,
      usable INTEGER NOT NULL,
      model TEXT NOT NULL,
      system_text_id INTEGER NOT NULL REFERENCES texts (id),
      user_text_id INTEGER NOT NULL REFERENCES texts (id),
      answer_text_id INTEGER NOT NULL REFERENCES texts (id),
      input_tokens INTEGER,
      output_tokens INTEGER,
      cost REAL,
      latency_ms REAL NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX judge_calls_by_key ON judge_calls (cache_key) WHERE usable = 1;

    -- Vectors of single texts, as 32-bit floats.
    CREATE TABLE embeddings (
      id INTEGER PRIMARY KEY,
      cache_key BLOB NOT NULL UNIQUE,
      vector BLOB NOT NULL
    ) STRICT;

    -- A run's own copy of the judge that it was started with, as JSON.
    CREATE TABLE run_judges (
      run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
      judge TEXT NOT NULL
    ) STRICT;

    -- Replies that were had when the run was stopped before their checks were through: a resumed run judges them.
    CREATE TABLE held_replies (
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      sample INTEGER NOT NULL,
      turn INTEGER NOT NULL,
      facts TEXT NOT NULL,
      PRIMARY KEY (run_id, position, sample, turn)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rubrics (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      deleted_at TEXT
    ) STRICT;
    CREATE UNIQUE INDEX rubrics_by_name ON rubrics (name) WHERE deleted_at IS NULL;

    -- Immutable, numbered per rubric. threshold is the score from 0 to 1 that has to be reached beside a pass.
    CREATE TABLE rubric_versions (
      rubric_id INTEGER NOT NULL REFERENCES rubrics (id),
      number INTEGER NOT NULL,
      text_id INTEGER NOT NULL REFERENCES texts (id),
      threshold REAL,
      created_at TEXT NOT NULL,
      PRIMARY KEY (rubric_id, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE set_rubrics (
      set_id INTEGER NOT NULL REFERENCES conversation_sets (id) ON DELETE CASCADE,
      rubric_id INTEGER NOT NULL REFERENCES rubrics (id),
      PRIMARY KEY (set_id, rubric_id)
    ) STRICT, WITHOUT ROWID;

    -- Which of two runs' replies a judge preferred, asked in both orders; calls lists the ids of both.
    CREATE TABLE preferences (
      baseline_run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      candidate_run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      conversation_id TEXT NOT NULL,
      sample INTEGER NOT NULL,
      turn INTEGER NOT NULL,
      winner TEXT NOT NULL CHECK (winner IN ('baseline', 'candidate', 'tie', 'error')),
      agreed INTEGER NOT NULL,
      reason TEXT NOT NULL,
      model TEXT NOT NULL,
      calls TEXT NOT NULL,
      created_at TEXT NOT NULL,
      PRIMARY KEY (baseline_run_id, candidate_run_id, conversation_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX preferences_by_candidate ON preferences (candidate_run_id);
  `,
};
