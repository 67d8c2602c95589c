import { createOpenAICompatible, VERSION } from "@ai-sdk/openai-compatible";
import type { ProviderAdapter } from "./provider-adapter.ts";

/** Any server that speaks Chat Completions: Ollama, llama.cpp, vLLM, a company's own gateway. */
export const openaiCompatible: ProviderAdapter = {
  label: "The OpenAI-compatible server",
  keyRequired: false,
  defaultBaseUrl: null,
  library: `@ai-sdk/openai-compatible ${VERSION}`,
  systemMark: '"role":"system"',
  usageField: "usage",
  open: ({ model, baseUrl, key, fetch }) =>
    createOpenAICompatible({ name: "compatible", baseURL: baseUrl, apiKey: key ?? undefined, fetch }).chatModel(model),
  openEmbedding: ({ model, baseUrl, key, fetch }) =>
    createOpenAICompatible({ name: "compatible", baseURL: baseUrl, apiKey: key ?? undefined, fetch }).embeddingModel(
      model,
    ),
};
