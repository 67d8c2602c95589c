import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRateLimitReset } from "../../../electron/engine/models/wait-hint.ts";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const read = (headers: Record<string, string>) => readRateLimitReset(new Headers(headers), now);
const requests = (remaining: string, reset: string) => ({
  "x-ratelimit-remaining-requests": remaining,
  "x-ratelimit-reset-requests": reset,
});

describe("a provider's word on what is left", () => {
  it.each([
    ["20ms", 20],
    ["1s", 1_000],
    ["1.5s", 1_500],
    ["1m30s", 90_000],
    ["0s", 0],
    ["7", 7_000],
    ["2026-03-01T12:00:30Z", 30_000],
    ["2026-03-01T11:00:00Z", 0],
  ])("asks for quiet until the reset when nothing is left: %s", (reset, expected) => {
    expect(read(requests("0", reset))).toBe(expected);
  });

  it.each(["soon", "", "1x", "-5", "6 minutes"])("asks for nothing when its reset cannot be read: %s", (reset) => {
    expect(read(requests("0", reset))).toBeNull();
  });

  it("asks for nothing while something is left, or when it says nothing", () => {
    expect(read(requests("1", "30s"))).toBeNull();
    expect(read(requests("10", "30s"))).toBeNull();
    expect(read({})).toBeNull();
  });

  it("takes the longest of requests and tokens, in Anthropic's words as well", () => {
    const both = {
      ...requests("0", "1s"),
      "x-ratelimit-remaining-tokens": "0",
      "x-ratelimit-reset-tokens": "4s",
    };
    expect(read(both)).toBe(4_000);
    const anthropic = {
      "anthropic-ratelimit-requests-remaining": "12",
      "anthropic-ratelimit-requests-reset": "2026-03-01T12:01:00Z",
      "anthropic-ratelimit-output-tokens-remaining": "0",
      "anthropic-ratelimit-output-tokens-reset": "2026-03-01T12:00:10Z",
    };
    expect(read(anthropic)).toBe(10_000);
  });

  it("does not stop a run for the rest of the day: the next refusal says when", () => {
    expect(read(requests("0", "8h"))).toBeNull();
  });

  it("never asks for less than nothing nor for more than two minutes, whatever it says", () => {
    const piece = fc.tuple(fc.nat(), fc.constantFrom("ms", "s", "m", "h", "d", "")).map(([n, unit]) => `${n}${unit}`);
    const reset = fc.oneof(
      fc.array(piece, { minLength: 1, maxLength: 4 }).map((all) => all.join("")),
      fc.string(),
    );
    fc.assert(
      fc.property(reset, (value) => {
        const clean = value.replace(/[^\x20-\x7e]/g, "");
        const ms = read(requests("0", clean));
        expect(ms === null || (ms >= 0 && ms <= 120_000)).toBe(true);
      }),
    );
  });
});
