import type { SettingConflict } from "../../shared/domain/merge.ts";
import type { ModelSettings } from "../../shared/domain/model.ts";

/** The merge's settings of the model, with those that both sides changed as a person chose; else they are ours. */
export function chosenSettings(
  merged: ModelSettings,
  conflicts: readonly SettingConflict[],
  fromTheirs: readonly SettingConflict["name"][],
): ModelSettings {
  const settings = { ...merged };
  for (const { name, ours, theirs } of conflicts) {
    const value = fromTheirs.includes(name) ? theirs : ours;
    if (value === null) delete settings[name];
    else settings[name] = value;
  }
  return settings;
}

export const settingWords: Record<SettingConflict["name"], string> = {
  temperature: "Temperature",
  topP: "Top P",
  maxOutputTokens: "Output tokens at most",
  seed: "Seed",
};

export function settingValue(value: number | null): string {
  return value === null ? "not set" : value.toLocaleString("en", { maximumFractionDigits: 4 });
}

export function sameSettings(one: ModelSettings, other: ModelSettings): boolean {
  const names = ["temperature", "topP", "maxOutputTokens", "seed", "thinking"] as const;
  return names.every((name) => one[name] === other[name]);
}
