import type { Migration } from "./migration.ts";

export const trials: Migration = {
  number: 8,
  name: "trials",
  sql: `
    -- Replies to requests that belong to no run: what bisect, blame and audit ask.
    CREATE TABLE trial_replies (
      cache_key BLOB PRIMARY KEY,
      text_id INTEGER NOT NULL REFERENCES texts (id),
      finish_reason TEXT NOT NULL,
      latency_ms REAL NOT NULL,
      cost REAL,
      created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- A whole sample by the hash of all that decides it: its replies with what checks said of them, as JSON. Whether it
    -- passes is reckoned when it is read, because people may have spoken since.
    CREATE TABLE trial_results (
      key BLOB PRIMARY KEY,
      replies TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
