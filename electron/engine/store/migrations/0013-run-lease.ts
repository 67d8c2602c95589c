import type { Migration } from "./migration.ts";

export const runLease: Migration = {
  number: 13,
  name: "run-lease",
  sql: `
    -- Which process replays the run, as JSON (replay/run-lease.ts); NULL where none does. owner_pid told too little: ids
    -- of processes are reused, and count anew in each container. It stays, unused.
    ALTER TABLE runs ADD COLUMN lease TEXT;
  `,
};
