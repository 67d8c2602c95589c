import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactKey } from "../../../electron/engine/models/redact.ts";

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
