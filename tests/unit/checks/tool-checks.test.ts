import { describe, expect, it } from "vitest";
import { bothWays, judge, reply } from "./judge.ts";

const passes = ["pass", "fail"];
const fails = ["fail", "pass"];
const errors = ["error", "error"];
const tools = [
  {
    type: "function",
    function: {
      name: "get_weather",
      parameters: {
        type: "object",
        properties: { city: { type: "string" } },
        required: ["city"],
        additionalProperties: false,
      },
    },
  },
];
const call = (name: string, args: string) => ({ id: "c1", type: "function", function: { name, arguments: args } });

describe("is-valid-openai-tools-call", () => {
  const type = "is-valid-openai-tools-call";
  const good = JSON.stringify([call("get_weather", '{"city":"Bonn"}')]);

  it("passes for a list of calls or a message with one, of a listed tool or of any", async () => {
    expect(await bothWays(type, tools, good)).toEqual(passes);
    expect(await bothWays(type, tools, JSON.stringify({ tool_calls: JSON.parse(good) }))).toEqual(passes);
    expect(await bothWays(type, null, good)).toEqual(passes);
  });

  it.each([
    ["no JSON", "not JSON"],
    ["[]", "not a list of tool calls"],
    ['[{"name":"get_weather"}]', "not a list of tool calls"],
    [JSON.stringify([call("send_money", "{}")]), "calls “send_money”, which is none of the tools"],
    [
      JSON.stringify([call("get_weather", "{}")]),
      "the arguments of “get_weather” do not fit: the whole must have required",
    ],
    [JSON.stringify([call("get_weather", "{city}")]), "the arguments of “get_weather” are not JSON"],
  ])("fails for %s", async (text, reason) => {
    expect(await bothWays(type, tools, text)).toEqual(fails);
    expect((await judge({ type, value: tools }, text)).reason).toContain(reason);
  });

  it("is an error where the tools or their schemas cannot be read", async () => {
    expect(await bothWays(type, "get_weather", good)).toEqual(errors);
    const broken = [{ type: "function", function: { name: "get_weather", parameters: { type: "objekt" } } }];
    expect(await bothWays(type, broken, good)).toEqual(errors);
  });
});

describe("is-valid-openai-function-call", () => {
  const type = "is-valid-openai-function-call";

  it("passes, fails and is in error", async () => {
    const good = JSON.stringify({ name: "get_weather", arguments: '{"city":"Bonn"}' });
    expect(await bothWays(type, tools, good)).toEqual(passes);
    expect(
      await bothWays(type, [{ name: "get_weather" }], JSON.stringify({ function_call: JSON.parse(good) })),
    ).toEqual(passes);
    expect(await bothWays(type, tools, '{"name":"get_weather","arguments":{"city":"Bonn"}}')).toEqual(fails);
    expect(await bothWays(type, tools, '{"name":"get_weather","arguments":"{\\"town\\":1}"}')).toEqual(fails);
    expect(await bothWays(type, {}, good)).toEqual(errors);
  });
});

describe("tool-call-f1", () => {
  const both = ["get_weather", "book_flight"];
  const calls = (...names: string[]) => JSON.stringify(names.map((name) => call(name, "{}")));

  // The table of promptfoo's documentation.
  it.each([
    [both, calls("get_weather", "book_flight"), 1],
    [both, calls("get_weather"), 2 / 3],
    [both, calls("get_weather", "book_flight", "search"), 0.8],
    [["get_weather"], calls("book_flight"), 0],
    [["get_weather"], "", 0],
  ])("scores %j called as %s", async (value, text, score) => {
    const verdict = await judge({ type: "tool-call-f1", value }, text);
    expect(verdict.score).toBeCloseTo(score, 12);
    expect(verdict.status).toBe(score === 1 ? "pass" : "fail");
  });

  it.each([
    '{"tool_calls":[{"function":{"name":"get_weather","arguments":"{}"}}]}',
    '{"type":"function_call","name":"get_weather","arguments":"{}"}',
    '[{"type":"text","text":"x"},{"type":"tool_use","id":"1","name":"get_weather","input":{}}]',
    '{"functionCall":{"name":"get_weather","args":{}}}',
    '{"toolCall":{"functionCalls":[{"name":"get_weather","args":{}}]}}',
    'I look it up.\n{"name":"get_weather","arguments":{}}\nOne moment.',
    '[{"name":"get_weather"}]',
  ])("reads %s", async (text) => {
    expect(await bothWays("tool-call-f1", "get_weather", text)).toEqual(passes);
  });

  it("takes a threshold, and is in error with one it cannot read", async () => {
    const check = { type: "tool-call-f1", value: both, threshold: 0.6 };
    expect((await judge(check, calls("get_weather"))).status).toBe("pass");
    expect((await judge({ ...check, type: "not-tool-call-f1" }, calls("get_weather"))).status).toBe("fail");
    expect((await judge({ ...check, threshold: 6 }, calls("get_weather"))).status).toBe("error");
    expect(await bothWays("tool-call-f1", [], "")).toEqual(errors);
  });
});

describe("finish-reason", () => {
  it("compares without case, and takes both spellings", async () => {
    const filtered = reply("", { finishReason: "content-filter" });
    expect(await bothWays("finish-reason", "content_filter", filtered)).toEqual(passes);
    expect(await bothWays("finish-reason", "Stop", reply("x"))).toEqual(passes);
    expect(await bothWays("finish-reason", "length", reply("x"))).toEqual(fails);
    expect((await judge({ type: "finish-reason", value: "length" }, "x")).reason).toBe(
      "stopped for “stop”, wanted “length”",
    );
  });

  it("is in error where the provider did not say, or nothing is wanted", async () => {
    expect(await bothWays("finish-reason", "stop", reply("x", { finishReason: "" }))).toEqual(errors);
    expect(await bothWays("finish-reason", null, reply("x"))).toEqual(errors);
  });
});
