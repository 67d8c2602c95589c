export interface Migration {
  /** The `user_version` that the file has afterwards. */
  number: number;
  name: string;
  sql: string;
}
