import path from "node:path";
import { app, safeStorage } from "electron";
import { z } from "zod";
import { type KeyedProvider, keyedProviderSchema } from "../../shared/domain/model.ts";
import { errorMessageOf } from "../../shared/errors.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

export interface Keychain {
  read(): { provider: KeyedProvider; key: string }[];
  /** Returns `session` where this machine has no safe place for keys: then nothing was written. */
  save(provider: KeyedProvider, key: string): "keychain" | "session";
  clear(provider: KeyedProvider): "keychain" | "session";
}

const keysSchema = z.partialRecord(keyedProviderSchema, z.base64());
type Keys = z.infer<typeof keysSchema>;

/** Keys encrypted with the system's keychain, in keys.json of the user's data folder. No key is ever logged. */
export function createKeychain(log: (line: string) => void): Keychain {
  const file = path.join(app.getPath("userData"), "keys.json");
  const stored = (): Keys => readJsonFile(file, keysSchema) ?? {};
  const place = () => (hasKeychain() ? "keychain" : "session");
  return {
    read() {
      if (!hasKeychain()) return [];
      return keyedProviderSchema.options.flatMap((provider) => {
        const encrypted = stored()[provider];
        const key = encrypted === undefined ? null : decrypt(encrypted);
        if (encrypted !== undefined && key === null)
          log(`The kept key for ${provider} cannot be read; enter it again.`);
        return key === null ? [] : [{ provider, key }];
      });
    },
    save(provider, key) {
      if (!hasKeychain()) return "session";
      const encrypted = safeStorage.encryptString(key).toString("base64");
      return tryWrite(file, { ...stored(), [provider]: encrypted }, log) ? "keychain" : "session";
    },
    clear(provider) {
      const { [provider]: removed, ...rest } = stored();
      if (removed !== undefined) tryWrite(file, rest, log);
      return place();
    },
  };
}

/** On Linux "basic_text" is a fixed password, which protects nothing. */
function hasKeychain(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text";
}

function decrypt(encrypted: string): string | null {
  try {
    return safeStorage.decryptString(Buffer.from(encrypted, "base64"));
  } catch {
    return null;
  }
}

function tryWrite(file: string, keys: Keys, log: (line: string) => void): boolean {
  try {
    writeJsonFile(file, keys);
    return true;
  } catch (error) {
    log(`${file} could not be written: ${errorMessageOf(error)}`);
    return false;
  }
}
