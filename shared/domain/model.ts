import { z } from "zod";
import { keyedProviderIds } from "./provider.ts";

export const providerSchema = z.enum([...keyedProviderIds, "scripted"]);
export type Provider = z.infer<typeof providerSchema>;

/** Providers that take a key. */
export const keyedProviderSchema = providerSchema.exclude(["scripted"]);
export type KeyedProvider = z.infer<typeof keyedProviderSchema>;

/** What a request may set. Absent means: the provider's default. */
export const modelSettingsSchema = z.strictObject({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  maxOutputTokens: z.number().int().positive().optional(),
  seed: z.number().int().optional(),
  /** Thinking that a model writes into its reply: kept apart from the answer where this is absent. */
  thinking: z.enum(["apart", "in-reply"]).optional(),
});
export type ModelSettings = z.infer<typeof modelSettingsSchema>;

const httpUrl = z.url({ protocol: /^https?$/, error: "an address starts with http:// or https://" });

/** A model and how it is called. For `scripted`, `model` is the path of a rules file. */
export const modelSpecSchema = z.object({
  provider: providerSchema,
  model: z.string().trim().min(1),
  baseUrl: httpUrl.nullable(),
  settings: modelSettingsSchema,
});
export type ModelSpec = z.infer<typeof modelSpecSchema>;

/** Of a scripted model: which file its path leads to on the engine's machine now; absent where there is none. */
export const rulesFileIdSchema = z.string().optional();

/** A model as far as it decides whether two runs are of the same one, whatever their settings. */
export interface ModelIdentity extends Pick<ModelSpec, "provider" | "model"> {
  rulesFileId?: string | undefined;
}

/** What the provider allows a minute; null where nobody said. */
export const rateLimitsSchema = z.object({
  requestsPerMinute: z.number().int().positive().nullable().default(null),
  tokensPerMinute: z.number().int().positive().nullable().default(null),
});
export type RateLimits = z.infer<typeof rateLimitsSchema>;

/** A model kept in the project, so that it can be picked by name. */
export const savedModelSchema = modelSpecSchema.extend({
  id: z.string(),
  name: z.string().trim().min(1),
  isDefault: z.boolean(),
  rulesFileId: rulesFileIdSchema,
  ...rateLimitsSchema.shape,
});
export type SavedModel = z.infer<typeof savedModelSchema>;

/** Where a provider's key is. The key itself never crosses the contract towards the window. */
export const keyStatusSchema = z.object({
  provider: keyedProviderSchema,
  source: z.enum(["environment", "keychain", "session", "none"]),
  /** The environment variable that is looked at. */
  variable: z.string(),
});
export type KeyStatus = z.infer<typeof keyStatusSchema>;

const dollars = z.number("a price is a number").min(0, "a price is not below 0").max(100_000, "that is too much");

/** What a model's tokens cost, in US dollars per million. The person's own price wins over the shipped one. */
export const ownPriceSchema = z.object({
  provider: keyedProviderSchema,
  model: z.string().trim().min(1).max(200),
  input: dollars,
  output: dollars,
});
export type OwnPrice = z.infer<typeof ownPriceSchema>;

export const priceSchema = ownPriceSchema.extend({
  source: z.enum(["shipped", "yours"]),
  /** The day it was written down. */
  date: z.iso.date(),
  /** Longest prompt, in tokens, that this price is for; null when there is no other price. */
  upTo: z.number().int().nullable(),
});
export type Price = z.infer<typeof priceSchema>;
