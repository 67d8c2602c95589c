import { z } from "zod";
import { jsonValueSchema, type JsonValue } from "../../../../shared/domain/check.ts";
import { quote } from "../message-text.ts";
import { describeValue, type ReadResult } from "../read-value.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { inspectSchema, validateAgainstSchema } from "../structure/json-schema.ts";
import { defineKind, type CheckContext, type Finding } from "../check-kind.ts";
import { findJsonFault } from "../structure/json-syntax.ts";

/** A function that a model may call, and the JSON Schema of its arguments. */
interface ToolFunction {
  name: string;
  parameters: JsonValue;
}

const functionSchema = z.object({ name: z.string().min(1), parameters: jsonValueSchema.optional() });
const toolSchema = z.union([z.object({ function: functionSchema }).transform((tool) => tool.function), functionSchema]);

/** Tools as they stand in a request to OpenAI, or the bare functions; null where any tool may be called. */
function readTools(value: JsonValue): ReadResult<ToolFunction[] | null> {
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
async function inspectTools(tools: ToolFunction[] | null, sandbox: Sandbox): Promise<string | null> {
  for (const { name, parameters } of tools ?? []) {
    const problem = await inspectSchema(parameters, sandbox);
    if (problem !== null) return `the tool ${quote(name, 36)}: ${problem}`;
  }
  return null;
}

const callSchema = z.object({ name: z.string().min(1), arguments: z.string() });
const toolCallsSchema = z.array(z.object({ function: callSchema })).min(1);
const holderSchema = z.object({ tool_calls: jsonValueSchema });
const functionHolderSchema = z.object({ function_call: jsonValueSchema });

type OpenaiCall = z.infer<typeof callSchema>;

const example = [
  {
    type: "function",
    function: { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } } },
  },
];

export const isValidOpenaiToolsCall = defineKind<ToolFunction[] | null>({
  type: "is-valid-openai-tools-call",
  summary: "The whole reply is JSON of OpenAI's tool calls, each of one of these tools with fitting arguments.",
  takes: "json",
  example,
  read: readTools,
  inspect: inspectTools,
  find: (tools, { text }, context) => {
    const read = readReply(text);
    if ("fault" in read) return { passed: false, actual: read.fault };
    const holder = holderSchema.safeParse(read.json);
    const calls = toolCallsSchema.safeParse(holder.success ? holder.data.tool_calls : read.json);
    if (!calls.success)
      return { passed: false, actual: `JSON, but not a list of tool calls: ${quote(text.trim(), 60)}` };
    return judgeCalls(
      calls.data.map((call) => call.function),
      tools,
      context,
    );
  },
});

export const isValidOpenaiFunctionCall = defineKind<ToolFunction[] | null>({
  type: "is-valid-openai-function-call",
  summary: "The whole reply is JSON of OpenAI's older function call, of one of these functions with fitting arguments.",
  takes: "json",
  example,
  read: readTools,
  inspect: inspectTools,
  find: (functions, { text }, context) => {
    const read = readReply(text);
    if ("fault" in read) return { passed: false, actual: read.fault };
    const holder = functionHolderSchema.safeParse(read.json);
    const call = callSchema.safeParse(holder.success ? holder.data.function_call : read.json);
    if (!call.success) return { passed: false, actual: `JSON, but not a function call: ${quote(text.trim(), 60)}` };
    return judgeCalls([call.data], functions, context);
  },
});

function readReply(text: string): { json: JsonValue } | { fault: string } {
  const fault = findJsonFault(text);
  return fault === null ? { json: jsonValueSchema.parse(JSON.parse(text)) } : { fault: `not JSON: ${fault}` };
}

async function judgeCalls(
  calls: readonly OpenaiCall[],
  tools: ToolFunction[] | null,
  context: CheckContext,
): Promise<Finding> {
  for (const call of calls) {
    const called = quote(call.name, 36);
    const fault = findJsonFault(call.arguments);
    if (fault !== null) return { passed: false, actual: `the arguments of ${called} are not JSON: ${fault}` };
    const tool = tools?.find(({ name }) => name === call.name);
    if (tools !== null && !tool) return { passed: false, actual: `calls ${called}, which is none of the tools` };
    const result = await validateAgainstSchema(tool?.parameters ?? { type: "object" }, call.arguments, context);
    if ("problem" in result) return result;
    if (!result.valid) return { passed: false, actual: `the arguments of ${called} do not fit: ${result.faults}` };
  }
  const names = [...new Set(calls.map(({ name }) => name))];
  return { passed: true, actual: `a valid call of ${quote(names.join(", "), 100)}` };
}
