import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addCall,
  addFailedCall,
  type CallUsage,
  costJson,
  sumUsage,
  type Usage,
  usageJson,
} from "../../../shared/domain/usage.ts";
import { formatUsageCalls, formatUsageCost, formatUsageTokens } from "../../../shared/format/usage.ts";

const nothing = (): Usage => ({ tokens: { input: 0, output: 0 }, cost: 0 });

function usageOf(calls: readonly CallUsage[], failed: readonly boolean[] = []): Usage {
  const usage = nothing();
  for (const call of calls) addCall(usage, call);
  for (const mayBeCharged of failed) addFailedCall(usage, mayBeCharged);
  return usage;
}

const known: CallUsage = { inputTokens: 20, outputTokens: 5, cost: 0.5 };
const unknown: CallUsage = { inputTokens: null, outputTokens: null, cost: null };

describe("what calls took", () => {
  it.each([
    ["all known", usageOf([known]), "20 + 5 tokens, $0.5000"],
    ["nothing known", usageOf([unknown]), "tokens unknown, cost unknown"],
    ["one of two known", usageOf([unknown, known]), "at least 20 + 5 tokens, at least $0.5000"],
    ["known first", usageOf([known, unknown]), "at least 20 + 5 tokens, at least $0.5000"],
    ["one side known", usageOf([{ ...known, outputTokens: null, cost: null }]), "20 + unknown tokens, cost unknown"],
    ["a price of nothing", usageOf([{ ...known, cost: 0 }]), "20 + 5 tokens, $0.0000"],
    ["an unknown price alone", usageOf([{ ...known, cost: null }]), "20 + 5 tokens, cost unknown"],
    ["no call", nothing(), "0 + 0 tokens, $0.0000"],
    ["only failures that may be charged for", usageOf([], [true, true]), "tokens unknown, cost unknown"],
    ["only failures that were turned away", usageOf([], [false]), "0 + 0 tokens, $0.0000"],
    ["a failure beside a reply", usageOf([known], [true]), "at least 20 + 5 tokens, at least $0.5000"],
  ])("is told with %s", (_, usage, words) => {
    expect(`${formatUsageTokens(usage)}, ${formatUsageCost(usage)}`).toBe(words);
  });

  it("counts calls that failed among those that were made", () => {
    expect(formatUsageCalls({ calls: 6 })).toBe("6 calls");
    expect(formatUsageCalls({ ...usageOf([], [true, false]), calls: 6 })).toBe("8 calls, 2 of them failed");
    expect(formatUsageCalls({ ...usageOf([], [true, true]), calls: 0 })).toBe("2 calls, all of them failed");
  });

  it("is null for programs where it is unknown, with what is known beside it", () => {
    expect(usageJson(usageOf([known]))).toEqual({ tokens: { input: 20, output: 5 }, cost: 0.5 });
    expect(usageJson(usageOf([known, unknown]))).toEqual({
      tokens: { input: null, output: null },
      cost: null,
      atLeast: { tokens: { input: 20, output: 5 }, cost: 0.5 },
    });
    expect(usageJson(usageOf([known], [true]))).toMatchObject({ tokens: { input: 20, output: 5 }, cost: 0.5 });
    expect(costJson(usageOf([], [true]))).toEqual({ cost: null });
    expect(costJson(usageOf([known, unknown]))).toEqual({ cost: null, atLeast: { cost: 0.5 } });
    expect(usageJson(usageOf([{ ...known, cost: null }]))).toEqual({ tokens: { input: 20, output: 5 }, cost: null });
  });

  it("is the same however calls are put together", () => {
    const token = fc.option(fc.integer({ min: 0, max: 99 }));
    const call = fc.record({ inputTokens: token, outputTokens: token, cost: token });
    const side = fc.tuple(fc.array(call), fc.array(fc.boolean()));
    fc.assert(
      fc.property(side, side, ([calls, failed], [more, moreFailed]) => {
        const apart = sumUsage(usageOf(calls, failed), usageOf(more, moreFailed));
        const together = usageOf([...calls, ...more], [...failed, ...moreFailed]);
        expect(usageJson(apart)).toEqual(usageJson(together));
        expect(formatUsageTokens(apart)).toBe(formatUsageTokens(together));
      }),
    );
  });
});
