/** The SQL that checks can tell, by promptfoo's names; the first is meant where a check names none. */
export const sqlDialects = [
  "MySQL",
  "PostgresQL",
  "Sqlite",
  "MariaDB",
  "TransactSQL",
  "BigQuery",
  "Snowflake",
  "Redshift",
  "Athena",
  "DB2",
  "FlinkSQL",
  "Hive",
  "Noql",
  "Trino",
] as const;
export type SqlDialect = (typeof sqlDialects)[number];
