import { expect, test } from "vitest";
import { chosenSettings, sameSettings, formatSetting } from "../../../../renderer/merge/merge-state.ts";
import type { SettingConflict } from "../../../../shared/domain/merge.ts";

const conflicts: SettingConflict[] = [
  { name: "temperature", base: null, ours: 0.2, theirs: 0.7 },
  { name: "seed", base: 1, ours: 2, theirs: null },
];

test("settings that both sides changed are ours until theirs is chosen, the others stay as merged", () => {
  const merged = { temperature: 0.2, seed: 2, topP: 0.9 };
  expect(chosenSettings(merged, conflicts, [])).toEqual(merged);
  expect(chosenSettings(merged, conflicts, ["temperature"])).toEqual({ temperature: 0.7, seed: 2, topP: 0.9 });
});

test("theirs may be that a setting is not set", () => {
  const chosen = chosenSettings({ temperature: 0.2, seed: 2 }, conflicts, ["seed"]);
  expect(chosen).toEqual({ temperature: 0.2 });
  expect(sameSettings(chosen, { temperature: 0.2 })).toBe(true);
  expect(sameSettings(chosen, { temperature: 0.2, seed: 2 })).toBe(false);
});

test("values in words", () => {
  expect([formatSetting(null), formatSetting(0.25), formatSetting(2_000)]).toEqual(["not set", "0.25", "2,000"]);
});
