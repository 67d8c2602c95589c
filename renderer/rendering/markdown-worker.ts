import type { RenderBudget } from "./render-budget.ts";
import { parseMarkdown } from "./markdown-tree.ts";

/** What the worker is asked; it answers with what `parseMarkdown` gives. */
export interface MarkdownJob {
  text: string;
  marked: readonly string[];
  budget: RenderBudget;
}

addEventListener("message", ({ data }: MessageEvent<MarkdownJob>) => {
  postMessage(parseMarkdown(data.text, data.marked, data.budget));
});
// The first text's clock starts when the parser is there.
postMessage("ready");
