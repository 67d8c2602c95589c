import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitReasoning } from "../../../shared/rules/reasoning.ts";

describe("thinking is taken off the front of a reply", () => {
  it.each<[string, string, string]>([
    ["<think>", "<think>\nMaybe 30?\n</think>\n\nYou have 14 days.", "Maybe 30?"],
    ["<think> in capitals and spaces", "\n <THINK>Maybe 30?</THINK >You have 14 days.", "Maybe 30?"],
    ["<thinking>", "<thinking>Maybe 30?</thinking>\nYou have 14 days.", "Maybe 30?"],
    ["<reasoning>", "<reasoning>Maybe 30?</reasoning>\nYou have 14 days.", "Maybe 30?"],
    ["<thought>", "<thought>Maybe 30?</thought>You have 14 days.", "Maybe 30?"],
    ["<seed:think>", "<seed:think>Maybe 30?</seed:think>You have 14 days.", "Maybe 30?"],
    ["Magistral", "[THINK]Maybe 30?[/THINK]You have 14 days.", "Maybe 30?"],
    ["Kimi", "◁think▷Maybe 30?◁/think▷You have 14 days.", "Maybe 30?"],
    ["Command A", "<|START_THINKING|>Maybe 30?<|END_THINKING|>You have 14 days.", "Maybe 30?"],
    ["no opening mark", "Maybe 30?\n</think>\n\nYou have 14 days.", "Maybe 30?"],
    ["no opening mark, closed behind the words", "Maybe 30?</think>\n\nYou have 14 days.", "Maybe 30?"],
    ["no opening mark, Magistral", "Maybe 30?\n[/THINK]\nYou have 14 days.", "Maybe 30?"],
    ["an empty block", "<think>\n\n</think>\n\nYou have 14 days.", ""],
    ["a mark with attributes", '<think lang="en" depth=2>Maybe 30?</think>You have 14 days.', "Maybe 30?"],
    ["several blocks", "<think>One.</think>\n<think>Two.</think>\nYou have 14 days.", "One.\n\nTwo."],
    [
      "a block in a block",
      "<think>One.\n<think>\nTwo.\n</think>\nThree.</think>You have 14 days.",
      "One.\n<think>\nTwo.\n</think>\nThree.",
    ],
    [
      "thinking that speaks of the mark",
      "<think>The user asks of <think> here.</think>You have 14 days.",
      "The user asks of <think> here.",
    ],
    [
      "gpt-oss",
      "<|channel|>analysis<|message|>Maybe 30?<|end|><|start|>assistant<|channel|>final<|message|>You have 14 days.<|return|>",
      "Maybe 30?",
    ],
    ["gpt-oss with its marks taken out", "analysisMaybe 30?assistantfinalYou have 14 days.", "Maybe 30?"],
  ])("of %s", (_, text, reasoning) => {
    expect(splitReasoning(text)).toEqual({ reasoning, answer: "You have 14 days." });
  });

  it.each([
    ["no thinking", "You have 14 days."],
    ["the mark in mid-text", "Models write <think>like this</think> first."],
    ["the mark in code", "```xml\n<think>\nx\n</think>\n```\nThat is how."],
    ["the closing mark in inline code", "Close it with `</think>`\n\nThen answer."],
    ["the closing mark at a line's end, in a sentence", "End it with </think>\nand go on."],
    ["an opening mark alone, and the model had its say", "<think> is the mark that models use."],
    ["another tag", "<b>You</b> have 14 days."],
    ["a word that begins like a channel", "analysis of the final figures"],
  ])("and a reply with %s stays whole", (_, text) => {
    expect(splitReasoning(text)).toEqual({ reasoning: null, answer: text });
  });

  it.each([
    ["in a sentence", "You have 14 <think>Or 30?</think> days.", "You have 14 days."],
    ["between paragraphs", "You have 14.\n\n<think>Or 30?</think>\n\nDays.", "You have 14.\n\nDays."],
    ["with attributes, before a list", "Days:\n<think a=b>Or 30?</think>\n  - 14", "Days:\n  - 14"],
    ["at the end", "You have 14 days.\n<think>Or 30?</think>\n", "You have 14 days."],
  ])("also further on, %s, once a reply began with it", (_, rest, answer) => {
    expect(splitReasoning(`<think>One.</think>${rest}`)).toEqual({ reasoning: "One.\n\nOr 30?", answer });
  });

  it.each([
    ["of another mark", "Write <thought>so</thought>."],
    ["never closed", "Write <think> first."],
    ["in inline code", "Write `<think>x</think>` first."],
    ["in a fence", "```xml\n<think>x</think>\n```"],
    ["that is quoted", 'From "<think>" to "</think>".'],
    ["closed in code", "From <think> to `</think>`."],
  ])("but nothing %s", (_, answer) => {
    expect(splitReasoning(`<think>One.</think>${answer}`)).toEqual({ reasoning: "One.", answer });
  });

  it("stays where the reply began with its answer", () => {
    const text = "Sure.\n<think>One.</think>\nYou have 14 days.";
    expect(splitReasoning(text)).toEqual({ reasoning: null, answer: text });
  });

  it("is all there is of a reply that was cut off in it, whatever the form", () => {
    expect(splitReasoning("<think>\nLet me see", true)).toEqual({ reasoning: "Let me see", answer: "" });
    expect(splitReasoning("<|channel|>analysis<|message|>Let me see", true)).toEqual({
      reasoning: "Let me see",
      answer: "",
    });
    expect(splitReasoning("You have <think>", true)).toEqual({ reasoning: null, answer: "You have <think>" });
  });

  it("loses no word of the answer, and is quick whatever the reply holds", () => {
    const piece = fc.constantFrom(
      "<think>",
      "</think>",
      "[THINK]",
      "[/THINK]",
      "```",
      "`",
      "\n",
      " ",
      "word",
      "<|channel|>",
      "<|message|>",
      "analysis",
      "assistantfinal",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, cut) => {
        const text = pieces.join("");
        const { reasoning, answer } = splitReasoning(text, cut);
        if (reasoning === null) expect(answer).toBe(text);
        else expect(answer.length).toBeLessThan(text.length);
      }),
    );
    expect(splitReasoning(`${"<think>\n".repeat(20_000)}x`, true).answer).toBe("");
    const again = `<think>x</think>${"a <think>b</think> `".repeat(20_000)}${"<think a".repeat(20_000)}`;
    expect(splitReasoning(again).answer).toContain("<think a");
    const open = `<think>x</think>y ${'<think> "</think>'.repeat(20_000)}`;
    expect(splitReasoning(open).answer).toContain("y");
    expect(splitReasoning(`word </think> ${"word </think>word".repeat(5_000)}`).answer).toContain("word");
  });
});
