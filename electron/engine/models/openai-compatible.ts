import { createOpenAICompatible, VERSION } from "@ai-sdk/openai-compatible";
import type { ProviderAdapter } from "./provider-adapter.ts";
import { chatCompletionReader } from "./replies/readers.ts";
import { openaiVectorsPlaceholder, readOpenaiVectors } from "./replies/embedding-vectors.ts";

/** Any server that speaks Chat Completions: Ollama, llama.cpp, vLLM, a company's own gateway. */
export const openaiCompatible: ProviderAdapter = {
  label: "The OpenAI-compatible server",
  library: `@ai-sdk/openai-compatible ${VERSION}`,
  systemPromptMark: '"role":"system"',
  readerFor: () => chatCompletionReader,
  open: ({ model, baseUrl, key, fetch }) =>
    createOpenAICompatible({ name: "compatible", baseURL: baseUrl, apiKey: key ?? undefined, fetch }).chatModel(model),
  embedding: {
    open: ({ model, baseUrl, key, fetch }) =>
      createOpenAICompatible({ name: "compatible", baseURL: baseUrl, apiKey: key ?? undefined, fetch }).embeddingModel(
        model,
      ),
    read: readOpenaiVectors,
    placeholder: openaiVectorsPlaceholder,
  },
};
