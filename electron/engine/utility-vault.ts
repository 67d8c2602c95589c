import type { KeyVault } from "./models/keys.ts";
import type { FromEngine } from "./utility-messages.ts";

/** Keeps keys with the main process, which alone reaches the system's keychain. `settle` takes its answers. */
export function createUtilityVault(post: (message: FromEngine) => void) {
  const waiting = new Map<number, (where: "keychain" | "session") => void>();
  let lastId = 0;
  const ask = (message: (id: number) => FromEngine) =>
    new Promise<"keychain" | "session">((resolve) => {
      const id = ++lastId;
      waiting.set(id, resolve);
      post(message(id));
    });
  const vault: KeyVault = {
    save: (provider, key) => ask((id) => ({ type: "keep-key", id, provider, key })),
    async clear(provider) {
      await ask((id) => ({ type: "forget-key", id, provider }));
    },
  };
  return {
    vault,
    settle(id: number, where: "keychain" | "session"): void {
      waiting.get(id)?.(where);
      waiting.delete(id);
    },
  };
}
