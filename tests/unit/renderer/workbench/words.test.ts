import { describe, expect, it } from "vitest";
import { replyFacts } from "../../../../renderer/workbench/evidence/reply-facts.ts";
import { changesInWords, lineChanges } from "../../../../renderer/workbench/prompt/line-changes.ts";
import { suggestMessage } from "../../../../renderer/workbench/prompt/commit-message.ts";
import { endInWords, progressParts } from "../../../../renderer/workbench/replay/progress-words.ts";
import {
  checkInWords,
  differenceInWords,
  duration,
  money,
  passRateInWords,
  shortCount,
} from "../../../../renderer/workbench/words.ts";
import { makeProgress, makeReply } from "./make.ts";
import { costWords, tokensWords } from "../../../../renderer/runs/run-words.ts";

describe("numbers in words", () => {
  it("never turns a small cost into nothing, and an unknown one into zero", () => {
    expect(money(0.000_001)).toBe("< $0.0001");
    expect(money(0.0042)).toBe("$0.0042");
    expect(money(0.019)).toBe("$0.02");
    expect(money(null)).toBe("cost unknown");
  });
  it("does not round into the next unit", () => {
    expect(shortCount(999)).toBe("999");
    expect(shortCount(1_200)).toBe("1.2k");
    expect(shortCount(999_960)).toBe("1M");
    expect(duration(999)).toBe("999 ms");
    expect(duration(9_960)).toBe("10 s");
    expect(duration(59_700)).toBe("1 min");
    expect(duration(250_000)).toBe("4 min 10 s");
  });
  it("says a pass rate with what is known of its change", () => {
    const rate = {
      baseline: 0.79,
      candidate: 0.88,
      difference: 0.09,
      interval: [-0.02, 0.2] as [number, number],
      p: 0.125,
    };
    expect(passRateInWords(rate)).toBe("79% → 88%");
    expect(differenceInWords(rate)).toBe("+9 points · 95% −2 to +20 · p = 0.125");
    expect(passRateInWords({ ...rate, baseline: null })).toBe("88%");
    expect(passRateInWords({ ...rate, candidate: null })).toBeNull();
  });
  it("says a check with its value and its options", () => {
    expect(checkInWords({ type: "not-contains", value: "LexDirect" })).toBe('not-contains "LexDirect"');
    expect(checkInWords({ type: "regex", value: "\\d+", flags: "i" })).toBe('regex "\\d+" flags: "i"');
    expect(checkInWords({ type: "contains-all", value: ["a", "b"] })).toBe('contains-all "a", "b"');
    expect(checkInWords({ type: "is-json" })).toBe("is-json");
  });
});

describe("lineChanges", () => {
  it("marks what came, what was altered and where lines went", () => {
    const changes = lineChanges("a\nb\nc\nd\n", "a\nB\nc\ne\nf\n");
    expect(changes).toEqual({
      added: 3,
      removed: 2,
      marks: [
        { kind: "changed", from: 2, to: 2 },
        { kind: "changed", from: 4, to: 5 },
      ],
    });
    expect(lineChanges("a\nb\nc\n", "a\nc\n").marks).toEqual([{ kind: "removed", after: 1 }]);
    expect(lineChanges("b\n", "a\nb\n").marks).toEqual([{ kind: "added", from: 1, to: 1 }]);
  });
  it("says them as +added −removed", () => {
    expect(changesInWords({ added: 3, removed: 1 })).toBe("+3 −1");
    expect(changesInWords({ added: 0, removed: 2 })).toBe("−2");
    expect(changesInWords({ added: 0, removed: 0 })).toBe("no changes");
  });
});

