import { describe, expect, it } from "vitest";
import { replyMetadata } from "../../../renderer/workbench/evidence/evidence-model.ts";
import { formatLineChanges, lineChanges, suggestCommitMessage } from "../../../renderer/editor/line-changes.ts";
import { formatRunEnd, progressParts } from "../../../renderer/workbench/state/format-progress.ts";
import {
  formatPassRateChange,
  formatDuration,
  formatCost,
  formatPassRate,
  formatCount,
} from "../../../shared/format/values.ts";
import { formatCheck } from "../../../shared/format/check.ts";
import { makeProgress, makeReply } from "./workbench/make.ts";
import { formatRunCost, tokensWords } from "../../../renderer/runs/runs-screen.tsx";

describe("numbers in words", () => {
  it("never turns a small cost into nothing, and an unknown one into zero", () => {
    expect(formatCost(0.000_001)).toBe("< $0.0001");
    expect(formatCost(0.0042)).toBe("$0.0042");
    expect(formatCost(0.019)).toBe("$0.02");
    expect(formatCost(null)).toBe("cost unknown");
  });
  it("does not round into the next unit", () => {
    expect(formatCount(999)).toBe("999");
    expect(formatCount(1_200)).toBe("1.2k");
    expect(formatCount(999_960)).toBe("1M");
    expect(formatDuration(999)).toBe("999 ms");
    expect(formatDuration(9_960)).toBe("10 s");
    expect(formatDuration(59_700)).toBe("1 min");
    expect(formatDuration(250_000)).toBe("4 min 10 s");
  });
  it("says a pass rate with what is known of its change", () => {
    const rate = {
      baseline: 0.79,
      candidate: 0.88,
      difference: 0.09,
      interval: [-0.02, 0.2] as [number, number],
      p: 0.125,
    };
    expect(formatPassRate(rate)).toBe("79% → 88%");
    expect(formatPassRateChange(rate)).toBe("+9 points · 95% −2 to +20 · p = 0.125");
    expect(formatPassRate({ ...rate, baseline: null })).toBe("88%");
    expect(formatPassRate({ ...rate, candidate: null })).toBeNull();
  });
  it("says a check with its value and its options", () => {
    expect(formatCheck({ type: "not-contains", value: "LexDirect" })).toBe('not-contains "LexDirect"');
    expect(formatCheck({ type: "regex", value: "\\d+", flags: "i" })).toBe('regex "\\d+" flags: "i"');
    expect(formatCheck({ type: "contains-all", value: ["a", "b"] })).toBe('contains-all "a", "b"');
    expect(formatCheck({ type: "is-json" })).toBe("is-json");
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
    expect(formatLineChanges({ added: 3, removed: 1 })).toBe("+3 −1");
    expect(formatLineChanges({ added: 0, removed: 2 })).toBe("−2");
    expect(formatLineChanges({ added: 0, removed: 0 })).toBe("no changes");
  });
});

describe("suggestMessage", () => {
  it("takes the first line that came, without its bullet", () => {
    expect(suggestCommitMessage("a\n", "a\n- Do not mention competitors.\n")).toBe("Do not mention competitors.");
  });
  it("names a line that went when none came, and says nothing of blank lines", () => {
    expect(suggestCommitMessage("a\nb\n", "a\n")).toBe("Remove: b");
    expect(suggestCommitMessage("a\n", "a\n\n")).toBe("");
  });
  it("never names a line that the edit did not touch", () => {
    expect(suggestCommitMessage("First rule.", "First rule.\nSecond rule.")).toBe("Second rule.");
    expect(suggestCommitMessage("First rule.\nSecond rule.", "First rule.")).toBe("Remove: Second rule.");
    expect(suggestCommitMessage("First rule.\r\nSecond rule.", "First rule.\nSecond rule.\nThird rule.")).toBe(
      "Third rule.",
    );
    expect(suggestCommitMessage("First rule.\nSecond rule.\n", "Second rule.\nFirst rule.\n")).toMatch(/^Move: /);
    expect(suggestCommitMessage("- First rule.\n", "* First rule.\n")).toBe("Reformat: First rule.");
    expect(suggestCommitMessage("First rule.\n", "First rule.")).toBe("Change line ends only");
    expect(suggestCommitMessage("First rule.\n", "First rule.\r\n")).toBe("Change line ends only");
  });
  it("says so where only the last line's end differs", () => {
    expect(formatLineChanges({ added: 0, removed: 0 }, true)).toBe("last line end");
    expect(suggestCommitMessage(null, "a")).toBe("First version");
  });
  it("cuts a long line at a word", () => {
    const message = suggestCommitMessage("", `${"word ".repeat(40)}\n`);
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
    expect([formatRunCost(failed), tokensWords(failed)]).toEqual(["–", "– / –"]);
    expect(formatRunCost({ ...failed, cost: 0.004 })).toBe("≥ $0.0040");
  });
  it("says what was kept when a run did not end by itself", () => {
    expect(formatRunEnd(makeProgress())).toBeNull();
    expect(formatRunEnd(makeProgress({ status: "cancelled", replies: 9, recorded: 2 }))).toMatch(
      /7 replies to go.*kept/,
    );
    expect(formatRunEnd(makeProgress({ status: "incomplete", replies: 3, recorded: 2, lastError: "No key." }))).toBe(
      "1 reply failed. No key.",
    );
  });
});

describe("replyFacts", () => {
  const texts = (more: Parameters<typeof makeReply>[1]) => replyMetadata(makeReply("x", more)).map((fact) => fact.text);

  it("warns of a reply that was cut off, and not of one that ended by itself", () => {
    expect(texts({ finishReason: "length" })).toContain("ended by length");
    expect(texts({ finishReason: "stop" })).toEqual(["200 ms", "10 → 5 tokens"]);
  });
  it("takes a finish reason for a word, even where every object has a member of that name", () => {
    for (const finishReason of ["constructor", "__proto__", "toString"]) {
      const fact = replyMetadata(makeReply("x", { finishReason })).find((one) => one.text.startsWith("ended"));
      expect(fact).toEqual({ text: `ended by ${finishReason}`, more: null, tone: "warn" });
    }
  });
  it("tells how often a call was tried again, with the reasons", () => {
    const attempts = [
      { at: "2026-11-20T10:00:00Z", kind: "rate-limit", message: "429 Too many requests", waitedMs: 1_000 },
    ];
    const fact = replyMetadata(makeReply("x", { attempts })).find((one) => one.text.startsWith("retried"));
    expect(fact).toMatchObject({ text: "retried 1 time", more: "429 Too many requests (waited 1 s)" });
  });
});
