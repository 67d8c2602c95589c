import { describe, expect, it } from "vitest";
import type { AssistantTurns } from "../../../shared/domain/import-report.ts";
import { jsonl, read, reply, user } from "./helpers.ts";

function chat(messages: unknown[], assistantTurns: AssistantTurns = "fixed") {
  const parsed = read("chat.jsonl", jsonl({ messages }), { assistantTurns, format: "openai-chat" });
  return {
    conversation: parsed.conversations[0]?.conversation,
    rejected: parsed.rejected.map((note) => note.reason),
    warnings: parsed.warnings.map((note) => note.reason),
  };
}

describe("assistant turns of other tools", () => {
  const messages = [user("a"), reply("A"), user("b"), reply("B")];

  it("keeps a reply between user turns as a fixed turn and the last one as a note", () => {
    const { conversation, warnings } = chat(messages);
    expect(conversation?.turns).toEqual([user("a"), reply("A"), user("b")]);
    expect(conversation?.notes).toBe("Recorded reply: B");
    expect(warnings).toEqual([]);
  });

  it("drops replies when they are to be live, without joining the user turns around them", () => {
    const { conversation, warnings } = chat(messages, "live");
    expect(conversation?.turns).toEqual([user("a"), user("b")]);
    expect(warnings).toEqual([]);
  });

  it("joins user turns in a row with a blank line and says so", () => {
    const { conversation, warnings } = chat([user("a"), user("b"), reply("B"), user("c")]);
    expect(conversation?.turns).toEqual([user("a\n\nb"), reply("B"), user("c")]);
    expect(warnings).toEqual(['2 user turns in a row were joined with a blank line: "a b"']);
  });

  it("leaves out a reply before the first user turn and says so", () => {
    const { conversation, warnings } = chat([reply("Welcome!"), user("a")]);
    expect(conversation?.turns).toEqual([user("a")]);
    expect(warnings).toEqual(['a reply before the first user turn was left out: "Welcome!"']);
  });

  it("rejects a chat in which the user says nothing", () => {
    expect(chat([{ role: "system", content: "s" }, reply("A")]).rejected).toEqual([
      "has no user turn, so there is nothing to replay",
    ]);
    expect(chat([user("a"), reply("A"), user(" ")]).rejected).toEqual(["user turn 2 has no text"]);
  });
});

