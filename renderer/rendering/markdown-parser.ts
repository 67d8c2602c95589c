import type { RenderBudget } from "./render-budget.ts";
import type { MarkdownJob } from "./markdown-worker.ts";
import type { ParsedMarkdown } from "./markdown-tree.ts";

/** The parser's thread, as much of it as is needed here. */
interface ParserThread {
  send(job: MarkdownJob): void;
  end(): void;
}

/** Starts a thread, which then tells what it answers, and that it broke. */
export type OpenThread = (on: { answered(data: unknown): void; failed(): void }) => ParserThread;

interface QueuedText {
  key: string;
  job: MarkdownJob;
  told: (parsed: ParsedMarkdown) => void;
}

/** Texts in memory: a conversation's replies, and those of some looked at before. */
const MAX_CACHED_TEXTS = 200;
/** For the thread itself to begin, in milliseconds. */
const START_LIMIT_MS = 30_000;

/**
 * Parses one text after the other in a thread of its own. A text that takes longer than its budget ends the thread, and
 * the next text gets a new one: one slow text blocks neither the window nor the texts behind it.
 */
export function createMarkdownParser(open: OpenThread) {
  const remembered = new Map<string, ParsedMarkdown>();
  const underWay = new Map<string, Promise<ParsedMarkdown>>();
  const queue: QueuedText[] = [];
  let thread: ParserThread | null = null;
  let current: QueuedText | null = null;
  let isReady = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const finish = (parsed: ParsedMarkdown): void => {
    clearTimeout(timer);
    const done = current;
    current = null;
    done?.told(parsed);
    next();
  };

  const drop = (reason: string): void => {
    thread?.end();
    thread = null;
    isReady = false;
    finish({ tooLarge: reason });
  };

  const send = (): void => {
    if (!thread || !current || !isReady) return;
    const { job } = current;
    clearTimeout(timer);
    timer = setTimeout(
      () => drop(`rendering it takes longer than ${job.budget.parseMs / 1_000} s`),
      job.budget.parseMs,
    );
    thread.send(job);
  };

  const start = (): void => {
    const started = open({
      answered(data) {
        if (thread !== started) return;
        if (isReady) return finish(isParsed(data) ? data : { tooLarge: "it could not be read as Markdown" });
        isReady = true;
        send();
      },
      failed: () => {
        if (thread === started) drop("it could not be read as Markdown");
      },
    });
    thread = started;
    timer = setTimeout(() => drop("the renderer does not start"), START_LIMIT_MS);
  };

  function next(): void {
    if (current) return;
    current = queue.shift() ?? null;
    if (!current) return;
    if (thread) send();
    else start();
  }

  const keyOf = ({ text, marked, budget }: MarkdownJob): string =>
    JSON.stringify([text.length > budget.markdown ? text.length : text, marked, budget.nodes]);

  return {
    /** What is known of a text already; null where it has to be parsed. */
    known: (job: MarkdownJob): ParsedMarkdown | null => remembered.get(keyOf(job)) ?? null,
    parse(job: MarkdownJob): Promise<ParsedMarkdown> {
      const key = keyOf(job);
      const before = remembered.get(key);
      if (before) return Promise.resolve(before);
      const asked = underWay.get(key);
      if (asked) return asked;
      const parsed = new Promise<ParsedMarkdown>((told) => queue.push({ key, job, told })).then((result) => {
        underWay.delete(key);
        remembered.set(key, result);
        const oldest = remembered.size > MAX_CACHED_TEXTS ? remembered.keys().next().value : undefined;
        if (oldest !== undefined) remembered.delete(oldest);
        return result;
      });
      underWay.set(key, parsed);
      next();
      return parsed;
    },
    /** Where a busy machine made a text look too large, a person may have it parsed again. */
    forget: (job: MarkdownJob): void => void remembered.delete(keyOf(job)),
  };
}

/** Our own worker's answer: its outer form tells whether the thread is the one that we started. */
function isParsed(data: unknown): data is ParsedMarkdown {
  if (typeof data !== "object" || data === null) return false;
  return ("tree" in data && Array.isArray(data.tree)) || ("tooLarge" in data && typeof data.tooLarge === "string");
}

export function markdownJob(text: string, marked: readonly string[], budget: RenderBudget): MarkdownJob {
  // The parser refuses a text of this length in any case: what is behind need not travel to it.
  return { text: text.slice(0, budget.markdown + 1), marked: marked.slice(0, MAX_MARKED), budget };
}

/** Each one is looked for in all of the text. */
const MAX_MARKED = 100;
