import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentSha256, conversationSetSha256 } from "../../../electron/engine/store/content-hash.ts";
import { parseImportFile } from "../../../electron/engine/import-export/parse-file.ts";
import {
  exportFileName,
  exportConversations,
  startsLikeConversations,
} from "../../../electron/engine/import-export/export-conversations.ts";
import type { Check } from "../../../shared/domain/check.ts";
import { conversationSchema, type Conversation, type Turn } from "../../../shared/domain/conversation.ts";
import { assistantTurnsSchema, importFormatSchema } from "../../../shared/domain/import-report.ts";
import { Problem } from "../../../shared/problem.ts";
import { jsonl, read, reply, user } from "./helpers.ts";

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
const word = text.map((value) => `x${value}x`);
const plainJson = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text),
  fc.dictionary(word, fc.integer()),
);
const check: fc.Arbitrary<Check> = fc.oneof(
  fc.record({ type: word }),
  fc.record({ type: word, value: plainJson, [`threshold`]: fc.integer() }),
);
const userTurn = fc.oneof(
  fc.record({ role: fc.constant<"user">("user"), content: text }),
  fc.record({ role: fc.constant<"user">("user"), content: text, checks: fc.array(check, { maxLength: 3 }) }),
);
const block: fc.Arbitrary<Turn[]> = fc.oneof(fc.tuple(userTurn), fc.tuple(userTurn, text.map(reply)));
const turns: fc.Arbitrary<Turn[]> = fc
  .tuple(fc.array(block, { maxLength: 4 }), userTurn)
  .map(([blocks, last]) => [...blocks.flat(), last]);
const conversation: fc.Arbitrary<Conversation> = fc.record({
  id: word,
  title: fc.string({ unit: "binary" }),
  tags: fc.array(word, { maxLength: 3 }),
  turns,
  checks: fc.array(check, { maxLength: 3 }),
  notes: fc.string({ unit: "binary" }),
});
const set = fc.uniqueArray(conversation, { selector: ({ id }) => id, minLength: 1, maxLength: 8 });

describe("our own JSONL", () => {
  it("brings back every conversation as it was, in order", () => {
    fc.assert(
      fc.property(set, (conversations) => {
        for (const one of conversations) expect(conversationSchema.safeParse(one).success).toBe(true);
        const parsed = read("set.jsonl", exportConversations(conversations, "counterproof").text);
        expect(parsed.rejected).toEqual([]);
        expect(parsed.warnings).toEqual([]);
        expect(parsed.conversations.map((entry) => entry.conversation)).toEqual(conversations);
        expect(parsed.conversations.map((entry) => entry.line)).toEqual(conversations.map((_, at) => at + 1));
      }),
    );
  });

  it("names the right line for every broken one among good ones", () => {
    const line = fc.constantFrom<"good" | "broken" | "blank" | "wrong">("good", "broken", "blank", "wrong");
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\n", "\r\n"), (kinds, end) => {
        const lines = kinds.map((kind, at) => {
          if (kind === "good") return JSON.stringify({ id: `c${at}`, turns: [user("a")] });
          return kind === "broken" ? '{"turns": [' : kind === "wrong" ? '{"turns": []}' : " ";
        });
        const parsed = read("set.jsonl", ['{"turns":[{"role":"user","content":"first"}]}', ...lines].join(end));
        const expected = (...wanted: string[]) => kinds.flatMap((kind, at) => (wanted.includes(kind) ? [at + 2] : []));
        expect(parsed.conversations.map((entry) => entry.line)).toEqual([1, ...expected("good")]);
        expect(parsed.rejected.map((note) => note.line)).toEqual(expected("broken", "wrong"));
      }),
    );
  });
});

