import { createGoogle, VERSION } from "@ai-sdk/google";
import type { ProviderAdapter } from "./provider-adapter.ts";
import { googleReader } from "./replies/readers.ts";
import { googleVectorsPlaceholder, readGoogleVectors } from "./replies/embedding-vectors.ts";

/** For Gemma models the SDK puts the system prompt before the first user turn, without a warning. */
export const google: ProviderAdapter = {
  label: "Google",
  library: `@ai-sdk/google ${VERSION}`,
  systemPromptMark: '"systemInstruction":',
  readerFor: () => googleReader,
  open: ({ model, baseUrl, key, fetch }) => createGoogle({ baseURL: baseUrl, apiKey: key ?? "", fetch }).chat(model),
  embedding: {
    open: ({ model, baseUrl, key, fetch }) =>
      createGoogle({ baseURL: baseUrl, apiKey: key ?? "", fetch }).embeddingModel(model),
    read: readGoogleVectors,
    placeholder: googleVectorsPlaceholder,
  },
};
