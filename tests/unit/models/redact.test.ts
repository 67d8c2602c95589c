import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactKey, redactOwnJson, redactReply } from "../../../electron/engine/models/redact.ts";

describe("redactKey", () => {
  it("leaves no occurrence of a key, plain or as it looks inside an address", () => {
    const key = "sk-a+b/c=d 1234";
    expect(redactKey(`401 for ${key} at /v1?key=${encodeURIComponent(key)}`, key)).toBe(
      "401 for [key] at /v1?key=[key]",
    );
  });

  it("does not tear words apart for a key of a letter or two", () => {
    expect(redactKey('Check the key "e": it was refused', "e")).toBe('Check the key "[key]": it was refused');
    expect(redactKey("nothing, none", "none")).toBe("nothing, [key]");
  });

  it("takes a short key of any characters for itself, not for a pattern", () => {
    expect(redactKey("a.c and abc", "a.c")).toBe("[key] and abc");
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 7 }), fc.string(), (key, text) => {
        expect(() => redactKey(text, key)).not.toThrow();
      }),
    );
  });

  it("hides every long key wherever it stands", () => {
    const keyOf = fc.string({ minLength: 8, maxLength: 40 }).filter((key) => !"[key]".includes(key));
    fc.assert(
      fc.property(keyOf, fc.string(), fc.string(), (key, before, after) => {
        expect(redactKey(before + key + after, key)).not.toContain(key);
      }),
    );
  });
});

const secret = "sk-Proj_aB3/xY9+kLm=0pQ";
const each = (form: (character: string) => string) => Array.from(secret).map(form).join("");
const code = (character: string) => character.charCodeAt(0);
const hexOf = (character: string) => code(character).toString(16).padStart(2, "0");
const encoded = (text: string) => Buffer.from(text).toString("base64");

/** Ways in which servers, proxies, logs and pages echo what they were sent. */
const echoes: [string, string][] = [
  ["in capitals", secret.toUpperCase()],
  ["in small letters", secret.toLowerCase()],
  ["in a header's words", `{"authorization":"Bearer ${secret}"}`],
  ["percent-encoded", encodeURIComponent(secret)],
  ["percent-encoded throughout, in small hex", each((one) => `%${hexOf(one)}`)],
  ["percent-encoded here and there", secret.replace("k", "%6b").replace("/", "%2F")],
  ["percent-encoded twice", encodeURIComponent(encodeURIComponent(secret))],
  ["escaped for JSON", each((one) => `\\u${hexOf(one).padStart(4, "0")}`)],
  ["escaped for JSON twice", JSON.stringify(JSON.stringify(each((one) => `\\u${hexOf(one).padStart(4, "0")}`)))],
  ["with slashes escaped", secret.replaceAll("/", "\\/")],
  ["in hex escapes", each((one) => `\\x${hexOf(one)}`)],
  ["as decimal entities", each((one) => `&#${code(one)};`)],
  ["as hex entities with zeros", each((one) => `&#x00${hexOf(one)};`)],
  ["as escaped entities", each((one) => `&amp;#${code(one)};`)],
  ["in base64", encoded(secret)],
  ["in base64 without padding", encoded(secret).replaceAll("=", "")],
  ["in base64 for URLs", Buffer.from(`>>>${secret}???`).toString("base64url")],
  ["in base64 at the second byte", encoded(`x${secret}`)],
  ["in base64 at the third byte, with more behind", encoded(`xx${secret} and more`)],
  ["in a basic authorization", `Basic ${encoded(`user:${secret}`)}`],
  ["in base64 broken over lines", encoded(`{"a":"${secret}","b":1}`).replaceAll(/(.{16})/g, "$1\r\n")],
  ["broken over lines", secret.replaceAll(/(.{5})/g, "$1\n    ")],
  ["broken over lines within JSON", secret.replaceAll(/(.{5})/g, "$1\\n")],
  [
    "broken as mail breaks lines",
    secret
      .replaceAll("=", "=3D")
      .replaceAll(/(.{9})/g, "$1=\r\n")
      .replaceAll("=3D", "="),
  ],
  ["with soft hyphens and joiners", each((one) => `${one}\u200b\u00ad`)],
  ["backwards", Array.from(secret).reverse().join("")],
  ["in hex", Buffer.from(secret).toString("hex").toUpperCase()],
];

describe("a key that is echoed", () => {
  it.each(echoes)("%s is taken out, and nothing around it", (_, echo) => {
    const hidden = redactKey(`before: "${echo}" ; after`, secret);
    expect(hidden).toMatch(/^before: ".*\[key\].*" ; after$/s);
    const left = hidden.toLowerCase();
    for (const part of [secret.slice(0, 8), secret.slice(-8), encoded(secret).slice(2, 12)]) {
      expect(left).not.toContain(part.toLowerCase());
    }
  });

  it("is taken out of a long text in all its places at once", () => {
    const text = echoes.map(([, echo]) => echo).join(" | ");
    expect(redactKey(text, secret).split("[key]").length - 1).toBeGreaterThanOrEqual(echoes.length);
  });

  it("leaves every text without it exactly as it was", () => {
    const pieces = fc.constantFrom(
      "%",
      "&#",
      "\\u",
      "&amp;",
      "\n ",
      "<br>",
      "=\r\n",
      "sk-",
      "\u200b",
      "ſ",
      "İ",
      "😀",
      "a",
      " ",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        expect(redactKey(text, secret)).toBe(text);
      }),
    );
  });

  it("of a letter or two is taken out of no reply: it stands in ordinary words", () => {
    expect(redactReply("none of these, x", ["none", "x"])).toBe("none of these, x");
    expect(redactReply(`here: ${secret}`, ["none", secret])).toBe("here: [key]");
  });

  it("stands in no record of a request, whose form stays JSON", () => {
    const quoted = 'sk-"quoted"\\0123';
    const body = JSON.stringify({ messages: [{ content: `my key is ${quoted} and ${secret}` }] });
    expect(JSON.parse(redactOwnJson(body, [quoted, secret]))).toEqual({
      messages: [{ content: "my key is [key] and [key]" }],
    });
  });
});
