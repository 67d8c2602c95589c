import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { createKeyRing, type KeyVault } from "../../../electron/engine/models/api-keys.ts";

function memoryVault(kept: "keychain" | "session") {
  const saved = new Map<string, string>();
  const vault: KeyVault = {
    async save(provider, key) {
      if (kept === "keychain") saved.set(provider, key);
      return kept;
    },
    async clear(provider) {
      saved.delete(provider);
    },
  };
  return { vault, saved };
}

const sourceOf = (ring: ReturnType<typeof createKeyRing>) => ring.status().find((s) => s.provider === "openai")?.source;

describe("the key ring", () => {
  it("knows every provider's variable and says when there is no key", () => {
    expect(createKeyRing({}, null).status()).toEqual([
      { provider: "openai", source: "none", variable: "OPENAI_API_KEY" },
      { provider: "anthropic", source: "none", variable: "ANTHROPIC_API_KEY" },
      { provider: "google", source: "none", variable: "GOOGLE_GENERATIVE_AI_API_KEY" },
      { provider: "openai-compatible", source: "none", variable: "OPENAI_COMPATIBLE_API_KEY" },
    ]);
  });

  it("reads the environment, trims it, and takes an empty variable for none", () => {
    const ring = createKeyRing({ OPENAI_API_KEY: " sk-1\n", ANTHROPIC_API_KEY: "  " }, null);
    expect([ring.get("openai"), ring.get("anthropic")]).toEqual(["sk-1", null]);
    expect(sourceOf(ring)).toBe("environment");
  });

  it("prefers the key typed in this session to the environment, and that to one kept from before", async () => {
    const env: NodeJS.ProcessEnv = {};
    const ring = createKeyRing(env, null);
    ring.preload("openai", "kept");
    expect([ring.get("openai"), sourceOf(ring)]).toEqual(["kept", "keychain"]);
    env["OPENAI_API_KEY"] = "from-env";
    expect([ring.get("openai"), sourceOf(ring)]).toEqual(["from-env", "environment"]);
    expect(await ring.set("openai", " typed ")).toMatchObject({ provider: "openai", source: "session" });
    expect(ring.get("openai")).toBe("typed");
  });

  it("hands a key to the vault and says where it ended up", async () => {
    const { vault, saved } = memoryVault("keychain");
    expect((await createKeyRing({}, vault).set("google", "g")).source).toBe("keychain");
    expect(saved.get("google")).toBe("g");
    expect((await createKeyRing({}, memoryVault("session").vault).set("google", "g")).source).toBe("session");
  });

  it("keeps the old key when the vault refuses the new one", async () => {
    const ring = createKeyRing(
      {},
      {
        save: () => Promise.reject(new Error("the keychain is locked")),
        clear: () => Promise.resolve(),
      },
    );
    ring.preload("openai", "old");
    await expect(ring.set("openai", "new")).rejects.toThrow("locked");
    expect(ring.get("openai")).toBe("old");
  });

  it("forgets a cleared key everywhere but in the environment", async () => {
    const { vault, saved } = memoryVault("keychain");
    const ring = createKeyRing({ OPENAI_API_KEY: "env" }, vault);
    await ring.set("openai", "typed");
    expect((await ring.clear("openai")).source).toBe("environment");
    expect([ring.get("openai"), saved.size]).toEqual(["env", 0]);
  });

  it("shows no key to an inspection", async () => {
    const ring = createKeyRing({ OPENAI_API_KEY: "secret-env" }, null);
    await ring.set("google", "secret-typed");
    expect(inspect(ring, { depth: null, showHidden: true }) + JSON.stringify([ring, ring.status()])).not.toMatch(
      /secret/,
    );
  });
});