describe("OpenAI chat JSONL", () => {
  it("keeps a reply of nothing but white space as it is", () => {
    const parsed = read(
      "set.jsonl",
      '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"\\t"},{"role":"user","content":"b"}]}',
    );
    expect(parsed.conversations.map((entry) => entry.conversation.turns)).toEqual([
      [user("a"), reply("\t"), user("b")],
    ]);
    expect(parsed.warnings).toEqual([]);
  });

  it("brings back the turns of conversations whose earlier replies are fixed", () => {
    const said = text.filter((value) => value.trim() !== "");
    const chats = fc.uniqueArray(
      fc
        .tuple(fc.array(fc.tuple(said, text), { maxLength: 4 }), said)
        .map(([pairs, last]): Turn[] => [
          ...pairs.flatMap(([question, answer]) => [user(question), reply(answer)]),
          user(last),
        ]),
      { selector: (value) => JSON.stringify(value), minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(chats, (all) => {
        const conversations = all.map((value, at): Conversation => ({
          id: `c${at}`,
          title: "",
          tags: [],
          turns: value,
          checks: [],
          notes: "",
        }));
        const parsed = read("set.jsonl", exportConversations(conversations, "openai-chat").text);
        expect(parsed.format).toBe("openai-chat");
        expect(parsed.warnings).toEqual([]);
        expect(parsed.conversations.map((entry) => entry.conversation.turns)).toEqual(all);
      }),
    );
  });

  it("writes nothing but messages, and says what was left out", () => {
    const one: Conversation = {
      id: "a",
      title: "T",
      tags: [],
      turns: [{ ...user("a"), checks: [{ type: "is-json" }] }, user("b")],
      checks: [],
      notes: "n",
    };
    const { text: written, warnings } = exportConversations([one, { ...one, id: "b", notes: "" }], "openai-chat");
    expect(written.split("\n")[0]).toBe(JSON.stringify({ messages: [user("a"), user("b")] }));
    expect(warnings[0]).toBe(
      "Left out, since OpenAI's chat format has no place for it: ids (of 2 conversations), " +
        "titles (of 2 conversations), checks (of 2 conversations), notes (of 1 conversation).",
    );
    expect(warnings[1]).toMatch(/^In 2 conversations, user turns follow one another/);
  });
});

const importNames = fc.constantFrom(
  "NUL",
  "Com7.x",
  "😀".repeat(80),
  `${"a".repeat(54)}.${"b".repeat(9)}`,
  "~$x",
  "...",
  "店".repeat(90),
);

describe("a link that an export may be written through", () => {
  const starts = (words: string) => startsLikeConversations(Buffer.from(words).subarray(0, 4_096));
  it("leads to an earlier export, also one whose first line is longer than what is looked at", () => {
    expect(starts('{"id":"a","turns":[]}\n{"id":"b"}\n')).toBe(true);
    expect(starts(`{"id":"a","title":"${"é".repeat(4_000)}"}\n`)).toBe(true);
  });
  it.each(["# notes\n", '{\n  "name": "package"\n}\n', "[1]\n", "null\n", "SQLite format 3\0", "{broken}\n"])(
    "does not lead to %j",
    (words) => expect(starts(words)).toBe(false),
  );
});

describe("export file names", () => {
  it("keep a set's name where a file system can, and never leave the folder", () => {
    expect(exportFileName("Refunds & co. é", "counterproof")).toBe("Refunds-&-co.-é.jsonl");
    expect(exportFileName("../../etc: a?", "openai-chat")).toBe("etc-a.openai-chat.jsonl");
    expect(exportFileName(" // ", "counterproof")).toBe("conversations.jsonl");
    expect(exportFileName("con", "counterproof")).toBe("set-con.jsonl");
    expect(exportFileName("LPT1.old", "openai-chat")).toBe("set-LPT1.old.openai-chat.jsonl");
    expect(exportFileName("a\u202egpj.exe\u200b", "counterproof")).toBe("agpj.exe.jsonl");
  });

  it("are names that every file system takes, whatever a set is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), importNames, (any, other) => {
        for (const name of [any, other]) {
          const file = exportFileName(name, "openai-chat");
          expect(file).toMatch(
            /^[^\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*\s.~-][^\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*\s]*\.openai-chat\.jsonl$/u,
          );
          expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255);
          expect(file).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)\./i);
          expect(file).not.toMatch(/[-.]\.openai-chat/);
        }
      }),
    );
  });
});

