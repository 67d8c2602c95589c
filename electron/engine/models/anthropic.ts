import { createAnthropic, VERSION } from "@ai-sdk/anthropic";
import type { ProviderAdapter } from "./provider-adapter.ts";
import { anthropicReader } from "./replies/readers.ts";

/**
 * The API demands `max_tokens`. Where none is set the SDK sends the model's own maximum, which asks for no
 * less than "no limit" would; for a model that it does not know it sends 4096 and warns.
 */
export const anthropic: ProviderAdapter = {
  label: "Anthropic",
  library: `@ai-sdk/anthropic ${VERSION}`,
  systemPromptMark: '"system":',
  readerFor: () => anthropicReader,
  open: ({ model, baseUrl, key, fetch }) =>
    createAnthropic({ baseURL: baseUrl, apiKey: key ?? "", fetch }).messages(model),
  embedding: null,
};
