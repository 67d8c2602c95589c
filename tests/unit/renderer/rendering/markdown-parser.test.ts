import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderBudgetFor } from "../../../../renderer/rendering/render-budget.ts";
import type { MarkdownJob } from "../../../../renderer/rendering/markdown-worker.ts";
import { markdownJob, createMarkdownParser, type OpenThread } from "../../../../renderer/rendering/markdown-parser.ts";

const budget = renderBudgetFor(1);
const job = (text: string): MarkdownJob => markdownJob(text, [], budget);

/** A thread as the page's: it says that it is ready when told, and answers what it knows; a bomb it never answers. */
function threads() {
  const opened: { on: Parameters<OpenThread>[0]; ended: boolean }[] = [];
  const open: OpenThread = (on) => {
    const thread = { on, ended: false };
    opened.push(thread);
    return {
      send({ text }) {
        if (text !== "bomb") queueMicrotask(() => on.answered({ tree: [text] }));
      },
      end() {
        thread.ended = true;
      },
    };
  };
  return { open, opened, ready: () => opened.at(-1)?.on.answered("ready") };
}

describe("the thread that parses replies", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is ended by a text that takes too long, and the texts behind it get a new one", async () => {
    const { open, opened, ready } = threads();
    const parser = createMarkdownParser(open);
    const bomb = parser.parse(job("bomb"));
    const next = parser.parse(job("next"));
    ready();
    await vi.advanceTimersByTimeAsync(budget.parseMs + 1);
    expect(await bomb).toEqual({ tooLarge: "rendering it takes longer than 1 s" });
    expect(opened[0]?.ended).toBe(true);
    ready();
    expect(await next).toEqual({ tree: ["next"] });
    expect(opened).toHaveLength(2);
  });

  it("starts a text's clock when it begins with it, not while it waits or the thread starts", async () => {
    const { open, ready } = threads();
    const parser = createMarkdownParser(open);
    const first = parser.parse(job("first"));
    await vi.advanceTimersByTimeAsync(budget.parseMs * 5);
    ready();
    expect(await first).toEqual({ tree: ["first"] });
  });

  it("asks for a text once, however often it is drawn, and not again for one that was too large", async () => {
    const { open, opened, ready } = threads();
    const parser = createMarkdownParser(open);
    const both = [parser.parse(job("bomb")), parser.parse(job("bomb"))];
    ready();
    await vi.advanceTimersByTimeAsync(budget.parseMs + 1);
    const [one, other] = await Promise.all(both);
    expect(one).toBe(other);
    expect(parser.known(job("bomb"))).toBe(one);
    expect(await parser.parse(job("bomb"))).toBe(one);
    expect(opened).toHaveLength(1);
    parser.forget(job("bomb"));
    expect(parser.known(job("bomb"))).toBeNull();
  });

  it("goes on after a thread that died", async () => {
    const { open, opened, ready } = threads();
    const parser = createMarkdownParser(open);
    const dying = parser.parse(job("bomb"));
    ready();
    opened[0]?.on.failed();
    expect(await dying).toHaveProperty("tooLarge");
    const next = parser.parse(job("next"));
    ready();
    expect(await next).toEqual({ tree: ["next"] });
  });

  it("sends no more of a text than the parser would look at", () => {
    expect(job("x".repeat(5_000_000)).text).toHaveLength(budget.markdown + 1);
  });
});
