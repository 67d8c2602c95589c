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
const factSchema = z.object({
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

/** Status of a fact. `new`: flagged. `before`: the baseline's replies have it too. `allowed`: on the project's list. */
const factStatusSchema = z.enum(["new", "before", "allowed"]);

export const replyFactSchema = unsupportedFactSchema.extend({ standing: factStatusSchema });
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

const factKindNames: Record<FactKind, string> = {
  phone: "phone number",
  email: "e-mail address",
  url: "address",
  organisation: "organisation",
  citation: "citation",
  date: "date",
  version: "version",
  money: "amount",
  percent: "percentage",
};

export const factKindName = (kind: FactKind): string => factKindNames[kind];

/** Amounts and percentages may be right by arithmetic that nobody can follow: they are shown apart. */
export function isFigureFact({ kind }: { kind: FactKind }): boolean {
  return kind === "money" || kind === "percent";
}

export function countsAsFlag(fact: { kind: FactKind }, { countFigures }: Pick<FactSettings, "countFigures">): boolean {
  return countFigures || !isFigureFact(fact);
}

/** "new phone number 555-0142, not in the prompt or the conversation". */
export function unsupportedFactReason(fact: Pick<UnsupportedFact, "kind" | "text" | "owner">): string {
  return fact.owner === null
    ? `new ${factKindNames[fact.kind]} ${fact.text}, not in the prompt or the conversation`
    : `${factKindNames[fact.kind]} ${fact.text} is given for another: it stands there for ${fact.owner}`;
}

/** What makes two facts of a reply one: a number given for its owner is another fact than one given for us. */
export function factIdentity({ kind, key, owner }: Pick<UnsupportedFact, "kind" | "key" | "owner">): string {
  return `${kind}\n${key}\n${owner === null ? "" : "other"}`;
}