describe("OpenAI chats", () => {
  it("leaves system and developer messages out with one warning for the file", () => {
    const parsed = read(
      "chat.jsonl",
      jsonl(
        { messages: [{ role: "system", content: "s" }, user("a")] },
        { messages: [{ role: "developer", content: "s" }, user("b")] },
      ),
    );
    expect(parsed.conversations.map(({ conversation }) => conversation.turns)).toEqual([[user("a")], [user("b")]]);
    expect(parsed.warnings).toHaveLength(1);
    expect(parsed.warnings[0]?.reason).toMatch(/^the system message was left out: the prompt under test.*\(2 times/);
  });

  it("joins text parts and rejects a message with anything else in it", () => {
    const text = (value: string) => ({ type: "text", text: value });
    expect(chat([{ role: "user", content: [text("a"), text("b")] }]).conversation?.turns).toEqual([user("a\nb")]);
    expect(
      chat([user("a"), { role: "user", content: [text("a"), { type: "image_url", image_url: {} }] }]).rejected,
    ).toEqual(['message 2 holds a part of type "image_url"; only text can be replayed yet']);
  });

  const result = "message 2: a tool's result was left out, for tools cannot be replayed yet";
  const call = (name: string) =>
    `message 2: a call of the tool "${name}" was left out, for tools cannot be replayed yet`;
  const asks = (name: string) => [{ id: "1", type: "function", function: { name, arguments: "{}" } }];
  it.each([
    ["a tool's result", { role: "tool", tool_call_id: "1", content: "4" }, result],
    ["a function's result", { role: "function", name: "f", content: "4" }, result],
    [
      "a result in a part",
      { role: "user", content: [{ type: "tool_result", tool_use_id: "1", content: "4" }] },
      result,
    ],
    ["a tool call", { role: "assistant", content: null, tool_calls: asks("look_up") }, call("look_up")],
    ["a nameless call", { role: "assistant", content: "", tool_calls: [{ id: "1" }] }, call("without a name")],
    ["a function call", { role: "assistant", content: null, function_call: { name: "f" } }, call("f")],
    ["a call in a part", { role: "assistant", content: [{ type: "tool_use", name: "f", input: {} }] }, call("f")],
  ])("keeps the words around %s, and says what was left out and where", (_, message, note) => {
    const { rejected, conversation, warnings } = chat([user("a"), message, reply("A"), user("b")]);
    expect(rejected).toEqual([]);
    expect(conversation?.turns).toEqual([user("a"), reply("A"), user("b")]);
    expect(warnings).toContain(note);
  });

  it("keeps what a model said beside its call, and several calls by name", () => {
    const said = { role: "assistant", content: "Let me look.", tool_calls: [...asks("one"), ...asks("two")] };
    const { conversation, warnings } = chat([user("a"), said, { role: "tool", content: "4" }, user("b")]);
    expect(conversation?.turns).toEqual([user("a"), reply("Let me look."), user("b")]);
    expect(warnings).toContain(
      'message 2: calls of the tools "one", "two" were left out, for tools cannot be replayed yet',
    );
    expect(warnings).toContain("message 3: a tool's result was left out, for tools cannot be replayed yet");
  });

  it("still rejects a chat that has nothing but tools", () => {
    expect(chat([{ role: "tool", content: "4" }]).rejected).toEqual([
      "has no user turn, so there is nothing to replay",
    ]);
  });

  it("takes the empty fields of a recorded API message for what they are", () => {
    const recorded = { ...reply("A"), refusal: null, audio: null, tool_calls: null, function_call: null };
    expect(chat([user("a"), recorded, user("b")]).conversation?.turns).toEqual([user("a"), reply("A"), user("b")]);
  });

  it("says that tools and authors' names are not used", () => {
    const parsed = read("chat.jsonl", jsonl({ tools: [{}], messages: [{ ...user("a"), name: "Ann" }] }));
    expect(parsed.warnings.map((note) => note.reason)).toEqual([
      '"tools" is not used',
      "the names of messages' authors were left out",
    ]);
  });
});

describe("replies as APIs record them", () => {
  const around = (message: object) => chat([user("a"), { role: "assistant", ...message }, user("b")]);
  const text = { type: "text", text: "A" };
  const refused = 'message 2: the text of its "refusal" is taken for the reply';
  const thought = (parts: string) => `message 2: the model's thinking (${parts}) was left out`;

  it.each<[string, object, string, string[]]>([
    ["a refusal beside null content", { content: null, refusal: "No." }, "No.", [refused]],
    ["a refusal without content", { refusal: "No." }, "No.", [refused]],
    ["a refusal beside empty content", { content: "", refusal: "No." }, "No.", [refused]],
    ["a refusal behind half a text", { content: "Well,", refusal: "no." }, "Well,\n\nno.", [refused]],
    ["a refusal as a part", { content: [{ type: "refusal", refusal: "No." }] }, "No.", []],
    ["thinking", { content: [{ type: "thinking", thinking: "hm" }, text] }, "A", [thought("1 of its 2 parts")]],
    [
      "redacted thinking",
      { content: [{ type: "redacted_thinking", data: "x" }, { type: "reasoning", text: "y" }, text] },
      "A",
      [thought("2 of its 3 parts")],
    ],
    ["parts of the Responses API", { content: [{ type: "output_text", text: "A", annotations: [] }] }, "A", []],
    ["reasoning beside the content", { content: "A", reasoning_content: "hm" }, "A", [thought("reasoning_content")]],
    [
      "reasoning in lists",
      { content: "A", reasoning: null, reasoning_details: [{}] },
      "A",
      [thought("reasoning_details")],
    ],
    [
      "thinking in the text",
      { content: "<think>hm</think>A" },
      "A",
      ["message 2: the model's thinking in its text was left out"],
    ],
    ["no text at all", { content: null }, "", ["message 2: the reply is empty"]],
    [
      "nothing but thinking",
      { content: [{ type: "thinking", thinking: "hm" }] },
      "",
      [thought("1 of its 1 parts"), "message 2: the reply is empty"],
    ],
    ["a number", { content: 42 }, "42", ["message 2: its content is a number, taken for text"]],
    [
      "plain texts as parts",
      { content: ["A", text] },
      "A\nA",
      ["message 2: its 2 parts of text were joined by line feeds"],
    ],
    ["one part that is no list", { content: text }, "A", []],
    ["a role in capitals", { role: "Assistant", content: "A" }, "A", []],
  ])("reads %s, and says what it altered", (_, message, content, notes) => {
    const { conversation, rejected, warnings } = around(message);
    expect(rejected).toEqual([]);
    expect(conversation?.turns).toEqual([user("a"), reply(content), user("b")]);
    expect(warnings).toEqual(notes);
  });

  it("says once which other keys of messages hold something that is not used", () => {
    const weighed = { ...reply("A"), weight: 0, annotations: [], audio: null };
    expect(chat([user("a"), weighed, user("b"), weighed, user("c")]).warnings).toEqual([
      '"weight" of messages is not used',
    ]);
  });

  it("rejects a user's message without text: there is nothing to send", () => {
    expect(chat([{ role: "user", content: null }]).rejected).toEqual(["message 1 has no text"]);
  });
});

describe("ShareGPT", () => {
  it("reads its many names for the two sides, and keeps id and title", () => {
    const conversations = [
      { from: "system", value: "s" },
      { from: "human", value: "a" },
      { from: "ChatGPT", value: "A" },
      { from: "user", value: "b" },
      { from: "bard", value: "B" },
      { role: "user", content: "c" },
      { from: "gpt", value: "C" },
    ];
    const parsed = read("share.json", JSON.stringify([{ id: 12, title: "A chat", conversations }]));
    expect(parsed.conversations[0]?.conversation).toEqual({
      id: "12",
      title: "A chat",
      tags: [],
      turns: [user("a"), reply("A"), user("b"), reply("B"), user("c")],
      checks: [],
      notes: "Recorded reply: C",
    });
    expect(parsed.warnings).toHaveLength(1);
  });

  it("rejects a chat with a speaker that cannot be replayed, and keeps its neighbours", () => {
    const good = { conversations: [{ from: "human", value: "a" }] };
    const bad = {
      conversations: [
        { from: "human", value: "b" },
        { from: "observation", value: "{}" },
      ],
    };
    const parsed = read("share.jsonl", jsonl(bad, good));
    expect(parsed.conversations.map(({ line }) => line)).toEqual([2]);
    expect(parsed.rejected).toMatchObject([
      { line: 1, reason: 'message 2 is from "observation", which cannot be replayed' },
    ]);
  });

  it("leaves thinking out of replies and takes numbers for text, with a note for each", () => {
    const conversations = [
      { from: "human", value: 7 },
      { from: "gpt", value: "<think>hm</think>\n\nA" },
      { from: "human", value: "b" },
    ];
    const parsed = read("share.json", JSON.stringify([{ conversations }]));
    expect(parsed.conversations[0]?.conversation.turns).toEqual([user("7"), reply("A"), user("b")]);
    expect(parsed.warnings.map(({ line, reason }) => [line, reason])).toEqual([
      [1, "item 1: message 1: its content is a number, taken for text"],
      [1, "item 1: message 2: the model's thinking in its text was left out"],
    ]);
  });

  it("keeps a title that is too long to be one in the notes", () => {
    const title = "long ".repeat(30).trim();
    const parsed = read("share.json", JSON.stringify({ title, conversations: [{ from: "human", value: "a" }] }));
    expect(parsed.conversations[0]?.conversation.title.length).toBeLessThanOrEqual(80);
    expect(parsed.conversations[0]?.conversation.notes).toBe(`Title: ${title}`);
  });
});
