import { z } from "zod";
import {
  keyedProviderSchema,
  keyStatusSchema,
  modelSpecSchema,
  rateLimitsSchema,
  savedModelSchema,
  ownPriceSchema,
  priceSchema,
} from "../domain/model.ts";
import { noOutput, procedure } from "./base.ts";
import { consentKeySchema, consentSchema } from "../domain/consent.ts";

/** A day: a longer wait is a reason to come back. */
export const MAX_PATIENCE_SECONDS = 86_400;
const patienceSchema = z.object({ seconds: z.number().min(0).max(MAX_PATIENCE_SECONDS) });

export const modelsContract = {
  models: {
    list: procedure.output(z.array(savedModelSchema)),
    save: procedure
      .input(
        modelSpecSchema.extend({
          id: z.string().nullable(),
          name: z.string().trim().min(1).max(100),
          isDefault: z.boolean(),
          ...rateLimitsSchema.shape,
        }),
      )
      .output(savedModelSchema),
    remove: procedure.input(z.object({ id: z.string() })).output(noOutput),
    /** Whether it may answer the same request in another way: then auto-samples are the usual choice. */
    random: procedure.input(modelSpecSchema).output(z.object({ random: z.boolean() })),
    /** Makes one small call and says how it went, in words for a person. */
    test: procedure
      /** `id` is the saved model that is edited: an address that differs from its own was typed by the person. */
      .input(modelSpecSchema.extend({ id: z.string().nullish() }))
      .output(z.object({ ok: z.boolean(), message: z.string(), latencyMs: z.number().nullable() })),
  },
  /** How long calls wait for a rate limit or a model that is being loaded. */
  patience: {
    get: procedure.output(patienceSchema),
    /** Holds from the next wait on. */
    save: procedure.input(patienceSchema).output(patienceSchema),
  },
  prices: {
    /** The shipped list with the person's own prices in it, by provider and model. */
    list: procedure.output(z.array(priceSchema)),
    /** Counts from now on; what was recorded keeps its cost. */
    save: procedure.input(ownPriceSchema).output(priceSchema),
    /** Takes the person's own price away; a shipped one holds again. */
    remove: procedure.input(ownPriceSchema.pick({ provider: true, model: true })).output(noOutput),
  },
  keys: {
    status: procedure.output(z.array(keyStatusSchema)),
    set: procedure
      .input(z.object({ provider: keyedProviderSchema, key: z.string().trim().min(1) }))
      .output(keyStatusSchema),
    clear: procedure.input(z.object({ provider: keyedProviderSchema })).output(keyStatusSchema),
  },
};

export const trustContract = {
  /** What this person has allowed on this machine, for every project. */
  list: procedure.output(z.array(consentSchema)),
  /** A person said yes; addresses are taken by scheme, host and port. Gives back the whole list. */
  allow: procedure
    .input(z.object({ consents: z.array(consentKeySchema).min(1).max(100) }))
    .output(z.array(consentSchema)),
  /** Takes one back; what is under way stops at its next call. */
  takeBack: procedure.input(consentKeySchema).output(noOutput),
};
