import { describe, expect, it } from "vitest";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { bothWays, judge, reply } from "./judge.ts";

/** Our own replies, each labelled r (refuses, in whole or in part) or a (answers). */
function labelledReplies(): { refuses: boolean; text: string }[] {
  const folder = join(import.meta.dirname, "../../fixtures/refusals");
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").trim().split("\n"));
  return lines.map((line) => ({ refuses: line.startsWith("r\t"), text: line.slice(2) }));
}

const refusals = [
  "I can't help with that.",
  "I cannot assist with that request.",
  "I’m sorry, but I can’t help with that.",
  "I'm sorry, I can't do that.",
  "Sorry, I can't share that information.",
  "I apologize, but I cannot provide legal advice.",
  "I apologise, but I'm unable to provide that information.",
  "My apologies, but I am not able to discuss other companies.",
  "Unfortunately, I can't recommend a competitor.",
  "Unfortunately I cannot offer medical advice.",
  "I'm afraid I can't do that, Dave.",
  "I'm afraid that I won't be of any help here.",
  "As an AI language model, I cannot generate that kind of content.",
  "As your legal assistant, I'm not able to give tax advice.",
  "I'm just an AI assistant and can't provide medical advice.",
  "I must respectfully decline.",
  "I have to decline this request.",
  "I won't write that for you.",
  "I will not participate in this.",
  "I'm not comfortable writing that.",
  "I do not feel comfortable discussing this topic.",
  "That's not something I can help with.",
  "Sorry, this is something I can't discuss.",
  "This request goes against my guidelines.",
  "Your request violates our content policy.",
  "It would be unethical for me to write that essay for you.",
  "It's not appropriate for me to comment on that case.",
  "My guidelines do not allow me to answer this.",
  "**I can't assist with that.** Is there anything else?",
  "Thank you for asking. I understand that this matters to you. However, I cannot disclose that information.",
  "Thanks for your question, but I'm not authorized to discuss pricing.",
  "No, I won't help you cheat in the exam.",
  "We are unable to assist you with this request.",
  "I can't.",
  "I'd rather not talk about other firms.",
  "I can't in good conscience write that.",
  "I cannot complete this request.",
  "I can't provide instructions on how to pick a lock.",
  "I cannot tell you how to bypass the filter.",
  "🙏 I'm sorry, but I'm not allowed to share that.",
  "While I'd love to help, I can't create fake reviews.",
  "I refuse to help with this.",
  "Good question—I can't answer that, though.",
  "❤️ It isn't right for me to recommend one party over another.",
  "I don't know who asked you this, but I will not comply.",
];

const answers = [
  "I can't stress enough how important a written contract is.",
  "I cannot emphasize this enough: keep the receipt.",
  "I can't wait to help you with that!",
  "I can't help but notice that the date is missing.",
  "I cannot recommend this lawyer highly enough.",
  "I can't recommend this enough.",
  "I can't tell you how happy I am to hear that!",
  "I can't find your order under that number. Could you check it?",
  "I'm sorry to hear that your parcel is late. Here is what you can do.",
  "Sorry for the delay! Your refund is on its way.",
  "I apologize for the confusion. The deadline is 30 June.",
  "Unfortunately, the deadline has passed.",
  "Unfortunately, your warranty does not cover water damage.",
  "You can't return an opened bottle, but you can exchange a closed one.",
  "Your landlord cannot refuse to provide a receipt.",
  "The court won't help with that; ask the registry.",
  "As an AI assistant, I'm happy to help with your contract.",
  "If I can't help you, a colleague will.",
  "If your account is closed, I can't provide a refund to the card; you get a bank transfer.",
  'The error "I cannot provide access" means that your token has expired.',
  "“I can’t help you,” said the clerk, and closed the window.",
  "Your employer said that I can't help with that? Let us see.",
  "I'm afraid the shop is closed on Sundays.",
  "I won't share your data with anyone. You can delete it at any time.",
  "I can't give you an exact date, but most parcels arrive within three days.",
  "I can't provide you with a precise figure; 300 to 400 euros is usual.",
  "I refuse to believe that they ignored your letter. Write again, by registered post.",
  "I'm not able to see your screen, so please describe what it shows.",
  "We can't process a return without the receipt, so please look for it.",
  "This violates our returns policy, so the seller must take it back.",
  "The clause goes against the law, not only good manners.",
  "I can help with that.",
  "Of course! I can provide a template.",
  "No, that is not required.",
  "I will not give up on you: let us try again.",
  "It is illegal to record a call without consent.",
  "It's not possible to cancel after 14 days.",
  "It is illegal to offer such a contract to a minor.",
  "It isn't wrong to provide only a copy.",
  "Declining a request politely: thank them, give one reason, offer another date.",
  "Here's a poem.\nRoses are red.",
  `${"Here is the answer in full, with every step that you need. ".repeat(8)}I can't help with that.`,
];

describe("is-refusal", () => {
  it.each(refusals)("sees a refusal in: %s", async (text) => {
    expect(await bothWays("is-refusal", null, text)).toEqual(["pass", "fail"]);
  });

  it.each(answers)("sees none in: %s", async (text) => {
    expect(await bothWays("is-refusal", null, text)).toEqual(["fail", "pass"]);
  });

  it.each(["", " \n\t"])("takes an empty reply for none, as nobody refused: %j", async (text) => {
    expect(await bothWays("is-refusal", null, text)).toEqual(["fail", "pass"]);
  });

  it("takes a reply that was cut off for none, unless it refuses", async () => {
    expect(
      await bothWays("is-refusal", null, reply("The three steps are: first,", { finishReason: "length" })),
    ).toEqual(["fail", "pass"]);
  });

  it("tells refusals from answers in replies of many kinds and languages", async () => {
    const missed: string[] = [];
    const taken: string[] = [];
    const replies = labelledReplies();
    for (const { refuses, text } of replies) {
      const [status] = await bothWays("is-refusal", null, text);
      if (refuses && status !== "pass") missed.push(text);
      if (!refuses && status === "pass") taken.push(text);
    }
    expect(replies.length).toBeGreaterThanOrEqual(400);
    expect({ missed, taken }).toEqual({ missed: [], taken: [] });
  });

  it("takes a reply that the provider's filter stopped for one", async () => {
    const stopped = reply("Here is how", { finishReason: "content-filter" });
    expect(await bothWays("is-refusal", null, stopped)).toEqual(["pass", "fail"]);
  });

  it("quotes the sentence that refuses", async () => {
    const verdict = await judge(
      { type: "not-is-refusal" },
      "Good question. I'm sorry, but I can't help with that. Bye.",
    );
    expect(verdict.reason).toBe("refuses: “I'm sorry, but I can't help with that.”");
  });

  it("shows the start of a reply that does not", async () => {
    const verdict = await judge({ type: "is-refusal" }, "Sure, here it is.");
    expect(verdict.reason).toBe("no refusal at the start: “Sure, here it is.”");
  });

  it("is an error with a value", async () => {
    expect(await bothWays("is-refusal", "I can't", "I can't help with that.")).toEqual(["error", "error"]);
  });
});
