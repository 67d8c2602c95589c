import { type KeyedProvider, keyedProviderSchema, type KeyStatus } from "../../../shared/domain/model.ts";
import { keyedProviders } from "../../../shared/domain/provider.ts";
import { redactKeys } from "./redact.ts";

export interface KeySource {
  get(provider: KeyedProvider): string | null;
  status(): KeyStatus[];
}

/** Where a host keeps keys between sessions. It says whether it could, or only for this session. */
export interface KeyVault {
  save(provider: KeyedProvider, key: string): Promise<"keychain" | "session">;
  clear(provider: KeyedProvider): Promise<void>;
}

export interface KeyRing extends KeySource {
  /** A key that the host had kept, handed over at the start. */
  preload(provider: KeyedProvider, key: string): void;
  set(provider: KeyedProvider, key: string): Promise<KeyStatus>;
  /** Forgets the key that was entered or kept; one in the environment stays. */
  clear(provider: KeyedProvider): Promise<KeyStatus>;
}

interface FoundKey {
  key: string;
  source: "environment" | "keychain" | "session";
}

/** The text without any key that the ring holds. */
export function hideKeys(text: string, keys: KeySource): string {
  return redactKeys(text, keysIn(keys));
}

/** All that must not stand in what is kept or told: the ring's keys, and what this machine's proxies are told. */
export function secretsIn(keys: KeySource, env: NodeJS.ProcessEnv): string[] {
  const proxies = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"].flatMap((name) => {
    const written = env[name] ?? "";
    const url = URL.canParse(written) ? new URL(written) : null;
    if (url === null || url.password === "") return [];
    const password = decoded(url.password);
    // In base64 it goes to the proxy as one: user:password.
    return [`${decoded(url.username)}:${password}`, password];
  });
  return [...new Set([...keysIn(keys), ...proxies])];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function keysIn(keys: KeySource): string[] {
  return keyedProviderSchema.options.flatMap((provider) => keys.get(provider) ?? []);
}

/**
 * A key entered in this session wins, for the person has just typed it; then the environment, which was set
 * for this start; then a key kept from an earlier session. Keys live in closures, so no inspection shows them.
 */
export function createKeyRing(env: NodeJS.ProcessEnv, vault: KeyVault | null): KeyRing {
  const entered = new Map<KeyedProvider, FoundKey>();
  const kept = new Map<KeyedProvider, FoundKey>();

  const fromEnvironment = (provider: KeyedProvider): FoundKey | null => {
    const key = env[keyedProviders[provider].keyVariable]?.trim() ?? "";
    return key === "" ? null : { key, source: "environment" };
  };
  const find = (provider: KeyedProvider): FoundKey | null =>
    entered.get(provider) ?? fromEnvironment(provider) ?? kept.get(provider) ?? null;
  const statusOf = (provider: KeyedProvider): KeyStatus => ({
    provider,
    source: find(provider)?.source ?? "none",
    variable: keyedProviders[provider].keyVariable,
  });

  return {
    get: (provider) => find(provider)?.key ?? null,
    status: () => keyedProviderSchema.options.map(statusOf),
    preload(provider, key) {
      if (key.trim() !== "") kept.set(provider, { key: key.trim(), source: "keychain" });
    },
    async set(provider, key) {
      const trimmed = key.trim();
      const source = vault === null ? "session" : await vault.save(provider, trimmed);
      entered.set(provider, { key: trimmed, source });
      return statusOf(provider);
    },
    async clear(provider) {
      await vault?.clear(provider);
      entered.delete(provider);
      kept.delete(provider);
      return statusOf(provider);
    },
  };
}
