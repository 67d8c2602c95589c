import { z } from "zod";
import { jsonValueSchema, type JsonValue } from "../../../../shared/domain/check.ts";
import { quote } from "../quote.ts";
import { describeValue, type Read } from "../read-value.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { inspectSchema } from "../structure/schema-finding.ts";

/** A function that a model may call, and the JSON Schema of its arguments. */
export interface ToolFunction {
  name: string;
  parameters: JsonValue;
}

const functionSchema = z.object({ name: z.string().min(1), parameters: jsonValueSchema.optional() });
const toolSchema = z.union([z.object({ function: functionSchema }).transform((tool) => tool.function), functionSchema]);

/** Tools as they stand in a request to OpenAI, or the bare functions; null where any tool may be called. */
export function readTools(value: JsonValue): Read<ToolFunction[] | null> {
  if (value === null) return { value: null };
  if (!Array.isArray(value) || value.length === 0) {
    return { needs: "nothing, or the list of tools as in a request to OpenAI" };
  }
  const tools: ToolFunction[] = [];
  for (const [at, item] of value.entries()) {
    const read = toolSchema.safeParse(item);
    if (!read.success) return { problem: `tool ${at + 1} has no function with a name: it is ${describeValue(item)}` };
    tools.push({ name: read.data.name, parameters: read.data.parameters ?? true });
  }
  return { value: tools };
}

/** What is wrong with the schema of a tool's arguments, or null. */
export async function inspectTools(tools: ToolFunction[] | null, sandbox: Sandbox): Promise<string | null> {
  for (const { name, parameters } of tools ?? []) {
    const problem = await inspectSchema(parameters, sandbox);
    if (problem !== null) return `the tool ${quote(name, 36)}: ${problem}`;
  }
  return null;
}
