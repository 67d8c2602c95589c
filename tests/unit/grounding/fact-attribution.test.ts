import { describe, expect, it } from "vitest";
import { createSourceReader } from "../../../electron/engine/grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../../electron/engine/grounding/unsupported-facts.ts";

const options = { country: "GB", organisations: [] };

function given(system: string, reply: string, user = "How do I reach you?"): (string | null)[] {
  const reader = createSourceReader(options);
  return findUnsupportedFacts(reply, options, () => reader.before(system, [{ content: user, fixed: null }], 0)).map(
    ({ owner }) => owner,
  );
}

const law = "You are the assistant of Ashgrove Legal.\n- First name the Night Shelter Line: 0808 800 4444.\n";

describe("a contact detail that stands in the prompt for somebody", () => {
  it.each([
    "You can call our office on 0808 800 4444.",
    "You can reach us at 0808 800 4444.",
    "Our number is 0808 800 4444.",
    "Please phone Ashgrove Legal on **0808 800 4444**.",
    "Ring 0808 800 4444 (our office).",
  ])("is flagged where it is given as ours: %s", (reply) => {
    expect(given(law, reply)).toEqual(["Night Shelter Line"]);
  });

  it.each([
    "Ring the Night Shelter Line first, on 0808 800 4444.",
    "The shelter line is on 0808 800 4444, and we can help afterwards.",
    "We suggest that you ring 0808 800 4444 now.",
    "Our advice: the Night Shelter Line helps. Its number is 0808 800 4444.",
    "Ring 0808 800 4444.",
  ])("is not flagged where it is given right, or for nobody: %s", (reply) => {
    expect(given(law, reply)).toEqual([]);
  });

  it.each([
    ["Customer Service: 0345 300 3900.", "You can call us on 0345 300 3900."],
    ["Ashgrove Legal: 0345 300 3900.", "You can call us on 0345 300 3900."],
    ["Telephone 0345 300 3900, Monday to Friday.", "You can call our office on 0345 300 3900."],
    ["Ms Hartley: 0345 300 3900.", "You can call us on 0345 300 3900."],
  ])("is ours where it stands for a department, for us or for nobody: %s", (line, reply) => {
    expect(given(`You are the assistant of Ashgrove Legal.\n${line}`, reply)).toEqual([]);
  });

  it("is flagged where it is given for another that has a detail of its own", () => {
    const two = "Kitchen: 0345 300 3901. Library: 0345 300 3902.";
    expect(given(two, "Ask the library on 0345 300 3901.")).toEqual(["Kitchen"]);
    expect(given(two, "Ask the library on 0345 300 3902 or the kitchen on 0345 300 3901.")).toEqual([]);
  });

  it("is flagged where the user's own number is given as ours", () => {
    expect(given("You are a bot.", "Call our office on 0345 300 3900.", "My number is 0345 300 3900.")).toEqual([
      "the user",
    ]);
    expect(given("You are a bot.", "We will call you on 0345 300 3900.", "My number is 0345 300 3900.")).toEqual([]);
  });
});
