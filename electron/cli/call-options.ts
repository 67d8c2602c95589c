import type { Command } from "commander";
import type { LimitOptions } from "./limit-options.ts";
import type { SettingsOptions } from "./settings-options.ts";

/** What `withCallOptions` reads. */
export interface CallOptions extends LimitOptions, SettingsOptions {
  model?: string;
  baseUrl?: string;
}

/** Options of every command that calls a model: which one, with which settings, and how much it may take. */
export function withCallOptions(command: Command): Command {
  return command
    .option(
      "--model <provider/model>",
      "openai, anthropic, google, openai-compatible or scripted (default: the project's)",
    )
    .option("--base-url <url>", "the provider's address")
    .option("--temperature <number>", "sampling temperature")
    .option("--max-output-tokens <n>", "limit of each reply")
    .option("--seed <n>", "seed, where the provider has one")
    .option("--max-calls <n>", "stop before more requests than these")
    .option("--max-tokens <n>", "stop before more tokens than these, in and out")
    .option("--max-cost <usd>", "stop before it costs more US dollars")
    .option("--max-seconds <n>", "stop when it has taken so long");
}
