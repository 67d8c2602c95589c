import type { Command } from "commander";
import type { ConsentNeed } from "../../shared/domain/trust.ts";
import type { LimitOptions } from "./limit-options.ts";
import type { SettingsOptions } from "./settings-options.ts";

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
export function howToAllow(needs: readonly ConsentNeed[]): string {
  const addresses = [...new Set(needs.map(({ address }) => address))];
  const options = addresses.map(
    (address) => `--allow ${/^[\w:/.[\]-]+$/.test(address) ? address : JSON.stringify(address)}`,
  );
  return `If that is what you want, add ${options.join(" ")}`;
}
