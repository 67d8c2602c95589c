import type { JsonValue } from "../../../../shared/domain/check.ts";
import type { CheckContext } from "../check-kind.ts";
import { clip } from "../quote.ts";

/** What is wrong with a schema itself, with its place in it; null where nothing is. */
export async function inspectSchema(schema: JsonValue, sandbox: CheckContext["sandbox"]): Promise<string | null> {
  if (schema === null) return null;
  const result = await sandbox.schema(schema, null);
  return "problem" in result ? `the JSON Schema: ${clip(result.problem, 300)}` : null;
}

/** Whether a JSON text meets a schema, and where not; or why that cannot be told. */
export async function holdAgainst(
  schema: JsonValue,
  text: string,
  { sandbox }: CheckContext,
): Promise<{ valid: boolean; faults: string } | { problem: string }> {
  const result = await sandbox.schema(schema, text);
  if ("problem" in result) return { problem: `the JSON Schema: ${clip(result.problem, 300)}` };
  const faults = result.faults.slice(0, 2).map(({ path, message }) => `${path === "" ? "the whole" : path} ${message}`);
  return { valid: result.valid, faults: clip(faults.join("; "), 240) };
}
