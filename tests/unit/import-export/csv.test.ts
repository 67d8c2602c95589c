import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePromptfooCheck } from "../../../electron/engine/import-export/csv-columns.ts";
import { parseImportFile } from "../../../electron/engine/import-export/parse-file.ts";
import { fixture, read, user } from "./helpers.ts";

describe("CSV", () => {
  it("reads turns, tags and checks, with true line numbers after a quoted line break and a blank line", () => {
    const parsed = parseImportFile(fixture("table.csv"), { assistantTurns: "fixed" });
    expect(parsed.conversations).toEqual([
      {
        line: 2,
        conversation: {
          id: "r1",
          title: "Where is my parcel?",
          tags: ["must", "parcels"],
          turns: [user("Where is\nmy parcel?"), user("And now?")],
          checks: [
            { type: "not-contains", value: "I guess" },
            { type: "contains-any", value: ["track", "parcel"] },
          ],
          notes: "",
        },
      },
      {
        line: 6,
        conversation: {
          id: "r3",
          title: 'Say "hi"',
          tags: [],
          turns: [user('Say "hi"')],
          checks: [{ type: "is-json" }],
          notes: "",
        },
      },
    ]);
    expect(parsed.rejected).toMatchObject([{ line: 5, reason: expect.stringContaining("no user turn") }]);
    expect(parsed.warnings).toEqual([{ file: "table.csv", line: 1, reason: 'the column "owner" is not used' }]);
  });

  it.each([
    ["user,user 2,user_3"],
    ["turn 1,turn_2,Turn3"],
    ["question,turn 2,TURN-3"],
    ["input;input 2;input 3"],
    ["message\tmessage 2\tmessage 3"],
  ])("takes the header %s for three turns", (header) => {
    const delimiter = /[;\t]/.exec(header)?.[0] ?? ",";
    const parsed = read("t.csv", `${header}\n${["a", "b", "c"].join(delimiter)}\n`);
    expect(parsed.conversations[0]?.conversation.turns).toEqual([user("a"), user("b"), user("c")]);
  });

  it("orders turns by their number, not by where their columns stand", () => {
    expect(
      read("t.csv", "user 3,user 10,user\nc,d,a\n").conversations[0]?.conversation.turns.map((turn) => turn.content),
    ).toEqual(["a", "c", "d"]);
  });

  it("says which of two columns for one turn was not used", () => {
    const parsed = read("t.csv", "prompt,question\nsystem text,a\n");
    expect(parsed.conversations[0]?.conversation.turns).toEqual([user("a")]);
    expect(parsed.warnings.map((note) => note.reason)).toEqual(['the column "prompt" is not used']);
  });

  it("rejects a row whose unquoted comma makes it too long, and keeps the others", () => {
    const parsed = read("t.csv", "question\nHello, you\nBye\n");
    expect(parsed.rejected).toMatchObject([
      { line: 2, reason: expect.stringMatching(/2 cells where the header row has 1/) },
    ]);
    expect(parsed.conversations.map(({ line }) => line)).toEqual([3]);
  });

  it("goes on after a row with a stray quote instead of losing the rest of the file", () => {
    const parsed = read("t.csv", 'id,question\n1,a\n2,"never closed\n3,c\n4,"d\nd"\n5,e\n');
    expect(parsed.rejected).toMatchObject([{ line: 3, reason: expect.stringContaining("quotation mark") }]);
    expect(parsed.conversations.map(({ conversation, line }) => [conversation.id, line])).toEqual([
      ["1", 2],
      ["3", 4],
      ["4", 5],
      ["5", 7],
    ]);
  });

  it("finds every row with a stray quote, however many there are in a small file", () => {
    const parsed = read("t.csv", `id,question\n${'1,"a" b\n'.repeat(200)}2,c\n`);
    expect(parsed.conversations.map(({ line }) => line)).toEqual([202]);
    expect(parsed.rejected.map(({ line }) => line)).toEqual(Array.from({ length: 200 }, (_, at) => at + 2));
  });

  it("gives up with a note when a large file has nothing but stray quotes", () => {
    const parsed = read("t.csv", `id,question\n${'1,"a" b\n'.repeat(200_000)}`);
    expect(parsed.rejected.length).toBeLessThan(100);
    expect(parsed.rejected.at(-1)?.reason).toContain("the rest was not read");
  });

  it("reads every cell and line back from a table with quotes, commas and line breaks in it", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", " ", '"', ",", ";", "\n", "é", "'"), minLength: 1 })
      .map((text) => `x${text}`);
    const quoted = (text: string) => `"${text.replace(/"/g, '""')}"`;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, fc.nat(2)), { minLength: 1 }),
        fc.constantFrom("\n", "\r\n"),
        (rows, end) => {
          let text = `id,question,notes${end}`;
          const lines = rows.map(([question, notes, blanks], at) => {
            text += end.repeat(blanks);
            const line = text.split("\n").length;
            text += `r${at},${quoted(question)},${quoted(notes)}${end}`;
            return line;
          });
          const parsed = read("t.csv", text);
          expect(parsed.rejected).toEqual([]);
          expect(parsed.conversations.map(({ line }) => line)).toEqual(lines);
          expect(
            parsed.conversations.map(({ conversation }) => [conversation.turns[0]?.content, conversation.notes]),
          ).toEqual(rows.map(([question, notes]) => [question, notes]));
        },
      ),
    );
  });
});

