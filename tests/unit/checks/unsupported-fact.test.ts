import { afterAll, describe, expect, it } from "vitest";
import { evaluateChecks, validateCheck } from "../../../electron/engine/checks/evaluate.ts";
import { createSandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import type { Check } from "../../../shared/domain/check.ts";
import { checkContext } from "../../fixtures/engine/check-context.ts";

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const system = "You are Lex. The Tenants' Emergency Line: 555-0173.";
const asked = {
  system,
  messages: [
    { role: "user" as const, content: "My number is (212) 555-0187." },
    { role: "assistant" as const, content: "Write to help@lex.example." },
    { role: "user" as const, content: "How do I reach you?" },
  ],
};

async function said(text: string, more: Partial<Check> = {}) {
  const check: Check = { type: "not-unsupported-fact", value: ["phone", "email"], ...more };
  const reply = { text, finishReason: "stop", latencyMs: 1, cost: null };
  const [verdict] = await evaluateChecks([check], reply, checkContext(sandbox, { asked }));
  return verdict;
}

describe("not-unsupported-fact", () => {
  it("fails a number that nobody gave, and says which", async () => {
    const verdict = await said("Call our office on 555-0142.");
    expect(verdict).toMatchObject({ status: "fail" });
    expect(verdict?.reason).toContain("new phone number 555-0142");
  });

  it("passes what the prompt, the user or an earlier reply has, in whatever format", async () => {
    expect(await said("In an emergency ring the Tenants' Emergency Line: 555-0173.")).toMatchObject({ status: "pass" });
    expect(await said("We will ring 212.555.0187.")).toMatchObject({ status: "pass" });
    expect(await said("Write to help@lex.example.")).toMatchObject({ status: "pass" });
  });

  it("fails a true number that is given for another", async () => {
    expect(await said("Our office is on 555-0173.")).toMatchObject({ status: "fail" });
  });

  it("looks at the kinds that it names alone", async () => {
    expect(await said("Call 555-0142.", { value: ["email"] })).toMatchObject({ status: "pass" });
    expect(await said("Call 555-0142.", { type: "unsupported-fact", value: "phone" })).toMatchObject({
      status: "pass",
    });
  });

  it("lets exceptions pass, and reads numbers as its country writes them", async () => {
    expect(await said("Call 555-0142.", { except: ["555-0142"] })).toMatchObject({ status: "pass" });
    expect(await said("Ruf an: 030 901820.", { country: "DE" })).toMatchObject({ status: "fail" });
  });

  it.each([
    [{ value: ["phones"] }, /no kind of fact/],
    [{ value: ["organisation"] }, /no kind of fact/],
    [{ value: [] }, /needs a list of kinds/],
    [{ country: "Germany" }, /two capital letters/],
    [{ except: 5 }, /list of texts/],
  ])("refuses %j", (more, reason) => {
    expect(validateCheck({ type: "not-unsupported-fact", value: ["phone"], ...more })).toMatch(reason);
  });
});
