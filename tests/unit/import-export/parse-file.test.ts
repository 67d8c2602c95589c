import { describe, expect, it } from "vitest";
import { checkSize, MAX_FILE_BYTES, parseImportFile } from "../../../electron/engine/import-export/parse-file.ts";
import { Problem } from "../../../shared/problem.ts";
import { fixture, jsonl, read, reply, user } from "./helpers.ts";

function problemOf(action: () => unknown): Problem {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("files that cannot be read at all", () => {
  const refuse = (name: string, bytes: Uint8Array) =>
    problemOf(() => parseImportFile({ name, bytes }, { assistantTurns: "fixed" }));

  it.each([
    ["empty.jsonl", new Uint8Array(), /is empty/],
    ["blank.csv", new TextEncoder().encode(" \r\n\n"), /is empty/],
    ["photo.jsonl", Uint8Array.of(0x89, 0x50, 0, 1), /not a text file/],
    ["latin.txt", Uint8Array.of(0x63, 0x61, 0x66, 0xe9), /UTF-8/],
    ["tests.yaml", new TextEncoder().encode("prompts: [a]"), /no format that can be read/],
    ["other.jsonl", new TextEncoder().encode('{"rows": 1}\n'), /no format that can be read/],
    ["broken.json", new TextEncoder().encode('[{"messages": [}]'), /not valid JSON/],
    ["torn.jsonl", new TextEncoder().encode('{"turns": [\n'), /line 1 is not valid JSON/],
    ["nothing.csv", new TextEncoder().encode("colour,size\nred,1\n"), /no column for what the user says/],
  ])("refuses %s as a whole and names it", (name, bytes, message) => {
    const problem = refuse(name, bytes);
    expect(problem.code).toBe("unreadable-file");
    expect(problem.message).toContain(`"${name}"`);
    expect(problem.message).toMatch(message);
  });

  it("refuses a file over the size limit before it is read, and takes one at the limit", () => {
    expect(() => checkSize("big.jsonl", MAX_FILE_BYTES)).not.toThrow();
    expect(problemOf(() => checkSize("big.jsonl", MAX_FILE_BYTES + 1)).message).toMatch(
      /"big.jsonl" is 64.0 MiB; at most/,
    );
  });
});

describe("detection", () => {
  const chat = { messages: [user("Hello")] };

  it.each([
    ["own.jsonl", jsonl({ turns: [user("Hello")] }), "counterproof"],
    ["chat.jsonl", jsonl(chat), "openai-chat"],
    ["chat.json", JSON.stringify([chat, { messages: [user("Bye")] }], null, 2), "openai-chat"],
    ["questions.jsonl", jsonl({ question_id: 1, turns: ["Hello"] }), "mt-bench"],
    ["share.json", JSON.stringify([{ conversations: [{ from: "human", value: "Hello" }] }]), "sharegpt"],
    ["one.json", JSON.stringify({ conversations: [{ from: "human", value: "Hello" }] }, null, 2), "sharegpt"],
    ["share.jsonl", jsonl({ conversations: [{ role: "user", content: "Hello" }] }), "sharegpt"],
    ["lines-named.json", jsonl(chat, { messages: [user("Bye")] }), "openai-chat"],
    ["no-ending", jsonl(chat), "openai-chat"],
    ["table.csv", "question\nHello\n", "csv"],
  ])("reads %s by its ending and content", (name, text, format) => {
    const parsed = read(name, text);
    expect(parsed.format).toBe(format);
    expect(parsed.rejected).toEqual([]);
    expect(parsed.conversations[0]?.conversation.turns).toEqual([user("Hello")]);
  });

  it("takes the format of most lines, so that one odd line at the top does not spoil the file", () => {
    const parsed = read("own.jsonl", jsonl(chat, { turns: [user("a")] }, { turns: [user("b")] }));
    expect(parsed.format).toBe("counterproof");
    expect(parsed.conversations).toHaveLength(2);
    expect(parsed.rejected).toEqual([{ file: "own.jsonl", line: 1, reason: "turns: is missing" }]);
  });

  it("lets a named format overrule the file's ending", () => {
    expect(read("chat.txt", jsonl(chat), { format: "openai-chat" }).conversations).toHaveLength(1);
    expect(read("rules.csv", "Be brief.", { format: "prompt" }).prompts).toEqual([
      { name: "rules", text: "Be brief." },
    ]);
  });

  it("reads a text file as a prompt named after it, its line ends as they are, without a byte order mark", () => {
    const parsed = read("prompts/legal advice.v2.md", "\uFEFFBe brief.\r\nNo\rguesses.\n\r\n");
    expect(parsed.prompts).toEqual([{ name: "legal advice.v2", text: "Be brief.\r\nNo\rguesses.\n\r\n" }]);
    expect(parsed.conversations).toEqual([]);
  });
});

describe("lines and places", () => {
  it("gives each line of a file with a mark, CRLF and blank lines its own number", () => {
    const good = JSON.stringify({ turns: [user("Hi")] });
    const parsed = read("own.jsonl", `\uFEFF\r\n${good}\r\n\r\n{oops}\r\n[1]\r\n${JSON.stringify({ turns: [] })}\r\n`);
    expect(parsed.conversations.map(({ line }) => line)).toEqual([2]);
    expect(parsed.rejected.map(({ line }) => line)).toEqual([4, 5, 6]);
    expect(parsed.rejected[2]?.reason).toContain("a conversation needs at least one turn");
  });

  it("says the line and number of a bad item in a JSON list over several lines", () => {
    const text =
      '[\n  {"messages": [\n    {"role": "user", "content": "a ] , \\" ["}\n  ]},\n  7,\n\n  {"messages": []}\n]';
    const parsed = read("chat.json", text);
    expect(parsed.conversations.map(({ line }) => line)).toEqual([2]);
    expect(parsed.rejected).toMatchObject([{ line: 5 }, { line: 7 }]);
    expect(parsed.rejected[1]?.reason).toMatch(/^item 3: .*no user turn/);
  });

  it("rejects what is nested too deeply instead of running out of stack", () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const parsed = read("own.jsonl", `${jsonl({ turns: [user("Hi")] })}{"turns": ${deep}}\n`);
    expect(parsed.conversations).toHaveLength(1);
    expect(parsed.rejected).toMatchObject([{ line: 2, reason: "nested more than 64 levels deep" }]);
  });
});

