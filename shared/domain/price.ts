import { z } from "zod";
import { keyedProviderSchema } from "./model.ts";

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
