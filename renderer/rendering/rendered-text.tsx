import { Component, createElement, memo, useEffect, useMemo, useState, type ReactNode } from "react";
import { Button } from "../ui/index.ts";
import { useRenderBudget } from "./render-budget.ts";
import type { RenderedNode, RenderedElement, ParsedMarkdown } from "./markdown-tree.ts";
import MarkdownWorker from "./markdown-worker.ts?worker";
import { markdownJob, createMarkdownParser } from "./markdown-parser.ts";
import { PagedText } from "./paged-text.tsx";
import styles from "./rendering.module.css";

const parser = createMarkdownParser((on) => {
  const worker = new MarkdownWorker();
  worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => on.answered(data));
  worker.addEventListener("error", (event) => {
    // The text is shown as text with the reason: that is all there is to say of it.
    event.preventDefault();
    on.failed();
  });
  return { send: (job) => worker.postMessage(job), end: () => worker.terminate() };
});
const noMarks: readonly string[] = [];

/**
 * A reply as a chat window would show it. Raw HTML stays text; links and pictures lead nowhere. What is too large or
 * takes too long to render is shown as text, with the reason.
 */
export const RenderedText = memo(function RenderedText({
  text,
  marked = noMarks,
}: {
  text: string;
  marked?: readonly string[];
}) {
  const budget = useRenderBudget();
  const markedTexts = marked.join("\0");
  const job = useMemo(
    () => markdownJob(text, markedTexts === "" ? [] : markedTexts.split("\0"), budget),
    // The budget is a new object at each render; its one number that differs is named.
    // oxlint-disable-next-line react/exhaustive-deps
    [text, markedTexts, budget.nodes],
  );
  const [tries, setTries] = useState(0);
  const [parsed, setParsed] = useState<{ of: typeof job; result: ParsedMarkdown } | null>(null);
  const result = parsed?.of === job ? parsed.result : parser.known(job);

  useEffect(() => {
    let isWanted = true;
    const show = async (): Promise<void> => {
      const told = await parser.parse(job);
      if (isWanted) setParsed({ of: job, result: told });
    };
    void show();
    return () => {
      isWanted = false;
    };
  }, [job, tries]);

  const retry = (): void => {
    parser.forget(job);
    setParsed(null);
    setTries(tries + 1);
  };
  if (result === null) {
    return (
      <div className={styles.waiting} aria-busy="true">
        <PagedText text={text} />
      </div>
    );
  }
  if ("tooLarge" in result) return <PlainTextFallback text={text} reason={result.tooLarge} onRetry={retry} />;
  return (
    <RenderBoundary
      key={text}
      fallback={<PlainTextFallback text={text} reason="it could not be drawn" onRetry={retry} />}
    >
      <div className={styles.rendered}>{drawNodes(result.tree)}</div>
    </RenderBoundary>
  );
});

function PlainTextFallback({ text, reason, onRetry }: { text: string; reason: string; onRetry(): void }) {
  return (
    <>
      <p className={styles.asText} role="note">
        Too large to render, so shown as text: {reason}.
        {reason.startsWith("rendering it takes") && (
          <Button look="quiet" onClick={onRetry}>
            Try again
          </Button>
        )}
      </p>
      <div className={styles.text}>
        <PagedText text={text} />
      </div>
    </>
  );
}

/** A reply that cannot be drawn takes nothing else with it. */
class RenderBoundary extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}

function drawNodes(nodes: readonly RenderedNode[]): ReactNode {
  return nodes.map((node, at) => (typeof node === "string" ? node : <DrawnNode key={at} node={node} />));
}

function DrawnNode({ node }: { node: RenderedElement }): ReactNode {
  const { tag, address, alt, start, ticked, align, children } = node;
  switch (tag) {
    case "a":
      return (
        <span className={styles.link} title={address}>
          {drawNodes(children)}
        </span>
      );
    case "img":
      return (
        <span className={styles.link} title={address}>
          [picture{alt ? `: ${alt}` : ""}]
        </span>
      );
    case "input":
      return <input type="checkbox" checked={ticked === true} disabled readOnly />;
    case "mark":
      return (
        <mark className={styles.flagged} title="Not in the prompt or the conversation">
          {drawNodes(children)}
        </mark>
      );
    case "ol":
      return <ol start={start}>{drawNodes(children)}</ol>;
    case "hr":
      return <hr />;
    case "br":
      return <br />;
    case "th":
      return <th align={align}>{drawNodes(children)}</th>;
    case "td":
      return <td align={align}>{drawNodes(children)}</td>;
    case "table":
    case "thead":
    case "tbody":
    case "tr": {
      // White space between the parts of a table is no text of it, and React says so.
      const Tag = tag;
      return <Tag>{drawNodes(children.filter((child) => typeof child !== "string"))}</Tag>;
    }
    default:
      return createElement(plainTag(tag), null, drawNodes(children));
  }
}

const plainTags = [
  "p",
  "strong",
  "em",
  "del",
  "code",
  "pre",
  "ul",
  "li",
  "blockquote",
  "sup",
  "section",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
] as const;

function plainTag(tag: string): (typeof plainTags)[number] | "span" {
  return plainTags.find((one) => one === tag) ?? "span";
}
