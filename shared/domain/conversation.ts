import { z } from "zod";
import { checkSchema } from "./check.ts";

export const userTurnSchema = z.object({
  role: z.literal("user"),
  content: z.string().min(1, "a user turn needs text"),
  /** Checks on the reply to this turn. */
  checks: z.array(checkSchema).optional(),
});

/** A fixed reply: sent as history, never regenerated. */
export const assistantTurnSchema = z.object({ role: z.literal("assistant"), content: z.string() });

export const turnSchema = z.discriminatedUnion("role", [userTurnSchema, assistantTurnSchema]);
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
