import type { Migration } from "./migration.ts";

export const branches: Migration = {
  number: 10,
  name: "branches",
  sql: "SELECT 1",
};
