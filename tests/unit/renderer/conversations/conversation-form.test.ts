import { describe, expect, it } from "vitest";
import {
  emptyConversationForm,
  unusedConversationId,
  readConversationForm,
  isSameForm,
  toConversationForm,
  filterConversations,
} from "../../../../renderer/conversations/conversation-form.ts";
import { type Conversation, conversationSchema } from "../../../../shared/domain/conversation.ts";

const conversation: Conversation = conversationSchema.parse({
  id: "phone-1",
  title: "Asks for a number",
  tags: ["must", "phone"],
  turns: [
    { role: "user", content: "Hello" },
    { role: "assistant", content: "Good day." },
    { role: "user", content: "Your number?", checks: [{ type: "contains", value: "555" }] },
  ],
  checks: [{ type: "is-refusal" }],
  notes: "seen in March",
});

describe("editing a conversation", () => {
  it("gives back a conversation that was only looked at, fixed replies and checks in place", () => {
    expect(readConversationForm(toConversationForm(conversation, []))).toEqual({ conversation });
  });

  it("is not dirty after opening, and is after a letter", () => {
    const opened = toConversationForm(conversation, []);
    const again = toConversationForm(conversation, []);
    expect(isSameForm(opened, again)).toBe(true);
    expect(isSameForm(opened, { ...again, notes: "seen in May" })).toBe(false);
  });

  it("names the turn that has no text", () => {
    expect(readConversationForm(emptyConversationForm("a"))).toEqual({ problems: ["Turn 1 has no text."] });
  });

  it("refuses a conversation in which nothing is left for the model", () => {
    const form = toConversationForm(conversation, []);
    const turns = form.turns.map((turn) => ({ ...turn, fixed: "Yes." }));
    const read = readConversationForm({ ...form, turns });
    expect(read).toEqual({ problems: [expect.stringContaining("nothing is left to replay")] });
  });

  it("suggests an id that the set does not have, also after some were deleted", () => {
    expect(unusedConversationId(["conversation-2"])).toBe("conversation-3");
    expect(unusedConversationId([])).toBe("conversation-1");
  });
});

describe("filtering conversations", () => {
  const summary = (id: string, title: string, tags: string[]) => ({
    id,
    title,
    tags,
    turns: 1,
    checks: 0,
    firstUserTurn: "What now?",
    contentSha256: "",
  });
  const all = [summary("a", "Asks for a Number", ["must"]), summary("b", "Asks for hours", [])];

  it("finds words in any order and case, over title and tags together", () => {
    expect(filterConversations(all, "MUST number").map(({ id }) => id)).toEqual(["a"]);
    expect(filterConversations(all, "what hours").map(({ id }) => id)).toEqual(["b"]);
  });

  it("shows all for a search of spaces", () => {
    expect(filterConversations(all, "  ")).toBe(all);
  });
});
