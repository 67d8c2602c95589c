import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Run } from "../../../shared/domain/run.ts";
import {
  allowFact,
  disallowFact,
  readFactSettings,
  saveFactSettings,
} from "../../../electron/engine/grounding/fact-settings.ts";
import {
  asking,
  replayed,
  requestFor,
  testEngine,
  testServer,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";

const replies: Record<string, readonly [before: string, after: string]> = {
  invents: ["We are open on weekdays.", "Call our office on 555-0142."],
  borrows: ["We are open on weekdays.", "Call our office on 555-0173."],
  keeps: ["Call 555-0190 for help.", "Please call 555-0190 for help."],
  repeats: ["You said (212) 555-0187.", "We will call 212.555.0187."],
  priced: ["Ask us.", "It costs $40."],
  breaks: ["This is good.", "Ask Riverstone Bank on 555-0142."],
};
const prompts = [
  "You are Lex, of Ashgrove Legal. One.\n- The Tenants' Emergency Line: 555-0173.",
  "You are Lex, of Ashgrove Legal. Two.\n- The Tenants' Emergency Line: 555-0173.",
];

async function compared() {
  const server = await testServer({
    reply: (request) => {
      const text = JSON.stringify(request);
      const id = Object.keys(replies).find((one) => text.includes(`case ${one}`)) ?? "";
      return replies[id]?.[text.includes("Two.") ? 1 : 0] ?? "";
    },
  });
  const conversations = Object.keys(replies).map((id) =>
    asking(id, [`This is case ${id}. My number is (212) 555-0187.`], id === "breaks" ? "good" : undefined),
  );
  const engine = await testEngine(conversations, { texts: prompts });
  const before = await replayed(engine, requestFor(engine, server));
  const after = await replayed(engine, requestFor(engine, server, { version: 2 }));
  return { engine, before, after };
}

function flagsOf({ services }: TestEngine, before: Run | null, after: Run): Record<string, number> {
  const { rows } = services.comparisons.summary(before?.id ?? null, after.id);
  return Object.fromEntries(rows.filter(({ flags }) => flags > 0).map(({ id, flags }) => [id, flags]));
}

describe("flags of a comparison", () => {
  it("are the facts that neither the sources nor the baseline's replies have", async () => {
    const { engine, before, after } = await compared();
    expect(flagsOf(engine, before, after)).toEqual({ invents: 1, borrows: 1, breaks: 1 });
    expect(flagsOf(engine, null, after)).toEqual({ invents: 1, borrows: 1, keeps: 1, breaks: 1 });
    const { rows, counts } = engine.services.comparisons.summary(before.id, after.id);
    const row = (id: string) => rows.find((one) => one.id === id);
    expect(row("invents")).toMatchObject({
      outcome: "stillPassing",
      detail: "new phone number 555-0142, not in the prompt or the conversation",
    });
    expect(row("borrows")?.detail).toBe(
      "phone number 555-0173 is given for another: it stands there for Tenants' Emergency Line",
    );
    // Flags decide nothing: what broke is what its checks say.
    expect(counts).toMatchObject({ broke: 1, stillPassing: 5 });
    expect(
      rows
        .slice(0, 3)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(["borrows", "breaks", "invents"]);
  });

  it("stand in the turn that says them, with the figures beside them", async () => {
    const { engine, before, after } = await compared();
    const turnOf = async (id: string) =>
      (await engine.services.comparisons.conversation(before.id, after.id, id, 0)).turns[0];
    const [fact] = (await turnOf("invents"))?.facts ?? [];
    expect(fact).toMatchObject({ kind: "phone", text: "555-0142", owner: null, standing: "new", start: 19, end: 27 });
    expect((await turnOf("keeps"))?.facts).toMatchObject([{ text: "555-0190", standing: "before" }]);
    expect((await turnOf("priced"))?.facts).toMatchObject([{ kind: "money", text: "$40", standing: "new" }]);
    expect((await turnOf("repeats"))?.facts).toBeUndefined();
  });

  it("go when the fact is allowed, and come back when it is not any more", async () => {
    const { engine, before, after } = await compared();
    const { store } = engine.services;
    const [fact] =
      (await engine.services.comparisons.conversation(before.id, after.id, "invents", 0)).turns[0]?.facts ?? [];
    if (!fact) throw new Error("nothing was flagged");
    allowFact(store, fact);
    expect(flagsOf(engine, before, after)).toEqual({ borrows: 1 });
    disallowFact(store, fact);
    expect(flagsOf(engine, before, after)).toEqual({ invents: 1, borrows: 1, breaks: 1 });
  });

  it("count figures where the project asks for it", async () => {
    const { engine, before, after } = await compared();
    saveFactSettings(engine.services.store, { country: "US", organisations: [], countFigures: true });
    expect(flagsOf(engine, before, after)).toMatchObject({ priced: 1 });
  });

  it("refuse a country that has no phone numbers", async () => {
    const engine = await testEngine([]);
    expect(() =>
      saveFactSettings(engine.services.store, { country: "XX", organisations: [], countFigures: false }),
    ).toThrow(/XX/);
    expect(readFactSettings(engine.services.store).country).toBe("US");
  });
});

describe("runs that were scanned by other rules", () => {
  it("are scanned again when a comparison asks for them, and announced", async () => {
    const { engine, before, after } = await compared();
    const { store, events, factScans } = engine.services;
    saveFactSettings(store, { country: "US", organisations: ["Riverstone Bank"], countFigures: false });
    let told = 0;
    events.listen((event) => {
      if (event.type === "changed" && event.topic === "runs") told += 1;
    });
    expect(flagsOf(engine, before, after)).toMatchObject({ breaks: 1 });
    await factScans.settled();
    expect(told).toBe(1);
    expect(flagsOf(engine, before, after)).toMatchObject({ breaks: 2 });
    await factScans.settled();
    expect(told).toBe(1);
  });

  it("are scanned even where nothing was, as in a file of an older version", async () => {
    const { engine, before, after } = await compared();
    const file = new Database(engine.file);
    file.exec("DELETE FROM reply_facts; UPDATE runs SET facts_rules = NULL");
    file.close();
    expect(flagsOf(engine, before, after)).toEqual({});
    await engine.services.factScans.settled();
    expect(flagsOf(engine, before, after)).toEqual({ invents: 1, borrows: 1, breaks: 1 });
  });
});