describe("any input at all", () => {
  const options = fc.record(
    {
      format: fc.constantFrom(...importFormatSchema.options),
      assistantTurns: fc.constantFrom(...assistantTurnsSchema.options),
    },
    { requiredKeys: ["assistantTurns"] },
  );
  const name = fc.oneof(fc.constantFrom("a.json", "a.jsonl", "a.csv", "a.txt", ".csv", "a", "x/y.tsv"), fc.string());
  const survives = (file: { name: string; bytes: Uint8Array }, chosen: Parameters<typeof parseImportFile>[1]): void => {
    try {
      const parsed = parseImportFile(file, chosen);
      for (const entry of parsed.conversations)
        expect(conversationSchema.parse(entry.conversation)).toEqual(entry.conversation);
      for (const note of [...parsed.rejected, ...parsed.warnings]) expect(note.reason).not.toBe("");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      expect(error.code).toBe("unreadable-file");
    }
  };

  it("throws nothing but a Problem on bytes", () => {
    fc.assert(
      fc.property(name, fc.uint8Array({ maxLength: 200 }), options, (file, bytes, chosen) =>
        survives({ name: file, bytes }, chosen),
      ),
    );
  });

  it("throws nothing but a Problem on text that almost is a table", () => {
    const piece = fc.constantFrom(
      '"',
      ",",
      ";",
      "\n",
      "\r",
      "user",
      "id",
      "__expected",
      "a",
      " ",
      "contains:",
      "\t",
      "\uFEFF",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), options, (pieces, chosen) =>
        survives({ name: "a.csv", bytes: new TextEncoder().encode(`user,id\n${pieces.join("")}`) }, chosen),
      ),
    );
  });

  it("throws nothing but a Problem on records of almost the right form", () => {
    const key = fc.constantFrom(
      "id",
      "turns",
      "messages",
      "conversations",
      "role",
      "content",
      "from",
      "value",
      "checks",
      "tags",
      "title",
      "question_id",
      "tool_calls",
      "type",
      "__proto__",
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom<unknown>("user", "assistant", "human", "gpt", "system", "", "text", null, 1, true),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
      ),
    }));
    const record = fc
      .tuple(fc.constantFrom("turns", "messages", "conversations"), value)
      .map(([head, inner]) => ({ [head]: inner }));
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), options, fc.boolean(), (records, chosen, list) =>
        survives(
          {
            name: list ? "a.json" : "a.jsonl",
            bytes: new TextEncoder().encode(list ? JSON.stringify(records, null, 1) : jsonl(...records)),
          },
          chosen,
        ),
      ),
      { numRuns: 300 },
    );
  });
});

describe("content hashes", () => {
  const base: Conversation = { id: "a", title: "", tags: [], turns: [user("a")], checks: [], notes: "" };

  it("does not count ids, titles, tags, notes, the order of keys or empty lists of checks", () => {
    const same: Conversation = {
      ...base,
      id: "b",
      title: "T",
      tags: ["t"],
      notes: "n",
      turns: [{ checks: [], content: "a", role: "user" }],
    };
    expect(contentSha256(same)).toBe(contentSha256(base));
    const keys = (value: Check): string => contentSha256({ ...base, checks: [value] });
    expect(keys({ type: "word-count", value: { min: 1, max: 2 } })).toBe(
      keys({ value: { max: 2, min: 1 }, type: "word-count" }),
    );
  });

  it("counts every text, role and check", () => {
    const others: Conversation[] = [
      base,
      { ...base, turns: [user("b")] },
      { ...base, turns: [user("a"), user("a")] },
      { ...base, turns: [user("a"), reply("a"), user("a")] },
      { ...base, checks: [{ type: "is-json" }] },
      { ...base, turns: [{ ...user("a"), checks: [{ type: "is-json" }] }] },
    ];
    expect(new Set(others.map(contentSha256)).size).toBe(others.length);
  });

  it("gives a set the same hash in any order, and another for another member", () => {
    const items = ["a", "b", "c"].map((id) => ({ id, contentSha256: `${id}${id}` }));
    expect(conversationSetSha256(items.toReversed())).toBe(conversationSetSha256(items));
    expect(conversationSetSha256(items.slice(1))).not.toBe(conversationSetSha256(items));
    expect(conversationSetSha256([{ id: "a", contentSha256: "bb" }])).not.toBe(
      conversationSetSha256([{ id: "ab", contentSha256: "b" }]),
    );
  });
});
