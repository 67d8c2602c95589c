import type Database from "better-sqlite3";
import type { z } from "zod";
import { Problem } from "../../../shared/problem.ts";

/** Columns that hold JSON, by table. */
export const jsonColumns: Readonly<Record<string, readonly string[]>> = {
  models: ["settings"],
  versions: ["settings"],
  drafts: ["settings"],
  conversations: ["tags"],
  run_conversations: ["tags"],
  runs: ["settings", "progress", "sampling", "budget"],
  outputs: ["warnings", "attempts"],
  verdicts: ["judge"],
  failures: ["attempts"],
  reply_facts: ["facts"],
  held_replies: ["facts"],
  run_judges: ["judge"],
  audits: ["summary"],
  audit_cases: ["finding"],
  preferences: ["calls"],
  trial_results: ["replies"],
};

/** Where a text stands in a project file. The row is named by its key. */
interface StoredLocation {
  table: string;
  column: string;
  row: number | string;
}

/**
 * Reads JSON that a project file holds. What cannot be read was damaged after it was written: a Problem
 * (damaged-project) says where it stands, so that the rest can be taken over without it.
 */
export function readStoredJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  place: StoredLocation,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damagedColumnProblem(place, "is no JSON");
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const at = issue && issue.path.length > 0 ? ` (${issue.path.join(".")})` : "";
  throw damagedColumnProblem(place, `does not have the form that it is written in${at}`);
}

/** A list of JSON texts of one form, read at once: there may be tens of thousands. */
export function readStoredJsonList<Schema extends z.ZodType>(
  schema: z.ZodArray<Schema>,
  texts: readonly string[],
  place: (at: number) => StoredLocation,
): z.output<Schema>[] {
  try {
    const all = schema.safeParse(JSON.parse(`[${texts.join(",")}]`));
    if (all.success && all.data.length === texts.length) return all.data;
  } catch {
    // The loop below finds which one it is.
  }
  return texts.map((text, at) => readStoredJson(schema.element, text, place(at)));
}

export function damagedColumnProblem({ table, column, row }: StoredLocation, what: string): Problem {
  return new Problem(
    "damaged-project",
    `The project is damaged: table ${table}, row ${row}, column ${column} ${what}. It was left as it is; "counterproof recover FILE --into NEW" takes what is whole into a new file.`,
    { table, column, row },
  );
}

/** The first column that holds no JSON where it should; null where all do. */
export function findDamagedJson(sql: Database.Database): StoredLocation | null {
  for (const [table, columns] of Object.entries(jsonColumns)) {
    const [key = ""] = sql
      .prepare<[string], string>("SELECT name FROM pragma_table_info(?) ORDER BY pk = 0, pk, cid")
      .pluck()
      .all(table);
    for (const column of key === "" ? [] : columns) {
      const row = sql
        .prepare<[], string | number>(
          `SELECT "${key}" FROM "${table}" WHERE "${column}" IS NOT NULL AND NOT json_valid("${column}") LIMIT 1`,
        )
        .pluck()
        .get();
      if (row !== undefined) return { table, column, row };
    }
  }
  return null;
}
