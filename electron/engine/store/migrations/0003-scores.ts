import type { Migration } from "./migration.ts";

export const scores: Migration = {
  number: 3,
  name: "scores",
  sql: `
    -- From 0 to 1, where a check has a score; counts is 0 for a check of weight 0, which never fails a reply.
    ALTER TABLE verdicts ADD COLUMN score REAL;
    ALTER TABLE verdicts ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
  `,
};
