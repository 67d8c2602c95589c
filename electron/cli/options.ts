import { z } from "zod";
import { Problem } from "../../shared/problem.ts";
import type { Budget } from "../../shared/domain/run.ts";
import {
  modelSettingsSchema,
  type ModelSettings,
  modelSpecSchema,
  providerSchema,
  type ModelSpec,
} from "../../shared/domain/model.ts";
import type { Command } from "commander";
import type { ConsentNeed } from "../../shared/domain/consent.ts";
import { existsSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { allowTypedForProcess } from "../engine/models/open-model.ts";
import type { Services } from "../engine/services.ts";
import type { Store } from "../engine/store/store.ts";
import { cleanBaseUrl } from "../engine/trust/address.ts";

/** Parses an option's text; what does not fit is wrong usage, named with the option. */
export function parseOption<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map((issue) => issue.message).join("; ");
  throw new Problem("bad-input", `${name} ${String(value)} cannot be used: ${reason}.`, { option: name });
}

interface LimitOptions {
  maxCalls?: string;
  maxTokens?: string;
  maxCost?: string;
  maxSeconds?: string;
}

const noLimits: Budget = { calls: null, tokens: null, cost: null, wallMs: null };

const wholeNumber = z.coerce.number().int().positive();
const positiveNumber = z.coerce.number().positive();

/** The limits that were given on the command line. */
export function readLimits({ maxCalls, maxTokens, maxCost, maxSeconds }: LimitOptions): Partial<Budget> {
  return {
    ...(maxCalls !== undefined && { calls: parseOption("--max-calls", wholeNumber, maxCalls) }),
    ...(maxTokens !== undefined && { tokens: parseOption("--max-tokens", wholeNumber, maxTokens) }),
    ...(maxCost !== undefined && { cost: parseOption("--max-cost", positiveNumber, maxCost) }),
    ...(maxSeconds !== undefined && { wallMs: parseOption("--max-seconds", positiveNumber, maxSeconds) * 1000 }),
  };
}

/** What was given, over the limits there were before; null where nothing was given. */
export function limitsToBudget(limits: Partial<Budget>, before: Budget | null = null): Budget | null {
  return Object.keys(limits).length > 0 ? { ...noLimits, ...before, ...limits } : null;
}

interface SettingsOptions {
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

/** What `withCallOptions` reads. */
export interface CallOptions extends LimitOptions, SettingsOptions {
  model?: string;
  baseUrl?: string;
  allow?: string[];
  patience?: string;
}

/** `--allow ADDRESS`, as often as needed. */
export function withAllow(command: Command): Command {
  return command.option(
    "--allow <address>",
    "let this address be asked, or this file outside the project's folder be read, in this run (repeatable)",
    (address: string, before: string[] | undefined) => [...(before ?? []), address],
  );
}

/** Options of every command that calls a model: which one, with which settings, and how much it may take. */
export function withCallOptions(command: Command): Command {
  return withAllow(command)
    .option(
      "--model <provider/model>",
      "openai, anthropic, google, openai-compatible or scripted (default: the project's)",
    )
    .option("--base-url <url>", "the provider's address")
    .option("--temperature <number>", "sampling temperature")
    .option("--max-output-tokens <n>", "limit of each reply")
    .option("--thinking <apart|in-reply>", "whether thinking that a model writes into its reply is part of it")
    .option("--seed <n>", "seed, where the provider has one")
    .option("--max-calls <n>", "stop before more requests than these")
    .option("--max-tokens <n>", "stop before more tokens than these, in and out")
    .option("--max-cost <usd>", "stop before it costs more US dollars")
    .option("--max-seconds <n>", "stop when it has taken so long")
    .option(
      "--patience <seconds>",
      "wait so long for a rate limit, a model that is being loaded, or a server that is being started (default: the project's, 300 for the first two)",
    );
}

/** The options that a refused command takes to go through. */
export function allowOptionsHint(needs: readonly ConsentNeed[]): string {
  const addresses = [...new Set(needs.map(({ address }) => address))];
  const options = addresses.map(
    (address) => `--allow ${/^[\w:/.[\]-]+$/.test(address) ? address : JSON.stringify(address)}`,
  );
  return `If that is what you want, add ${options.join(" ")}`;
}

/**
 * `--model PROVIDER/MODEL`; without it the project's default model. What was given by hand, an address or the path of a
 * rules file, is allowed for this run; an address that the project holds is not.
 */
export function chooseModel(
  { store, trust }: Pick<Services, "store" | "trust">,
  option: string | undefined,
  baseUrl: string | undefined,
  settings: ModelSettings,
): ModelSpec {
  const typed = baseUrl === undefined ? undefined : cleanBaseUrl(baseUrl);
  const spec = option === undefined ? defaultModel(store, typed, settings) : namedModel(store, option, typed, settings);
  if (option !== undefined && spec.provider === "scripted") {
    const name = option.slice(option.indexOf("/") + 1);
    for (const address of [...trust.placesOf(name), ...trust.placesOf(spec.model)])
      trust.allowForProcess({ kind: "file", address, key: null });
  }
  if (typed !== undefined) allowTypedForProcess(trust, spec, null);
  return spec;
}

function namedModel(store: Store, option: string, baseUrl: string | undefined, settings: ModelSettings): ModelSpec {
  const slash = option.indexOf("/");
  const provider = providerSchema.safeParse(option.slice(0, slash));
  if (slash < 0 || !provider.success) {
    throw new Problem(
      "unknown-model",
      `--model ${option} names no provider. Write PROVIDER/MODEL with one of: ${providerSchema.options.join(", ")}.`,
      { model: option },
    );
  }
  const name = option.slice(slash + 1);
  const model = provider.data === "scripted" ? rulesPath(store, name) : name;
  return parseOption("--model", modelSpecSchema, {
    provider: provider.data,
    model,
    baseUrl: baseUrl ?? null,
    settings,
  });
}

function defaultModel(store: Store, baseUrl: string | undefined, settings: ModelSettings): ModelSpec {
  const saved = store.models.list().find((one) => one.isDefault);
  if (!saved)
    throw new Problem("unknown-model", "This project has no default model: name one with --model PROVIDER/MODEL.");
  return parseOption("--base-url", modelSpecSchema, {
    provider: saved.provider,
    model: saved.model,
    baseUrl: baseUrl ?? saved.baseUrl,
    settings: { ...saved.settings, ...settings },
  });
}

/** A rules file below the project's folder is kept by its relative path, so that both can be moved together. */
function rulesPath(store: Store, name: string): string {
  const found = resolve(name);
  if (!existsSync(found)) return name;
  const fromProject = relative(dirname(store.file), found);
  return fromProject.startsWith("..") || isAbsolute(fromProject) ? found : fromProject;
}
