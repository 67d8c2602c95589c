import { memo, type ComponentProps } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { markRendered } from "./mark-rendered.ts";
import styles from "./reply.module.css";

const plugins = [remarkGfm];
const nothing: readonly string[] = [];
const nothingToDo: [] = [];

const harmless: Components = { a: Link, img: Picture };

function Link({ href, children }: ComponentProps<"a">) {
  return (
    <span className={styles.link} title={href}>
      {children}
    </span>
  );
}

function Picture({ alt, src }: ComponentProps<"img">) {
  return (
    <span className={styles.link} title={typeof src === "string" ? src : undefined}>
      [picture{alt ? `: ${alt}` : ""}]
    </span>
  );
}

/** A reply as a chat window would show it. Raw HTML stays text; links and pictures lead nowhere. */
export const RenderedReply = memo(function RenderedReply({
  text,
  marked = nothing,
}: {
  text: string;
  marked?: readonly string[];
}) {
  const rehype = marked.length > 0 ? [markRendered(marked, styles.flagged ?? "")] : nothingToDo;
  return (
    <div className={styles.rendered}>
      <Markdown remarkPlugins={plugins} rehypePlugins={rehype} components={harmless}>
        {text}
      </Markdown>
    </div>
  );
});