describe("checks in short form", () => {
  it.each([
    ["contains: refund", { type: "contains", value: "refund" }],
    ["not-icontains:Sorry", { type: "not-icontains", value: "Sorry" }],
    ["contains-all: a, b ,", { type: "contains-all", value: ["a", "b"] }],
    [
      'contains-all: "1,000", in stock, "say ""yes"""',
      { type: "contains-all", value: ["1,000", "in stock", 'say "yes"'] },
    ],
    ["bleu(0.3): the cat sat", { type: "bleu", value: "the cat sat", threshold: 0.3 }],
    ["not-is-sql", { type: "not-is-sql" }],
    ['is-sql: {"databaseType":"Sqlite"}', { type: "is-sql", value: { databaseType: "Sqlite" } }],
    ["is-json: type: object", { type: "is-json", value: "type: object" }],
    ["contains-xml: root.child", { type: "contains-xml", value: "root.child" }],
    ["tool-call-f1(0.8): a, b", { type: "tool-call-f1", value: "a, b", threshold: 0.8 }],
    ['icontains-any: ["a, b", "c"]', { type: "icontains-any", value: ["a, b", "c"] }],
    ["starts-with: Dear", { type: "starts-with", value: "Dear" }],
    ["regex: ^a:b$", { type: "regex", value: "^a:b$" }],
    ["is-json", { type: "is-json" }],
    ['is-json: {"type": "object"}', { type: "is-json", value: { type: "object" } }],
    ["equals: 12", { type: "equals", value: "12" }],
    ["similar(0.8): hello", { type: "similar", value: "hello", threshold: 0.8 }],
    ["levenshtein(5): hello", { type: "levenshtein", value: "hello", threshold: 5 }],
    ["word-count: 20", { type: "word-count", value: 20 }],
    ["grade: is polite", { type: "llm-rubric", value: "is polite" }],
    ["fn: output.length < 9", { type: "javascript", value: "output.length < 9" }],
    ["file://check.js", { type: "javascript", value: "file://check.js" }],
    ["file://checks/tone.mjs:polite", { type: "javascript", value: "file://checks/tone.mjs:polite" }],
    ["file://check.py:get_assert", { type: "python", value: "file://check.py:get_assert" }],
    ["not-file://check.rb", { type: "not-ruby", value: "file://check.rb" }],
    ["file://expected.txt", { type: "file", value: "file://expected.txt" }],
    ["trajectory:tool-used: search", { type: "trajectory:tool-used", value: "search" }],
    ["trajectory:tool-used:search", { type: "trajectory:tool-used", value: "search" }],
    ["not-trajectory:tool-sequence: a, b", { type: "not-trajectory:tool-sequence", value: "a, b" }],
    ["trajectory:goal-success", { type: "trajectory:goal-success" }],
    ["trajectory:some-later-type: x", { type: "trajectory:some-later-type", value: "x" }],
    ["search-rubric: names today's price", { type: "search-rubric", value: "names today's price" }],
    ["search-rubric(0.6): names it", { type: "search-rubric", value: "names it", threshold: 0.6 }],
    ["ruby: output.size > 3", { type: "ruby", value: "output.size > 3" }],
    ["python: len(output) > 3", { type: "python", value: "len(output) > 3" }],
    ["skill-used: refunds", { type: "skill-used", value: "refunds" }],
    ["trace-span-count: 3", { type: "trace-span-count", value: "3" }],
    ["promptfoo:redteam:harmful:hate: x", { type: "promptfoo:redteam:harmful:hate", value: "x" }],
    ["a-later-type(0.5): x", { type: "a-later-type", value: "x", threshold: 0.5 }],
    ["word-count", { type: "word-count" }],
    ["similar: a text", { type: "similar", value: "a text", threshold: 0.8 }],
    ["not-similar: a text", { type: "not-similar", value: "a text", threshold: 0.8 }],
    ["similar:dot: a text", { type: "similar:dot", value: "a text", threshold: 0.8 }],
    ["similar(.9): a text", { type: "similar", value: "a text", threshold: 0.9 }],
    ["similar(high): a text", { type: "similar", value: "a text", threshold: "high" }],
    ["classifier: polite", { type: "classifier", value: "polite", threshold: 0.75 }],
    ["Note: bring your ID", { type: "equals", value: "Note: bring your ID" }],
    ["https://example.org/a: b", { type: "equals", value: "https://example.org/a: b" }],
    ["10:30", { type: "equals", value: "10:30" }],
    ["trajectory: rising", { type: "equals", value: "trajectory: rising" }],
    ["not-for-profit: yes", { type: "equals", value: "not-for-profit: yes" }],
    ["human: hello", { type: "equals", value: "human: hello" }],
    ["Yes.", { type: "equals", value: "Yes." }],
    ["note: this is text", { type: "equals", value: "note: this is text" }],
    ["cost", { type: "equals", value: "cost" }],
  ])("reads %s", (text, check) => {
    expect(parsePromptfooCheck(text)).toEqual(check);
  });

  it("says with its line which text was taken for an expected answer although it looks like a check", () => {
    const cells = [
      "Contains: x",
      "contains : x",
      "some-type: x",
      "cost",
      "Note: bring your ID",
      "equals: Yes.",
      "10:30",
    ];
    const parsed = read("t.csv", `question,__expected\n${cells.map((cell, at) => `Q${at},${cell}\n`).join("")}`);
    expect(parsed.warnings.map(({ line, reason }) => [line, reason.split(":").at(-1)?.slice(0, 40)])).toEqual([
      [2, " …”)"],
      [3, " …”)"],
      [4, " “some-type” is no check type"],
      [5, " …”)"],
    ]);
  });
});

