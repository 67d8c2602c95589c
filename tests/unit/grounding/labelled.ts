import { readFileSync } from "node:fs";
import { z } from "zod";
import { createSourceReader } from "../../../electron/engine/grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../../electron/engine/grounding/unsupported-facts.ts";
import { factKindSchema, type FactKind } from "../../../shared/domain/fact.ts";

const labelledSchema = z.object({
  id: z.string(),
  half: z.enum(["tuning", "held-out"]),
  system: z.string(),
  user: z.string(),
  reply: z.string(),
  country: z.string().default("US"),
  organisations: z.array(z.string()).default([]),
  flags: z.array(z.object({ kind: factKindSchema, text: z.string() })),
});
export type Labelled = z.infer<typeof labelledSchema>;

/** Replies with the facts that a person would want flagged, written by hand. */
export const labelled: Labelled[] = readFileSync(
  new URL("../../fixtures/facts/labelled.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => labelledSchema.parse(JSON.parse(line)));

export interface Score {
  found: number;
  missed: string[];
  wrong: string[];
  precision: number;
  recall: number;
}

/** A flag counts as found only with its kind and its text to the letter. */
export function score(cases: readonly Labelled[], kinds: (kind: FactKind) => boolean = () => true): Score {
  let found = 0;
  const missed: string[] = [];
  const wrong: string[] = [];
  for (const one of cases) {
    const options = { country: one.country, organisations: one.organisations };
    const reader = createSourceReader(options);
    const turns = [{ content: one.user, fixed: null }];
    const flags = findUnsupportedFacts(one.reply, options, () => reader.before(one.system, turns, 0))
      .filter(({ kind }) => kinds(kind))
      .map(({ kind, text }) => `${kind} ${text}`);
    const wanted = one.flags.filter(({ kind }) => kinds(kind)).map(({ kind, text }) => `${kind} ${text}`);
    for (const flag of flags) {
      const at = wanted.indexOf(flag);
      if (at < 0) wrong.push(`${one.id}: ${flag}`);
      else {
        wanted.splice(at, 1);
        found += 1;
      }
    }
    missed.push(...wanted.map((flag) => `${one.id}: ${flag}`));
  }
  return { found, missed, wrong, precision: found / (found + wrong.length), recall: found / (found + missed.length) };
}
