import { z } from "zod";
import { checkSchema, type Check } from "./check.ts";

const userTurnSchema = z.object({
  role: z.literal("user"),
  content: z.string().min(1, "a user turn needs text"),
  /** Checks on the reply to this turn. */
  checks: z.array(checkSchema).optional(),
});

/** A fixed reply: sent as history, never regenerated. */
const assistantTurnSchema = z.object({ role: z.literal("assistant"), content: z.string() });

const turnSchema = z.discriminatedUnion("role", [userTurnSchema, assistantTurnSchema]);
export type Turn = z.infer<typeof turnSchema>;

const turnsSchema = z
  .array(turnSchema)
  .min(1, "a conversation needs at least one turn")
  .superRefine((turns, context) => {
    turns.forEach((turn, at) => {
      if (turn.role === "assistant" && turns[at - 1]?.role !== "user") {
        context.addIssue({ code: "custom", path: [at], message: "a fixed reply must follow a user turn" });
      }
    });
    if (turns.length > 0 && !turns.some((turn, at) => turn.role === "user" && turns[at + 1]?.role !== "assistant")) {
      context.addIssue({ code: "custom", message: "every user turn has a fixed reply: nothing is left to replay" });
    }
  });

/** One test case, as it is stored and as it travels in our own JSONL. */
export const conversationSchema = z.object({
  id: z.string().trim().min(1).max(200),
  title: z.string().max(500).default(""),
  tags: z.array(z.string().trim().min(1)).default([]),
  turns: turnsSchema,
  /** Checks on every reply of the conversation. */
  checks: z.array(checkSchema).default([]),
  notes: z.string().default(""),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** The part of a conversation that decides a run; its hash is what rows are aligned by. */
export const conversationContentSchema = conversationSchema.pick({ turns: true, checks: true });
export type ConversationContent = z.infer<typeof conversationContentSchema>;

export const conversationSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  /** Number of user turns. */
  turns: z.number().int(),
  /** Number of checks, per turn and per conversation together. */
  checks: z.number().int(),
  firstUserTurn: z.string(),
  contentSha256: z.string(),
});
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;

export const setNameSchema = z
  .string()
  .trim()
  .min(1, "a set needs a name")
  .max(100, "a set's name has at most 100 characters");

export const conversationSetSchema = z.object({
  id: z.string(),
  name: z.string(),
  conversations: z.number().int(),
  checks: z.number().int(),
});
export type ConversationSet = z.infer<typeof conversationSetSchema>;

/** A user turn with the reply that is fixed for it, if one is, and the checks on its reply. */
export interface IndexedUserTurn {
  /** Counts user turns, from 0. */
  index: number;
  content: string;
  fixed: string | null;
  checks: readonly Check[];
}

/** The user turns of a conversation in order. Those with `fixed: null` are replied to by the model. */
export function userTurns(turns: readonly Turn[]): IndexedUserTurn[] {
  const asked: IndexedUserTurn[] = [];
  turns.forEach((turn, at) => {
    if (turn.role !== "user") return;
    const next = turns[at + 1];
    asked.push({
      index: asked.length,
      content: turn.content,
      fixed: next?.role === "assistant" ? next.content : null,
      checks: turn.checks ?? [],
    });
  });
  return asked;
}
