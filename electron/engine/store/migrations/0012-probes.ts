import type { Migration } from "./migration.ts";

export const probes: Migration = {
  number: 12,
  name: "probes",
  sql: "SELECT 1",
};
