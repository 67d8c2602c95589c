import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transferableChecks } from "../../../../electron/engine/analysis/test-generation/broken-reply.ts";
import { isNearCopy } from "../../../../electron/engine/analysis/test-generation/deduplicate.ts";
import { toConversation, parseProposals } from "../../../../electron/engine/analysis/test-generation/proposer.ts";
import { conversationSchema } from "../../../../shared/domain/conversation.ts";

const one = { title: "Late at night", turns: ["Can I ring you at night?"], why: "It may make up a number." };
const answer = (conversations: unknown): string => JSON.stringify({ conversations });

describe("an answer with proposals", () => {
  it("is read, in a fence too", () => {
    expect(parseProposals(answer([one]))).toEqual([one]);
    expect(parseProposals(`\`\`\`json\n${answer([one])}\n\`\`\``)).toEqual([one]);
  });

  it.each([
    ["words around it", `Here you are: ${answer([one])}`],
    ["no proposal", answer([])],
    ["a turn without text", answer([{ ...one, turns: [" "] }])],
    ["no turn", answer([{ ...one, turns: [] }])],
    ["a reply, which was not asked for", answer([{ ...one, reply: "Yes" }])],
    ["turns of another form", answer([{ ...one, turns: [{ role: "user", content: "Hi" }] }])],
    ["no reason", answer([{ title: "a", turns: ["b"] }])],
    ["one of two in another form", answer([one, { title: "a" }])],
    ["a list alone", JSON.stringify([one])],
    ["half an answer", answer([one]).slice(0, -4)],
  ])("is not read with %s", (_, text) => expect(parseProposals(text)).toBeNull());

  it("never throws, whatever it is", () => {
    fc.assert(fc.property(fc.string(), (text) => parseProposals(text) === null));
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = parseProposals(text);
        expect(read === null || read.length > 0).toBe(true);
      }),
    );
  });

  it("becomes conversations that can be stored, each with an id of its content", () => {
    const text = fc.string({ minLength: 1 }).filter((said) => said.trim() !== "");
    const proposal = fc.record({ title: text, turns: fc.array(text, { minLength: 1, maxLength: 4 }), why: text });
    const check = { type: "not-contains", value: "555" };
    fc.assert(
      fc.property(proposal, (raw) => {
        const [read] = parseProposals(answer([raw])) ?? [];
        if (!read) throw new Error("a good answer was refused");
        const made = toConversation(read, [check], "a-1");
        expect(conversationSchema.parse(made)).toEqual(made);
        expect(made).toMatchObject({ tags: ["probe"], checks: [check] });
        expect(made.id).toMatch(/^probe-[0-9a-f]{10}$/);
        expect(toConversation({ ...read, title: "another" }, [check], "b").id).toBe(made.id);
      }),
    );
  });
});

describe("what becomes of proposals", () => {
  it("carries over what holds for any reply, and not the words of one answer", () => {
    const suggested = [
      { check: { type: "not-contains", value: "555-0142" }, source: "check" as const, why: "" },
      { check: { type: "contains", value: "six years" }, source: "check" as const, why: "" },
      { check: { type: "not-unsupported-fact", value: ["phone"] }, source: "fact" as const, why: "" },
      { check: { type: "llm-rubric", value: "polite" }, source: "verdict" as const, why: "" },
      { check: { type: "not-contains", value: "on our" }, source: "text" as const, why: "" },
    ];
    expect(transferableChecks(suggested).map(({ type }) => type)).toEqual([
      "not-contains",
      "not-unsupported-fact",
      "llm-rubric",
    ]);
  });

  it("knows a near-copy from another question", () => {
    expect(isNearCopy("How can I reach your office?", "how can I reach your OFFICE")).toBe(true);
    expect(isNearCopy("How can I reach your office by phone?", "How can I reach your office by phone today?")).toBe(
      true,
    );
    expect(isNearCopy("???", "???")).toBe(true);
    expect(isNearCopy("???", "!")).toBe(false);
    expect(isNearCopy("no no no", "no")).toBe(false);
    expect(isNearCopy("How can I reach your office?", "Is there somebody who can ring me back tonight?")).toBe(false);
  });
});
