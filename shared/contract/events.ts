import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { runProgressSchema } from "../domain/run.ts";
import { procedure } from "./base.ts";

export const topicSchema = z.enum([
  "project",
  "prompts",
  "branches",
  "conversations",
  "models",
  "runs",
  "judges",
  "ledger",
  "trust",
]);
export type Topic = z.infer<typeof topicSchema>;

/** Events carry ids and counts; whoever wants more asks for it. */
export const engineEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("run"), run: runProgressSchema }),
  z.object({
    type: z.literal("insight"),
    insight: z.object({
      kind: z.enum(["bisect", "blame", "audit", "merge", "probe"]),
      id: z.string(),
      running: z.boolean(),
      /** How far it is, in its own steps. */
      steps: z.number().int(),
      calls: z.number().int(),
    }),
  }),
  z.object({ type: z.literal("changed"), topic: topicSchema }),
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;

export const eventsContract = {
  stream: procedure.output(eventIterator(engineEventSchema)),
};
