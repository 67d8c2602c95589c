import type { KeyedProvider, Provider } from "../../shared/domain/model.ts";

interface ProviderInfo {
  name: string;
  modelExample: string;
  /** Where calls go when no address is given; null where one has to be. */
  usualAddress: string | null;
}

export const providers: Record<Provider, ProviderInfo> = {
  openai: { name: "OpenAI", modelExample: "gpt-5-mini", usualAddress: "https://api.openai.com/v1" },
  anthropic: { name: "Anthropic", modelExample: "claude-sonnet-4-5", usualAddress: "https://api.anthropic.com/v1" },
  google: {
    name: "Google",
    modelExample: "gemini-2.5-flash",
    usualAddress: "https://generativelanguage.googleapis.com/v1beta",
  },
  "openai-compatible": { name: "OpenAI-compatible server", modelExample: "llama3.2", usualAddress: null },
  scripted: { name: "Scripted rules file", modelExample: "rules.yaml", usualAddress: null },
};

export const providerIds: readonly Provider[] = ["openai", "anthropic", "google", "openai-compatible", "scripted"];

/** Servers that speak OpenAI's protocol, at the addresses they listen on unless told otherwise. */
export const compatibleServers: readonly { name: string; address: string }[] = [
  { name: "Ollama", address: "http://127.0.0.1:11434/v1" },
  { name: "LM Studio", address: "http://127.0.0.1:1234/v1" },
  { name: "llama.cpp", address: "http://127.0.0.1:8080/v1" },
  { name: "vLLM", address: "http://127.0.0.1:8000/v1" },
  { name: "OpenRouter", address: "https://openrouter.ai/api/v1" },
];

export function keyIsOptional(provider: KeyedProvider): boolean {
  return provider === "openai-compatible";
}
