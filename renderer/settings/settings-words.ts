import type { ModelSettings } from "../../shared/domain/model.ts";

/** A model's settings in a line; empty where the provider's defaults stand. */
export function settingsInWords({ temperature, topP, maxOutputTokens, seed, thinking }: ModelSettings): string {
  return [
    temperature === undefined ? null : `temperature ${temperature}`,
    topP === undefined ? null : `top p ${topP}`,
    maxOutputTokens === undefined ? null : `at most ${maxOutputTokens} tokens`,
    seed === undefined ? null : `seed ${seed}`,
    thinking === "in-reply" ? "thinking is part of the reply" : null,
  ]
    .filter((words) => words !== null)
    .join(", ");
}

/** 950 bytes, 12 kB, 4.1 MB: thousands, as file managers count. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  const [value, unit] = bytes < 999_500 ? [bytes / 1_000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
