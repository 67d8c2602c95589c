import { z } from "zod";
import { keyedProviderSchema } from "../../shared/domain/model.ts";

const requestId = z.number().int();

/** What the desktop's main process tells the engine process. `connect` comes with a port. */
export const toEngineSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("open"),
    projectFile: z.string(),
    createIfMissing: z.enum(["empty", "sample"]).nullable(),
    keys: z.array(z.object({ provider: keyedProviderSchema, key: z.string() })),
  }),
  z.object({ type: z.literal("connect") }),
  z.object({ type: z.literal("key-kept"), id: requestId, where: z.enum(["keychain", "session"]) }),
  z.object({ type: z.literal("close") }),
]);
export type ToEngine = z.infer<typeof toEngineSchema>;

/** What the engine process tells main. Keys travel only in `keep-key`, and only this way. */
export const fromEngineSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("up") }),
  z.object({ type: z.literal("cannot-open"), message: z.string() }),
  z.object({ type: z.literal("keep-key"), id: requestId, provider: keyedProviderSchema, key: z.string() }),
  z.object({ type: z.literal("forget-key"), id: requestId, provider: keyedProviderSchema }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;