describe("the line in which Excel names its separator", () => {
  it.each([
    ["sep=;\r\nid;question\r\n1;a\r\n", 3],
    ["\uFEFFsep=;\nid;question\n1;a\n", 3],
    ['"sep=;"\r\nid;question\r\n1;a\r\n', 3],
    ['\uFEFF"sep=,"\r\nid,question\r\n1,a\r\n', 3],
    ["SEP=|\rid|question\r1|a\r", 3],
    ["sep=\t\nid\tquestion\n1\ta\n", 3],
    ["sep=^\nid^question\n1^a\n", 3],
    ["sep=;;;\nid;question;\n1;a;\n", 3],
    ["\n\nsep=;\n\nid;question\n1;a\n", 6],
    ["sep=;\nid,question\n1,a\n", 3],
  ])("skips it in %j and keeps the lines' numbers", (text, line) => {
    const parsed = read("t.csv", text);
    expect(parsed.conversations).toMatchObject([{ line, conversation: { id: "1", turns: [user("a")] } }]);
    expect([...parsed.rejected, ...parsed.warnings]).toEqual([]);
  });

  it("leaves a table alone whose first cell only begins like it", () => {
    expect(read("t.csv", "question,sep=\na,b\n").conversations).toHaveLength(1);
  });
});

describe("promptfoo's other columns", () => {
  const one = (header: string, row: string) => {
    const parsed = read("t.csv", `${header}\n${row}\n`);
    return { conversation: parsed.conversations[0]?.conversation, warnings: parsed.warnings };
  };

  it("keeps what it has no place for in the notes, and says so", () => {
    const header = "question,__description,__metadata:Category,__prefix,__suffix,__providerOutput";
    const { conversation, warnings } = one(header, "a,A title,billing,Before,After,Said");
    expect(conversation?.title).toBe("A title");
    expect(conversation?.notes).toBe(
      "__metadata:Category: billing\n\n__prefix: Before\n\n__suffix: After\n\nRecorded reply: Said",
    );
    expect(warnings.map(({ line, reason }) => [line, reason])).toEqual(
      ["__metadata:Category", "__prefix", "__suffix"].map((name) => [
        2,
        `the column "${name}" is kept in the conversation's notes and changes nothing else`,
      ]),
    );
  });

  it("reads every expected column, with its own threshold and metric", () => {
    const header = "question,__expected1,__expected2,__expected_tone,__config:__expected2:threshold,__metric";
    const { conversation, warnings } = one(header, "a,contains: x,similar: y,llm-rubric: polite,0.6,tone");
    expect(conversation?.checks).toEqual([
      { type: "contains", value: "x", metric: "tone" },
      { type: "similar", value: "y", threshold: 0.6, metric: "tone" },
      { type: "llm-rubric", value: "polite", metric: "tone" },
    ]);
    expect(warnings).toEqual([]);
  });

  it("makes a row's threshold one of a set, since it holds for the mean of its checks", () => {
    const { conversation, warnings } = one("question,__expected,__expected2,__threshold", "a,x,contains: y,0.5");
    expect(conversation?.checks).toEqual([
      {
        type: "assert-set",
        threshold: 0.5,
        assert: [
          { type: "equals", value: "x" },
          { type: "contains", value: "y" },
        ],
      },
    ]);
    expect(warnings).toMatchObject([{ line: 2, reason: "its checks became a set, for its __threshold of 0.5" }]);
    expect(one("question,__expected,__threshold", "a,x,much").warnings).toMatchObject([
      { line: 2, reason: "its __threshold “much” was left out: it is no number above 0 and up to 1" },
    ]);
  });

  it("says where text stands under no name, and where a column of one underscore was not used", () => {
    expect(one("question,,_expected", "a,lost,contains: x").warnings.map(({ line, reason }) => [line, reason])).toEqual(
      [
        [2, "the text of column 2, which has no name, was left out"],
        [1, 'the column "_expected" is not used'],
      ],
    );
  });

  it("says that line ends within cells were altered, and nothing of those between rows", () => {
    const parsed = read("t.csv", 'question,notes\r\n"a\nb",c\r\nd,"e\r\nf"\r\n"g\nh",i\r\n');
    expect(parsed.warnings).toEqual([
      { file: "t.csv", line: 4, reason: "line ends within cells were made plain line feeds" },
    ]);
  });

  it("reads a table whose lines end in lone carriage returns or whose cells part at tabs or bars", () => {
    for (const text of ["id,question\r1,a\r", "id\tquestion\n1\ta\n", "id|question\n1|a\n"]) {
      expect(read("t.csv", text).conversations).toMatchObject([{ line: 2, conversation: { id: "1" } }]);
    }
  });

  it.each(["utf16le", "utf16be"])("reads Excel's Unicode text in %s, and says so", (encoding) => {
    const bytes = Buffer.from("\uFEFFid\tquestion\r\n1\tGrüße 店\r\n", "utf16le");
    if (encoding === "utf16be") bytes.swap16();
    const parsed = parseImportFile({ name: "t.csv", bytes }, { assistantTurns: "fixed" });
    expect(parsed.conversations[0]?.conversation.turns).toEqual([user("Grüße 店")]);
    expect(parsed.warnings.map(({ reason }) => reason)).toEqual([
      "the file is in UTF-16; its text was read as that and is kept as UTF-8",
    ]);
  });
});
