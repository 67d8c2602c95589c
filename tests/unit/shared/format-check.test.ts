import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validateCheck } from "../../../electron/engine/checks/evaluate.ts";
import { formatCheck, maskCheckAddresses, maskWebhookAddress } from "../../../shared/format/check.ts";

describe("the address of a webhook", () => {
  it.each([
    ["https://hooks.example.com/services/T0001/B0002/abcDEF123456", "https://hooks.example.com/services/…/…/…"],
    ["https://example.com/check?token=hunter2", "https://example.com/check?…"],
    ["https://user:pass@example.com/v1/check#frag", "https://example.com/v1/check#…"],
    ["http://127.0.0.1:8000/check", "http://127.0.0.1:8000/check"],
    ["https://example.com", "https://example.com"],
    ["https://example.com/%73ecret%20key", "https://example.com/…"],
    ["hooks.example.com/services/T0001", "hooks.example.com…"],
  ])("is shown by host and the shape of its path: %s", (address, shown) => {
    expect(maskWebhookAddress(address)).toBe(shown);
  });

  it("never shows a token, wherever it stands", () => {
    const token = fc.stringMatching(/^[a-z0-9]{13,40}$/);
    fc.assert(
      fc.property(token, fc.constantFrom("/a/T/b", "/T", "/?k=T", "/#T", "/x?T", "/hook/T?a=T#T"), (secret, shape) => {
        const value = `https://hooks.example.com${shape.replaceAll("T", secret)}`;
        const inSet = {
          type: "not-assert-set",
          assert: [{ type: "webhook", value }],
          value: [{ type: "not-webhook", value }],
        };
        for (const check of [{ type: "webhook", value }, { type: "not-webhook", value }, inSet]) {
          expect(JSON.stringify(maskCheckAddresses(check))).not.toContain(secret);
          expect(formatCheck(check)).not.toContain(secret);
        }
        expect(validateCheck({ type: "webhook", value: `ftp://x.test/${secret}` })).not.toContain(secret);
        expect(validateCheck({ type: "webhook", value: `x.test/${secret}` })).not.toContain(secret);
      }),
      { numRuns: 50 },
    );
  });

  it("leaves every other check as it is", () => {
    const check = { type: "contains-any", value: ["https://example.com/?token=1"], weight: 2 };
    expect(maskCheckAddresses(check)).toEqual(check);
  });
});