describe("ids", () => {
  it("rejects a different conversation under a taken id and names the first one's line", () => {
    const parsed = read("own.jsonl", `\n${jsonl({ id: "a", turns: [user("1")] }, { id: "a", turns: [user("2")] })}`);
    expect(parsed.conversations).toHaveLength(1);
    expect(parsed.rejected).toEqual([
      { file: "own.jsonl", line: 3, reason: 'the id "a" is taken by a different conversation on line 2' },
    ]);
  });

  it("keeps a repeated conversation once and says so", () => {
    const parsed = read("own.jsonl", jsonl({ id: "a", turns: [user("1")] }, { turns: [user("1")], id: "a" }));
    expect(parsed.conversations).toHaveLength(1);
    expect(parsed.rejected).toEqual([]);
    expect(parsed.warnings).toMatchObject([
      { line: 2, reason: "repeats the conversation on line 1; it was kept once" },
    ]);
  });

  it("makes the same id for the same content, whatever the title", () => {
    const ids = ["one", "two"].map(
      (title) => read("a.jsonl", jsonl({ title, turns: [user("1")] })).conversations[0]?.conversation.id,
    );
    expect(ids[0]).toMatch(/^c-[0-9a-f]{10}$/);
    expect(ids[1]).toBe(ids[0]);
  });
});

describe("our own format", () => {
  it("says in plain words what is wrong with a line", () => {
    const reasons = (record: unknown) =>
      read("a.jsonl", jsonl(record), { format: "counterproof" }).rejected.map((note) => note.reason);
    expect(reasons({ id: "x" })).toEqual(["turns: is missing"]);
    expect(reasons({ turns: [{ role: "system", content: "x" }] })).toEqual([
      'turns[0].role: should be "user" or "assistant"',
    ]);
    expect(reasons({ turns: [user("")] })).toEqual(["turns[0].content: a user turn needs text"]);
    expect(reasons({ turns: [user("a"), reply("b")] })[0]).toMatch(/nothing is left to replay/);
    expect(reasons({ turns: [user("a")], title: 5 })).toEqual(["title: should be of type string"]);
  });

  it("warns once of keys that it does not know, such as a misspelt one", () => {
    const parsed = read(
      "a.jsonl",
      jsonl({ turns: [user("a")], check: [] }, { turns: [{ ...user("b"), test: 1 }], check: [] }),
    );
    expect(parsed.warnings).toEqual([
      { file: "a.jsonl", line: 1, reason: '"check" is not used (2 times, here first)' },
      { file: "a.jsonl", line: 2, reason: '"turns[].test" is not used' },
    ]);
  });
});

describe("MT-Bench", () => {
  it("brings in questions with id, tag, title and references", () => {
    const parsed = parseImportFile(fixture("questions.jsonl"), { assistantTurns: "fixed" });
    expect(parsed.rejected).toEqual([]);
    expect(parsed.warnings).toEqual([]);
    expect(parsed.conversations.map(({ conversation }) => conversation.id)).toEqual(["mt-7", "mt-8", "mt-9"]);
    expect(parsed.conversations[1]).toEqual({
      line: 2,
      conversation: {
        id: "mt-8",
        title: "A train leaves at 10:40 and takes 95 minutes. When does it arrive?",
        tags: ["sums"],
        turns: [
          user("A train leaves at 10:40 and takes 95 minutes. When does it arrive?"),
          user("And if it is twenty minutes late?"),
        ],
        checks: [],
        notes: "Reference for turn 1: At 12:15.\n\nReference for turn 2: At 12:35.",
      },
    });
  });

  it("clips a long first turn at a word, to 80 characters at most", () => {
    const title =
      read("q.jsonl", jsonl({ question_id: 1, turns: ["word ".repeat(40)] })).conversations[0]?.conversation.title ??
      "";
    expect(title).toMatch(/^(word )+word…$/);
    expect(title.length).toBeLessThanOrEqual(80);
    expect(title.length).toBeGreaterThan(70);
  });
});
