import type { z } from "zod";
import { Problem } from "../../../shared/problem.ts";

/** Where a text stands in a project file. The row is named by its key. */
export interface StoredPlace {
  table: string;
  column: string;
  row: number | string;
}

/**
 * Reads JSON that a project file holds. What cannot be read was damaged after it was written: a Problem
 * (damaged-project) says where it stands, so that the rest can be taken over without it.
 */
export function readStored<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  place: StoredPlace,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damagedAt(place, "is no JSON");
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const at = issue && issue.path.length > 0 ? ` (${issue.path.join(".")})` : "";
  throw damagedAt(place, `does not have the form that it is written in${at}`);
}

/** A list of JSON texts of one form, read at once: there may be tens of thousands. */
export function readStoredList<Schema extends z.ZodType>(
  schema: z.ZodArray<Schema>,
  texts: readonly string[],
  place: (at: number) => StoredPlace,
): z.output<Schema>[] {
  try {
    const all = schema.safeParse(JSON.parse(`[${texts.join(",")}]`));
    if (all.success && all.data.length === texts.length) return all.data;
  } catch {
    // Which one it is says the way below.
  }
  return texts.map((text, at) => readStored(schema.element, text, place(at)));
}

export function damagedAt({ table, column, row }: StoredPlace, what: string): Problem {
  return new Problem(
    "damaged-project",
    `The project is damaged: table ${table}, row ${row}, column ${column} ${what}. It was left as it is; "counterproof recover FILE --into NEW" takes what is whole into a new file.`,
    { table, column, row },
  );
}
