import { z } from "zod";
import type { Check } from "../../../../shared/domain/check.ts";
import { conversationSchema, type Conversation } from "../../../../shared/domain/conversation.ts";
import { idFromContent } from "../../exchange/content-hash.ts";
import { readAnswer } from "../../judges/answer.ts";

const text = (longest: number) => z.string().trim().min(1).max(longest);

const answerSchema = z.strictObject({
  conversations: z
    .array(z.strictObject({ title: text(300), turns: z.array(text(8_000)).min(1).max(8), why: text(2_000) }))
    .min(1)
    .max(100),
});
export type ReadProposal = z.infer<typeof answerSchema>["conversations"][number];

/** What the answer proposes; null where any of it has another form than was asked for. */
export function readProposals(answer: string): ReadProposal[] | null {
  return readAnswer(answer, answerSchema)?.conversations ?? null;
}

/** A proposal as a conversation of ours, with the checks that every reply of it has to pass. */
export function asConversation({ title, turns }: ReadProposal, checks: readonly Check[], from: string): Conversation {
  const content = { turns: turns.map((said) => ({ role: "user" as const, content: said })), checks: [...checks] };
  return conversationSchema.parse({
    ...content,
    id: idFromContent(content).replace(/^c-/, "probe-"),
    title,
    tags: ["probe"],
    notes: `Proposed one step past “${from}”.`,
  });
}
