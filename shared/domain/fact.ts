import { z } from "zod";

export const factKindSchema = z.enum([
  "phone",
  "email",
  "url",
  "organisation",
  "citation",
  "date",
  "version",
  "money",
  "percent",
]);
export type FactKind = z.infer<typeof factKindSchema>;

/** A stretch of a text that can be right or wrong by itself. `key` is the same however the fact is written. */
export const factSchema = z.object({
  kind: factKindSchema,
  text: z.string(),
  key: z.string(),
  /** Offsets into the text, in UTF-16 code units. */
  start: z.number().int().min(0),
  end: z.number().int().min(0),
});
export type Fact = z.infer<typeof factSchema>;

/**
 * A fact of a reply that its sources do not carry. `owner` is set where they have it, but for somebody else:
 * the name it stands there for.
 */
export const unsupportedFactSchema = factSchema.extend({ owner: z.string().nullable() });
export type UnsupportedFact = z.infer<typeof unsupportedFactSchema>;

/** `new`: flagged. `before`: the baseline's replies have it too. `allowed`: on the project's list. */
export const factStandingSchema = z.enum(["new", "before", "allowed"]);
export type FactStanding = z.infer<typeof factStandingSchema>;

export const replyFactSchema = unsupportedFactSchema.extend({ standing: factStandingSchema });
export type ReplyFact = z.infer<typeof replyFactSchema>;

export const allowedFactSchema = z.object({
  kind: factKindSchema,
  key: z.string().min(1).max(2_000),
  /** As it was written where it was allowed. */
  text: z.string().min(1).max(2_000),
});
export type AllowedFact = z.infer<typeof allowedFactSchema>;

/** What a project says about facts. */
export const factSettingsSchema = z.object({
  /** Where phone numbers without a country code are from, as ISO 3166-1 alpha-2. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default("US"),
  /** Names to look for in replies: competitors, partners, products. */
  organisations: z.array(z.string().trim().min(2).max(200)).max(1_000).default([]),
  /** Whether money and percentages count as flags, which mere arithmetic often brings up. */
  countFigures: z.boolean().default(false),
  allowed: z.array(allowedFactSchema).max(10_000).default([]),
});
export type FactSettings = z.infer<typeof factSettingsSchema>;
