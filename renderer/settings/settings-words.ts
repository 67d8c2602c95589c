import type { ModelSettings } from "../../shared/domain/model.ts";

/** A model's settings in a line; empty where the provider's defaults stand. */
export function settingsInWords({ temperature, topP, maxOutputTokens, seed }: ModelSettings): string {
  return [
    temperature === undefined ? null : `temperature ${temperature}`,
    topP === undefined ? null : `top p ${topP}`,
    maxOutputTokens === undefined ? null : `at most ${maxOutputTokens} tokens`,
    seed === undefined ? null : `seed ${seed}`,
  ]
    .filter((words) => words !== null)
    .join(", ");
}
