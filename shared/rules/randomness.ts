import type { ModelSettings, ModelSpec, Provider } from "../domain/model.ts";
import type { Run } from "../domain/run.ts";

/** A model, and what it says of itself: only a scripted one knows whether it answers the same request in another way. */
interface ModelIdentity {
  provider: Provider;
  model: string;
  random?: boolean;
}

/**
 * Whether the same request may get another reply each time: the one rule for the command line, the window and the
 * engine. A provider's own temperature is above 0 wherever none is set. A seed holds the reply still, as well as it can,
 * where the provider takes one. Reasoning models are random whatever is set: they take no temperature.
 */
export function isRandomModel(model: ModelIdentity, settings: ModelSettings): boolean {
  if (model.random !== undefined) return model.random;
  if (ignoresTemperature(model)) return true;
  if (settings.temperature === 0) return false;
  return settings.seed === undefined || model.provider === "anthropic";
}

/** Whether a recorded run was made with such a model. Runs from before this was recorded: as their settings say. */
export function isRandomRun({ random, model }: Pick<Run, "random" | "model">): boolean {
  if (random !== undefined) return random;
  return (
    model.provider !== "scripted" && isRandomModel({ provider: model.provider, model: model.model }, model.settings)
  );
}

/**
 * Models that take no temperature, by name: OpenAI's o series, GPT-5 and later other than its chat models, and its
 * search previews; Claude from Opus 4.7 on; DeepSeek's reasoner. Source: the tables of the AI SDK's providers, which
 * leave the setting out of the request for these, and DeepSeek's API reference. Behind a compatible address the name may
 * carry its maker in front, as in `openai/o3`.
 */
export function ignoresTemperature({ provider, model }: Pick<ModelSpec, "provider" | "model">): boolean {
  const name = model.toLowerCase().split("/").at(-1) ?? "";
  switch (provider) {
    case "openai":
      return openAiIgnoresTemperature(name);
    case "anthropic":
      return claudeIgnoresTemperature(name);
    case "openai-compatible":
      return openAiIgnoresTemperature(name) || claudeIgnoresTemperature(name) || name.startsWith("deepseek-reasoner");
    case "google":
    case "scripted":
      return false;
  }
}

function openAiIgnoresTemperature(name: string): boolean {
  if (/^gpt-4o(?:-mini)?-search-preview/.test(name)) return true;
  return /^o\d+(?:-|$)/.test(name) || /^gpt-(?:[5-9]|\d{2,})(?:\.\d+)?(?!\.?\d)(?!-chat)(?:-|$)/.test(name);
}

/** Claude up to 4.6 takes a temperature, every later one refuses it. */
function claudeIgnoresTemperature(name: string): boolean {
  if (!name.includes("claude-")) return false;
  return !/claude-(?:v?[0-3]\b|instant|(?:opus|sonnet|haiku)-[34](?![-.]?[7-9](?:\D|$)))/.test(name);
}
