import { z } from "zod";
import { noOutput, procedure } from "./base.ts";
import { allowedFactSchema, factSettingsSchema } from "../domain/fact.ts";
import { eventIterator } from "@orpc/contract";
import { runProgressSchema } from "../domain/run.ts";

const projectInfoSchema = z.object({
  name: z.string(),
  /** The file's name without its folder. */
  file: z.string(),
  readOnly: z.boolean(),
  sample: z.boolean(),
  /** Where the engine runs: decides how a window can offer to open files. */
  host: z.enum(["desktop", "browser"]),
});

export const projectContract = {
  get: procedure.output(projectInfoSchema),
  rename: procedure.input(z.object({ name: z.string().trim().min(1).max(100) })).output(noOutput),
};

export const factsContract = {
  settings: procedure.output(factSettingsSchema),
  /** Replaces all but the allow-list. Runs are scanned again in the background when a comparison asks for them. */
  save: procedure.input(factSettingsSchema.omit({ allowed: true })).output(factSettingsSchema),
  allow: procedure.input(allowedFactSchema).output(factSettingsSchema),
  disallow: procedure.input(allowedFactSchema.pick({ kind: true, key: true })).output(factSettingsSchema),
};

export const cacheContract = {
  /** Replies that a replay would find, and the size of their texts in bytes. */
  info: procedure.output(z.object({ replies: z.number().int(), bytes: z.number().int() })),
  /** Replays find none of them any more. What runs recorded stays as it is. */
  clear: procedure.output(noOutput),
};

export const changeTopicSchema = z.enum([
  "project",
  "prompts",
  "branches",
  "conversations",
  "models",
  "runs",
  "judges",
  "ledger",
  "analyses",
  "trust",
]);
export type ChangeTopic = z.infer<typeof changeTopicSchema>;

/** Events carry ids and counts; a listener that needs more asks for it. */
const engineEventSchema = z.discriminatedUnion("type", [
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
  /** Recorded replies are being checked again: `done` of the `conversations` of one run whose checks were edited. */
  z.object({
    type: z.literal("recheck"),
    recheck: z.object({ runId: z.string(), done: z.number().int(), conversations: z.number().int() }),
  }),
  z.object({ type: z.literal("changed"), topic: changeTopicSchema }),
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;

export const eventsContract = {
  stream: procedure.output(eventIterator(engineEventSchema)),
};
