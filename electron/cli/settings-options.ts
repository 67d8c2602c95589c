import { z } from "zod";
import { modelSettingsSchema, type ModelSettings } from "../../shared/domain/model.ts";
import { parseOption } from "./parse-option.ts";

export interface SettingsOptions {
  temperature?: string;
  maxOutputTokens?: string;
  seed?: string;
  thinking?: string;
}

/** The model settings that were given on the command line. */
export function readSettings({ temperature, maxOutputTokens, seed, thinking }: SettingsOptions): ModelSettings {
  return parseOption("model settings", modelSettingsSchema, {
    temperature: optionalNumber("--temperature", temperature),
    maxOutputTokens: optionalNumber("--max-output-tokens", maxOutputTokens),
    seed: optionalNumber("--seed", seed),
    thinking,
  });
}

function optionalNumber(name: string, value: string | undefined): number | undefined {
  return value === undefined ? undefined : parseOption(name, z.coerce.number(), value);
}
