import { describe, expect, it } from "vitest";
import { cleanBaseUrl, hideAddressSecrets, originOf } from "../../../electron/engine/trust/address.ts";
import { modelConsent } from "../../../electron/engine/trust/trust.ts";

const own = "https://api.openai.com/v1";
const asks = (baseUrl: string, key: string | null = null, ownBaseUrl: string | null = own) =>
  modelConsent({ baseUrl, ownBaseUrl, key })?.address ?? null;

describe("which address takes a consent", () => {
  it.each([own, "https://api.openai.com", "HTTPS://API.OpenAI.com:443/v1", "https://api.openai.com/v1/../v2"])(
    "%s is the provider's own: none, with its key too",
    (address) => expect(asks(address, "OPENAI_API_KEY")).toBeNull(),
  );

  it.each([
    ["http://api.openai.com/v1", "http://api.openai.com"],
    ["https://api.openai.com:8443/v1", "https://api.openai.com:8443"],
    ["https://api.openai.com./v1", "https://api.openai.com."],
    ["https://api.openai.com.evil.example/v1", "https://api.openai.com.evil.example"],
    ["https://eu.api.openai.com/v1", "https://eu.api.openai.com"],
    // The first letter is Cyrillic.
    ["https://аpi.openai.com/v1", "https://xn--pi-6kc.openai.com"],
    ["https://api。openai。com:1/v1", "https://api.openai.com:1"],
  ])("%s is somebody else's: %s", (address, origin) => expect(asks(address)).toBe(origin));

  it.each([
    "http://127.0.0.1:11434/v1",
    "http://127.8.9.1/v1",
    "http://localhost:1234/v1",
    "http://LOCALHOST:1234",
    "http://[::1]:8080/v1",
    "https://localhost/v1",
    // Other ways to write 127.0.0.1.
    "http://2130706433/v1",
    "http://0x7f.1/v1",
    "http://0177.0.0.1/v1",
  ])("%s is this machine: none without a key, one with", (address) => {
    expect(asks(address)).toBeNull();
    expect(asks(address, "OPENAI_API_KEY")).toBe(new URL(address).origin);
  });

  it.each([
    "http://127.0.0.1.evil.com/v1",
    "http://localhost.evil.com",
    "http://evil.com/127.0.0.1",
    "http://localtest.me",
    "http://app.localhost",
    "http://localhost.:1234",
    "http://0.0.0.0:8080",
    "http://[::ffff:127.0.0.1]:80",
    "http://10.0.0.1",
    "http://192.168.1.2:11434/v1",
    "http://[fe80::1]",
    "http://169.254.169.254/latest",
    "http://3232235778",
  ])("%s is not this machine, wherever its name leads", (address) => {
    expect(asks(address)).toBe(new URL(address).origin);
  });
});

describe("an address that is kept", () => {
  it.each([
    ["http://user:hunter2@x.test/v1", "hunter2"],
    ["http://openai.com@x.test/v1", "openai.com@"],
    ["https://x.test/v1?key=hunter2", "hunter2"],
    ["https://x.test/v1?api_key=hunter2", "hunter2"],
    ["https://x.test/v1#hunter2", "hunter2"],
    ["https://x.test/sk-abcdef0123456789/v1", "sk-abcdef"],
    ["https://x.test/%73k-abcdef0123456789/v1", "abcdef"],
    ["https://x.test/v1/AIzaSyA0123456789abcdef", "AIza"],
    ["https://x.test/hf_abcdefghijklmnop/v1", "hf_"],
    ["https://x.test/eyJhbGciOiJI.eyJzdWIiOiIx.sig/v1", "eyJ"],
  ])("with a secret is refused without repeating it, and is never shown: %s", (address, secret) => {
    expect(() => cleanBaseUrl(address)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => cleanBaseUrl(address)).not.toThrow(secret);
    const shown = hideAddressSecrets(address);
    expect(shown).not.toContain(secret);
    // What is shown can be called no more than what it stands for.
    expect(() => cleanBaseUrl(shown)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  it.each([
    ["https://gateway.example/v1/0123456789abcdef0123456789abcdef/lex/openai", null],
    ["https://x.test/openai/deployments/6f1e8c1a-1c1b-4c1d-8e1f-1a2b3c4d5e6f", null],
    ["HTTP://X.test:80/v1//", "http://x.test/v1"],
    ["https://аpi.example/v1", "https://xn--pi-6kc.example/v1"],
  ])("with ids of accounts and deployments is none: %s", (address, clean) => {
    expect(cleanBaseUrl(address)).toBe(clean ?? address);
    expect(hideAddressSecrets(address)).toBe(address);
  });

  it.each(["ftp://x.test", "x.test", "", "https://", "https://*.x.test", "https://me@x.test"])(
    "has no origin: %s",
    (address) => {
      expect(() => originOf(address)).toThrow(expect.objectContaining({ code: "bad-input" }));
    },
  );
});
