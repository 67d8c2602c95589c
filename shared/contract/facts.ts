import { allowedFactSchema, factSettingsSchema } from "../domain/fact.ts";
import { procedure } from "./base.ts";

export const factsContract = {
  settings: procedure.output(factSettingsSchema),
  /** Replaces all but the allow-list. Runs are scanned again in the background when a comparison asks for them. */
  save: procedure.input(factSettingsSchema.omit({ allowed: true })).output(factSettingsSchema),
  allow: procedure.input(allowedFactSchema).output(factSettingsSchema),
  disallow: procedure.input(allowedFactSchema.pick({ kind: true, key: true })).output(factSettingsSchema),
};
