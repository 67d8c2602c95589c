import { createOpenAI, VERSION } from "@ai-sdk/openai";
import { keyedProviders } from "../../../shared/domain/provider.ts";
import type { ProviderAdapter } from "./provider-adapter.ts";
import { chatCompletionReader, responseReader } from "./replies/readers.ts";
import { openaiVectorsPlaceholder, readOpenaiVectors } from "./replies/embedding-vectors.ts";

/** Models that the Chat Completions API refuses. Source: OpenAI's model pages and the SDK's model catalogue. */
const responsesOnly = /^(o[13]-pro|gpt-5-pro|gpt-5(\.\d+)?-codex|o\d(-mini)?-deep-research)/;

/**
 * Chat Completions, not Responses: it takes `seed`, and it is what most bots and all servers that imitate
 * OpenAI speak. Responses, for the models that have nothing else, drops `seed` with a warning.
 */
export const openai: ProviderAdapter = {
  label: "OpenAI",
  library: `@ai-sdk/openai ${VERSION}`,
  systemPromptMark: '"role":"system"',
  readerFor: (url) => (url.endsWith("/responses") ? responseReader : chatCompletionReader),
  providerOptions: (model, baseUrl) => ({
    openai: {
      // Left alone, the SDK renames the system message to "developer" for reasoning models. The API takes both.
      systemMessageMode: "system",
      // OpenAI may keep requests unless told not to; servers that imitate it may refuse a field they do not know.
      ...(baseUrl === keyedProviders.openai.address || responsesOnly.test(model) ? { store: false } : {}),
    },
  }),
  open({ model, baseUrl, key, fetch }) {
    const provider = createOpenAI({ baseURL: baseUrl, apiKey: key ?? "", fetch });
    return responsesOnly.test(model) ? provider.responses(model) : provider.chat(model);
  },
  embedding: {
    open: ({ model, baseUrl, key, fetch }) =>
      createOpenAI({ baseURL: baseUrl, apiKey: key ?? "", fetch }).embeddingModel(model),
    read: readOpenaiVectors,
    placeholder: openaiVectorsPlaceholder,
  },
};
