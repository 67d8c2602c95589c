import type { Migration } from "./migration.ts";

export const ledger: Migration = {
  number: 11,
  name: "ledger",
  sql: "SELECT 1",
};
