import type { Migration } from "./migration.ts";

export const replyReasoning: Migration = {
  number: 15,
  name: "reply reasoning",
  sql: `
    -- The thinking of a reply, apart from its answer in outputs; no row where there is none. Replies that earlier builds
    -- recorded keep their thinking in their text: records are never rewritten.
    CREATE TABLE reply_reasoning (
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      sample INTEGER NOT NULL,
      turn INTEGER NOT NULL,
      text_id INTEGER NOT NULL REFERENCES texts (id),
      PRIMARY KEY (run_id, position, sample, turn)
    ) STRICT, WITHOUT ROWID;
  `,
};
