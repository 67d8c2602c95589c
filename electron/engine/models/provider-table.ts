import type { KeyedProvider } from "../../../shared/domain/model.ts";
import { anthropic } from "./anthropic.ts";
import { google } from "./google.ts";
import { openaiCompatible } from "./openai-compatible.ts";
import { openai } from "./openai.ts";
import type { ProviderAdapter } from "./provider-adapter.ts";

export const providerTable: Record<KeyedProvider, ProviderAdapter> = {
  openai,
  anthropic,
  google,
  "openai-compatible": openaiCompatible,
};
