import type { Migration } from "./migration.ts";

export const sampling: Migration = {
  number: 7,
  name: "sampling",
  sql: `
    -- Of a run with auto-samples: its limit a side, as JSON. Null is a fixed number, in samples.
    ALTER TABLE runs ADD COLUMN sampling TEXT;

    -- Further samples of a baseline, taken for the run that is compared with it: they belong to that run, so that
    -- the baseline's own run stays what it was. Samples are numbered on from the baseline's.
    ALTER TABLE runs ADD COLUMN beside_run_id INTEGER REFERENCES runs (id) ON DELETE CASCADE;
    CREATE UNIQUE INDEX runs_beside ON runs (beside_run_id) WHERE beside_run_id IS NOT NULL;

    -- How sampling ended; null while it is open, and in runs with a fixed number of samples.
    ALTER TABLE run_conversations ADD COLUMN decision TEXT
      CHECK (decision IN ('broke', 'fixed', 'stillPassing', 'stillFailing', 'flaky', 'undecided'));
  `,
};
