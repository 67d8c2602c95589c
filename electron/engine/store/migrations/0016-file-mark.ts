import type { Migration } from "./migration.ts";

export const fileMark: Migration = {
  number: 16,
  name: "file-mark",
  sql: `
    -- What the file says of itself as a file (store/file-mark.ts): whether it is whole without its journal. One row.
    CREATE TABLE file_mark (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      mark TEXT NOT NULL
    ) STRICT;
    INSERT INTO file_mark (id, mark) VALUES (1, '');
  `,
};
