import type { Migration } from "./migration.ts";

export const randomRuns: Migration = {
  number: 14,
  name: "random-runs",
  sql: `
    -- Whether the run's model may answer the same request in another way. Null: the run is from before this was kept.
    ALTER TABLE runs ADD COLUMN random INTEGER CHECK (random IN (0, 1));
  `,
};
