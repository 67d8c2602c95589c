import type { Migration } from "./migration.ts";

export const limitsAndPrices: Migration = {
  number: 2,
  name: "limits and prices",
  sql: `
    ALTER TABLE runs ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE runs ADD COLUMN fail_fast INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE runs ADD COLUMN budget TEXT;

    ALTER TABLE models ADD COLUMN requests_per_minute INTEGER;
    ALTER TABLE models ADD COLUMN tokens_per_minute INTEGER;

    -- The person's own prices, in US dollars per million tokens; they win over the shipped list.
    CREATE TABLE prices (
      provider TEXT NOT NULL,
      model TEXT NOT NULL,
      input REAL NOT NULL,
      output REAL NOT NULL,
      saved_at TEXT NOT NULL,
      PRIMARY KEY (provider, model)
    ) STRICT, WITHOUT ROWID;
  `,
};
