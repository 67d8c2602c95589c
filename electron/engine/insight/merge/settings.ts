import type { SettingConflict } from "../../../../shared/domain/merge.ts";
import type { ModelSettings } from "../../../../shared/domain/model.ts";

const names = ["temperature", "topP", "maxOutputTokens", "seed"] as const;

/** The settings that a merge brings along: each as the side has it that changed it, ours where both did. */
export function mergeSettings(
  base: ModelSettings | null,
  ours: ModelSettings,
  theirs: ModelSettings,
): { settings: ModelSettings; settingConflicts: SettingConflict[] } {
  const settings: ModelSettings = {};
  const settingConflicts: SettingConflict[] = [];
  for (const name of names) {
    const [o, a, b] = [base?.[name], ours[name], theirs[name]];
    const value = base !== null && a === o ? b : a;
    if (value !== undefined) settings[name] = value;
    if (a !== b && (base === null || (a !== o && b !== o)))
      settingConflicts.push({ name, base: o ?? null, ours: a ?? null, theirs: b ?? null });
  }
  // Two values alone: where both sides changed it, they either agree or ours stands.
  const thinking = base !== null && ours.thinking === base.thinking ? theirs.thinking : ours.thinking;
  if (thinking !== undefined) settings.thinking = thinking;
  return { settings, settingConflicts };
}