describe("suggestMessage", () => {
  it("takes the first line that came, without its bullet", () => {
    expect(suggestMessage("a\n", "a\n- Do not mention competitors.\n")).toBe("Do not mention competitors.");
  });
  it("names a line that went when none came, and says nothing of blank lines", () => {
    expect(suggestMessage("a\nb\n", "a\n")).toBe("Remove: b");
    expect(suggestMessage("a\n", "a\n\n")).toBe("");
  });
  it("never names a line that the edit did not touch", () => {
    expect(suggestMessage("First rule.", "First rule.\nSecond rule.")).toBe("Second rule.");
    expect(suggestMessage("First rule.\nSecond rule.", "First rule.")).toBe("Remove: Second rule.");
    expect(suggestMessage("First rule.\r\nSecond rule.", "First rule.\nSecond rule.\nThird rule.")).toBe("Third rule.");
    expect(suggestMessage("First rule.\nSecond rule.\n", "Second rule.\nFirst rule.\n")).toMatch(/^Move: /);
    expect(suggestMessage("- First rule.\n", "* First rule.\n")).toBe("Reformat: First rule.");
    expect(suggestMessage("First rule.\n", "First rule.")).toBe("Change line ends only");
    expect(suggestMessage("First rule.\n", "First rule.\r\n")).toBe("Change line ends only");
  });
  it("says so where only the last line's end differs", () => {
    expect(changesInWords({ added: 0, removed: 0 }, true)).toBe("last line end");
    expect(suggestMessage(null, "a")).toBe("First version");
  });
  it("cuts a long line at a word", () => {
    const message = suggestMessage("", `${"word ".repeat(40)}\n`);
    expect(message.length).toBeLessThanOrEqual(72);
    expect(message.endsWith("word…")).toBe(true);
  });
});

describe("progress", () => {
  it("leaves out facts that say nothing and shows errors with their reason", () => {
    const parts = progressParts(makeProgress({ calls: 2, cost: null, errors: 1, lastError: "401 from the provider" }));
    expect(parts.map((part) => part.key)).toEqual(["left", "errors"]);
    expect(parts.at(-1)?.say).toContain("401 from the provider");
  });
  it("says what it took as unknown, or at least so much, and never as nothing", () => {
    const gaps = { input: 0, output: 0, unpriced: 0, failed: 0, charged: 0, knownCost: 0 };
    const said = (more: Parameters<typeof makeProgress>[0]) =>
      progressParts(makeProgress({ calls: 2, cost: 0, tokens: { input: 0, output: 0 }, ...more })).map(
        ({ text }) => text,
      );
    expect(said({ cost: null, gaps: { ...gaps, input: 2, output: 2, unpriced: 2 } })).toContain("tokens unknown");
    const half = said({
      cost: null,
      tokens: { input: 9, output: 1 },
      gaps: { ...gaps, input: 1, output: 1, knownCost: 2 },
    });
    expect(half).toEqual(expect.arrayContaining(["≥ 10 tokens", "at least $2.00"]));
    expect(said({ calls: 0, gaps: { ...gaps, failed: 3, charged: 3 } })).toContain("cost unknown");
    const failed = {
      ...makeProgress({ cost: 0 }),
      gaps: { ...gaps, failed: 1, charged: 1 },
      tokens: { input: 0, output: 0 },
    };
    expect([costWords(failed), tokensWords(failed)]).toEqual(["–", "– / –"]);
    expect(costWords({ ...failed, cost: 0.004 })).toBe("≥ $0.0040");
  });
  it("says what was kept when a run did not end by itself", () => {
    expect(endInWords(makeProgress())).toBeNull();
    expect(endInWords(makeProgress({ status: "cancelled", replies: 9, recorded: 2 }))).toMatch(/7 replies to go.*kept/);
    expect(endInWords(makeProgress({ status: "incomplete", replies: 3, recorded: 2, lastError: "No key." }))).toBe(
      "1 reply could not be had. No key.",
    );
  });
});

describe("replyFacts", () => {
  const texts = (more: Parameters<typeof makeReply>[1]) => replyFacts(makeReply("x", more)).map((fact) => fact.text);

  it("warns of a reply that was cut off, and not of one that ended by itself", () => {
    expect(texts({ finishReason: "length" })).toContain("ended by length");
    expect(texts({ finishReason: "stop" })).toEqual(["200 ms", "10 → 5 tokens"]);
  });
  it("takes a finish reason for a word, even where every object has a member of that name", () => {
    for (const finishReason of ["constructor", "__proto__", "toString"]) {
      const fact = replyFacts(makeReply("x", { finishReason })).find((one) => one.text.startsWith("ended"));
      expect(fact).toEqual({ text: `ended by ${finishReason}`, more: null, tone: "warn" });
    }
  });
  it("tells how often a call was tried again, with the reasons", () => {
    const attempts = [
      { at: "2026-11-20T10:00:00Z", kind: "rate-limit", message: "429 Too many requests", waitedMs: 1_000 },
    ];
    const fact = replyFacts(makeReply("x", { attempts })).find((one) => one.text.startsWith("retried"));
    expect(fact).toMatchObject({ text: "retried 1 time", more: "429 Too many requests (waited 1 s)" });
  });
});
