/** The protocols that providers answer in: each has its own words for how a reply ended. */
export type ProviderProtocol = "openai" | "anthropic" | "google";

/** What the window and the engine both know of a provider that is called over the network. */
interface ProviderFacts {
  name: string;
  /** An id of one of its models, as an example in an empty field. */
  modelExample: string;
  /** The same of a model that makes vectors; null where the provider has none. */
  embeddingExample: string | null;
  /** Where calls go when no address is given; null where one has to be. */
  address: string | null;
  /** The environment variable that its key is read from. */
  keyVariable: string;
  keyIsRequired: boolean;
  protocol: ProviderProtocol;
  /** Whether a seed holds its replies still. */
  takesSeed: boolean;
  /**
   * Models that take no temperature, by name in small letters, without a maker in front. Source: the tables of the AI
   * SDK's providers, which leave the setting out of the request for these, and DeepSeek's API reference.
   */
  ignoresTemperature(model: string): boolean;
}

/**
 * Every provider that is called, in the order of all lists. engine/models has an adapter for each, and the compiler wants
 * one for each; keys, prices, endings, settings and the command line's names derive from here.
 */
const calledProviders = {
  openai: {
    name: "OpenAI",
    modelExample: "gpt-5-mini",
    embeddingExample: "text-embedding-3-small",
    address: "https://api.openai.com/v1",
    keyVariable: "OPENAI_API_KEY",
    keyIsRequired: true,
    protocol: "openai",
    takesSeed: true,
    ignoresTemperature: openAiIgnoresTemperature,
  },
  anthropic: {
    name: "Anthropic",
    modelExample: "claude-sonnet-4-5",
    embeddingExample: null,
    address: "https://api.anthropic.com/v1",
    keyVariable: "ANTHROPIC_API_KEY",
    keyIsRequired: true,
    protocol: "anthropic",
    takesSeed: false,
    ignoresTemperature: claudeIgnoresTemperature,
  },
  google: {
    name: "Google",
    modelExample: "gemini-2.5-flash",
    embeddingExample: "gemini-embedding-001",
    address: "https://generativelanguage.googleapis.com/v1beta",
    keyVariable: "GOOGLE_GENERATIVE_AI_API_KEY",
    keyIsRequired: true,
    protocol: "google",
    takesSeed: true,
    ignoresTemperature: () => false,
  },
  "openai-compatible": {
    name: "OpenAI-compatible server",
    modelExample: "llama3.2",
    embeddingExample: "nomic-embed-text",
    address: null,
    keyVariable: "OPENAI_COMPATIBLE_API_KEY",
    keyIsRequired: false,
    protocol: "openai",
    takesSeed: true,
    ignoresTemperature: (model) =>
      openAiIgnoresTemperature(model) || claudeIgnoresTemperature(model) || model.startsWith("deepseek-reasoner"),
  },
} satisfies Record<string, ProviderFacts>;

type CalledProvider = keyof typeof calledProviders;

export const keyedProviderIds: readonly CalledProvider[] = Object.keys(calledProviders).filter(
  (id): id is CalledProvider => Object.hasOwn(calledProviders, id),
);

export const keyedProviders: Readonly<Record<CalledProvider, ProviderFacts>> = calledProviders;

/** What lists of models show: all that are called, and the scripted model, which reads a rules file instead. */
export const providers: Readonly<
  Record<CalledProvider | "scripted", Pick<ProviderFacts, "name" | "modelExample" | "address">>
> = {
  ...calledProviders,
  scripted: { name: "Scripted rules file", modelExample: "rules.yaml", address: null },
};

/** OpenAI's o series, GPT-5 and later other than its chat models, and its search previews. */
function openAiIgnoresTemperature(name: string): boolean {
  if (/^gpt-4o(?:-mini)?-search-preview/.test(name)) return true;
  return /^o\d+(?:-|$)/.test(name) || /^gpt-(?:[5-9]|\d{2,})(?:\.\d+)?(?!\.?\d)(?!-chat)(?:-|$)/.test(name);
}

/** Claude up to 4.6 takes a temperature, every later one refuses it. */
function claudeIgnoresTemperature(name: string): boolean {
  if (!name.includes("claude-")) return false;
  return !/claude-(?:v?[0-3]\b|instant|(?:opus|sonnet|haiku)-[34](?![-.]?[7-9](?:\D|$)))/.test(name);
}
