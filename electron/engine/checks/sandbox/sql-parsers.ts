import type { SqlDialect } from "../../../../shared/domain/sql-dialect.ts";

/** The module that reads each dialect. They are loaded with the first check that needs them. */
export const sqlParsers = {
  MySQL: async () => (await import("node-sql-parser/build/mysql.js")).default,
  PostgresQL: async () => (await import("node-sql-parser/build/postgresql.js")).default,
  Sqlite: async () => (await import("node-sql-parser/build/sqlite.js")).default,
  MariaDB: async () => (await import("node-sql-parser/build/mariadb.js")).default,
  TransactSQL: async () => (await import("node-sql-parser/build/transactsql.js")).default,
  BigQuery: async () => (await import("node-sql-parser/build/bigquery.js")).default,
  Snowflake: async () => (await import("node-sql-parser/build/snowflake.js")).default,
  Redshift: async () => (await import("node-sql-parser/build/redshift.js")).default,
  Athena: async () => (await import("node-sql-parser/build/athena.js")).default,
  DB2: async () => (await import("node-sql-parser/build/db2.js")).default,
  FlinkSQL: async () => (await import("node-sql-parser/build/flinksql.js")).default,
  Hive: async () => (await import("node-sql-parser/build/hive.js")).default,
  Noql: async () => (await import("node-sql-parser/build/noql.js")).default,
  Trino: async () => (await import("node-sql-parser/build/trino.js")).default,
} satisfies Record<SqlDialect, unknown>;
