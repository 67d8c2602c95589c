import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readProviderError } from "../../../electron/engine/models/provider-errors.ts";
import { clipLine, redactKey } from "../../../electron/engine/models/redact.ts";
import { readWaitHint } from "../../../electron/engine/models/wait-hint.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const read = (headers: Record<string, string>, body?: unknown) => readWaitHint(new Headers(headers), body, "", now);

describe("Retry-After", () => {
  it.each([
    ["3", 3000],
    ["0.5", 500],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 23:59:00 GMT", 0],
    ["-5", null],
    ["", null],
    ["999999999999", 366 * 24 * 60 * 60 * 1000],
  ])("%j is %s ms", (value, expected) => expect(read({ "retry-after": value })).toBe(expected));

  it("is found in Google's body when no header has it", () => {
    const body = { error: { details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "21s" }] } };
    expect(read({}, body)).toBe(21_000);
    expect(read({ "retry-after": "1" }, body)).toBe(1000);
  });

  it("is never negative, never not a number, never more than a year, whatever a header says", () => {
    const header = fc.string({ unit: "grapheme-ascii" });
    fc.assert(
      fc.property(header, header, (after, afterMs) => {
        const ms = read({ "retry-after": after.trim(), "retry-after-ms": afterMs.trim() });
        expect(ms === null || (Number.isFinite(ms) && ms >= 0 && ms <= 366 * 86_400_000)).toBe(true);
      }),
    );
  });
});

describe("a provider's own words", () => {
  it.each([
    ['{"error":{"message":"a"}}', "a"],
    ['{"type":"error","error":{"type":"x","message":"b"}}', "b"],
    ['[{"error":{"code":400,"message":"c"}}]', "c"],
    ['{"error":"d"}', "d"],
    ['{"message":"e"}', "e"],
    ['{"detail":"f"}', "f"],
    ['{"detail":[{"loc":["body"],"msg":"g"}]}', "g"],
    ['{"error":"model not found","message":"try pulling it","request_id":"rq9"}', "model not found: try pulling it"],
    ['{"error":"No such model.","detail":"Pull it"}', "No such model: Pull it"],
    ['{"error":"no such model","message":"No such model: x"}', "No such model: x"],
    ['{"error":"no such model x, pull it","message":"pull it"}', "no such model x, pull it"],
    ['{"error":"Not Found","message":"x is missing"}', "x is missing"],
    ['{"error":"invalid_request","message":"too long"}', "too long"],
    ["upstream connect error", "upstream connect error"],
    ["<html>502</html>", null],
    ["", null],
    ['{"error":{}}', null],
    ['{"error":{"mess', null],
  ])("in %s are %s", (body, expected) => expect(readProviderError(body).message).toBe(expected));
});

describe("a key in a message", () => {
  it("is gone wherever it stood, also inside an address", () => {
    expect(redactKey("sk/12345 and sk%2F12345, sk/12345sk/12345", "sk/12345")).toBe("[key] and [key], [key][key]");
    expect(redactKey("nothing to hide", null)).toBe("nothing to hide");
  });

  it("is gone from any text around it", () => {
    const key = fc.stringMatching(/^sk-[a-z0-9]{8,20}$/);
    fc.assert(
      fc.property(fc.string(), key, fc.string(), (before, secret, after) => {
        expect(redactKey(before + secret + after, secret)).not.toContain(secret);
      }),
    );
  });

  it("is clipped to one line of the length asked for", () => {
    expect(clipLine("a\n  b\tc", 10)).toBe("a b c");
    expect(clipLine("x".repeat(400), 300)).toHaveLength(300);
  });
});
