import { z } from "zod";
import { jsonValueSchema, type JsonValue } from "../../../../shared/domain/check.ts";
import { defineKind, type CheckContext, type Finding } from "../check-kind.ts";
import { quote } from "../quote.ts";
import { findJsonFault } from "../structure/json-fault.ts";
import { holdAgainst } from "../structure/schema-finding.ts";
import { inspectTools, readTools, type ToolFunction } from "./read-tools.ts";

const callSchema = z.object({ name: z.string().min(1), arguments: z.string() });
const toolCallsSchema = z.array(z.object({ function: callSchema })).min(1);
const holderSchema = z.object({ tool_calls: jsonValueSchema });
const functionHolderSchema = z.object({ function_call: jsonValueSchema });

type Call = z.infer<typeof callSchema>;

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
    if ("fault" in read) return { holds: false, found: read.fault };
    const holder = holderSchema.safeParse(read.json);
    const calls = toolCallsSchema.safeParse(holder.success ? holder.data.tool_calls : read.json);
    if (!calls.success) return { holds: false, found: `JSON, but not a list of tool calls: ${quote(text.trim(), 60)}` };
    return holdCalls(
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
    if ("fault" in read) return { holds: false, found: read.fault };
    const holder = functionHolderSchema.safeParse(read.json);
    const call = callSchema.safeParse(holder.success ? holder.data.function_call : read.json);
    if (!call.success) return { holds: false, found: `JSON, but not a function call: ${quote(text.trim(), 60)}` };
    return holdCalls([call.data], functions, context);
  },
});

function readReply(text: string): { json: JsonValue } | { fault: string } {
  const fault = findJsonFault(text);
  return fault === null ? { json: jsonValueSchema.parse(JSON.parse(text)) } : { fault: `not JSON: ${fault}` };
}

async function holdCalls(
  calls: readonly Call[],
  tools: ToolFunction[] | null,
  context: CheckContext,
): Promise<Finding> {
  for (const call of calls) {
    const called = quote(call.name, 36);
    const fault = findJsonFault(call.arguments);
    if (fault !== null) return { holds: false, found: `the arguments of ${called} are not JSON: ${fault}` };
    const tool = tools?.find(({ name }) => name === call.name);
    if (tools !== null && !tool) return { holds: false, found: `calls ${called}, which is none of the tools` };
    const result = await holdAgainst(tool?.parameters ?? { type: "object" }, call.arguments, context);
    if ("problem" in result) return result;
    if (!result.valid) return { holds: false, found: `the arguments of ${called} do not fit: ${result.faults}` };
  }
  const names = [...new Set(calls.map(({ name }) => name))];
  return { holds: true, found: `a valid call of ${quote(names.join(", "), 100)}` };
}
