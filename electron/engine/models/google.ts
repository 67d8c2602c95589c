import { createGoogle, VERSION } from "@ai-sdk/google";
import type { ProviderAdapter } from "./provider-adapter.ts";

/** For Gemma models the SDK puts the system prompt before the first user turn, without a warning. */
export const google: ProviderAdapter = {
  label: "Google",
  keyRequired: true,
  defaultBaseUrl: "https://generativelanguage.googleapis.com/v1beta",
  library: `@ai-sdk/google ${VERSION}`,
  systemMark: '"systemInstruction":',
  usageField: "usageMetadata",
  open: ({ model, baseUrl, key, fetch }) => createGoogle({ baseURL: baseUrl, apiKey: key ?? "", fetch }).chat(model),
  openEmbedding: ({ model, baseUrl, key, fetch }) =>
    createGoogle({ baseURL: baseUrl, apiKey: key ?? "", fetch }).embeddingModel(model),
};
