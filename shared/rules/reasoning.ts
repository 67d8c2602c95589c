/** A reply with the model's thinking apart from its answer. */
interface SplitReply {
  /** Null where the reply holds none. */
  reasoning: string | null;
  answer: string;
}

/** A reply of an earlier build, or of a model whose thinking stays in its replies, that differs from others by that. */
export const THINKING_IN_TEXT_NOTE =
  "Its text holds the model's thinking: it was recorded before that was kept apart, or is set so.";

/** Whether thinking stands in the reply's own text. */
export function hasThinkingInText({ text, finishReason }: { text: string; finishReason: string }): boolean {
  return splitReasoning(text, finishReason === "length").reasoning !== null;
}

/** Of an opening mark, such as `lang="en"`. Bounded, so that no reply makes the search slow. */
const attributes = String.raw`(?:\s[^<>=]{1,60}=[^<>]{0,200})?`;

interface Mark {
  open: RegExp;
  close: RegExp;
}

/**
 * How models write their thinking into a reply, by opening and closing mark. Sources: the chat templates of DeepSeek R1,
 * Qwen and QwQ, GLM and others (`think`), Magistral (`[THINK]`), Kimi (`◁think▷`), Seed-OSS (`seed:think`), Command A
 * (`START_THINKING`), OpenThinker (`begin_of_thought`), EXAONE and Gemma (`thought`). `thinking` and `reasoning` are what
 * prompts ask for.
 */
const marks: readonly Mark[] = [
  ...["think", "thinking", "reasoning", "thought", "thoughts", "reflection", "seed:think", "antthinking"].map(
    (name) => ({
      open: new RegExp(`<${name}${attributes}>`, "iy"),
      close: new RegExp(`</${name}\\s*>`, "i"),
    }),
  ),
  { open: /\[THINK\]/iy, close: /\[\/THINK\]/i },
  { open: /◁think▷/iy, close: /◁\/think▷/i },
  { open: /<\|START_THINKING\|>/y, close: /<\|END_THINKING\|>/ },
  { open: /<\|begin_of_thought\|>/y, close: /<\|end_of_thought\|>/ },
];

/** Where a template writes the opening mark into the prompt, the reply begins with the thinking itself. */
const loneCloses = [/<\/think(?:ing)?\s*>/gi, /\[\/THINK\]/gi, /◁\/think▷/gi, /<\/seed:think\s*>/gi];

/** Every form holds one of these, so that most replies are looked through once. */
const anyMark =
  /<\/?(?:think|reasoning|thought|reflection|seed:think|antthinking)|\[\/?THINK\]|◁\/?think▷|<\|(?:START_THINKING|begin_of_thought|channel)\|>|assistantfinal/i;

/**
 * Takes the thinking off the front of a reply. Only where the reply begins with it: a reply that speaks of such a mark
 * in its text or in code stays whole. One that began with a block may think again between parts of its answer. `cut` says that the reply ended at a limit: thinking that was never closed is then
 * all there is; without it, an opening mark alone is no thinking.
 */
export function splitReasoning(text: string, cut = false): SplitReply {
  if (!anyMark.test(text)) return { reasoning: null, answer: text };
  return harmony(text) ?? marked(text, cut) ?? unopened(text) ?? { reasoning: null, answer: text };
}

/** Blocks at the reply's start, one or several behind each other, each with what nests in it, and those further on. */
function marked(text: string, cut: boolean): SplitReply | null {
  const thoughts: string[] = [];
  let mark: Mark | null = null;
  let at = 0;
  for (;;) {
    const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    const block = blockAt(text, start, cut);
    if (block === null) break;
    thoughts.push(block.inner.trim());
    mark ??= block.mark;
    at = block.end;
  }
  if (mark === null) return null;
  const later = laterBlocks(text.slice(at).trimStart(), mark);
  const all = [...thoughts, ...later.thoughts];
  return { reasoning: all.filter((one) => one !== "").join("\n\n"), answer: later.answer };
}

function blockAt(text: string, start: number, cut: boolean): { mark: Mark; inner: string; end: number } | null {
  for (const mark of marks) {
    const { open, close } = mark;
    open.lastIndex = start;
    const opening = open.exec(text);
    if (!opening) continue;
    const from = start + opening[0].length;
    const end = closingOf(text, from, open, close);
    if (end !== null) return { mark, inner: text.slice(from, end.start), end: end.end };
    return cut ? { mark, inner: text.slice(from), end: text.length } : null;
  }
  return null;
}

/** Whole blocks of one mark within an answer, outside of code and quotes. Reads the answer once. */
function laterBlocks(answer: string, { open, close }: Mark): { thoughts: string[]; answer: string } {
  const closing = new RegExp(close.source, "gi");
  const steps = new RegExp(`(^[^\\S\\n]*(?:\`\`\`|~~~))|(\`)|(\\n)|${open.source}`, "gim");
  const thoughts: string[] = [];
  const kept: string[] = [];
  let from = 0;
  let inFence = false;
  let inCode = false;
  for (let found = steps.exec(answer); found !== null; found = steps.exec(answer)) {
    if (found[1] !== undefined) inFence = !inFence;
    else if (found[2] !== undefined) inCode = !inCode;
    else if (found[3] !== undefined) inCode = false;
    else if (!inFence && !inCode && !isQuoted(answer, found.index)) {
      closing.lastIndex = steps.lastIndex;
      const end = closing.exec(answer);
      if (end === null) break;
      if (isQuoted(answer, end.index)) continue;
      thoughts.push(answer.slice(steps.lastIndex, end.index).trim());
      kept.push(answer.slice(from, found.index));
      from = steps.lastIndex = closing.lastIndex;
    }
  }
  kept.push(answer.slice(from));
  return { thoughts, answer: thoughts.length === 0 ? answer : joinParts(kept) };
}

function isQuoted(text: string, index: number): boolean {
  return /[`'"“]/.test(text.charAt(index - 1));
}

/** Parts that blocks stood between. Of the white space on both sides of a block, that of more lines stays. */
function joinParts(parts: readonly string[]): string {
  const pieces: string[] = [];
  let space = "";
  for (const part of parts) {
    const body = part.trim();
    const start = part.length - part.trimStart().length;
    space = spaceOfMoreLines(space, part.slice(0, start));
    if (body === "") continue;
    pieces.push(space, body);
    space = part.slice(start + body.length);
  }
  return pieces.join("");
}

function spaceOfMoreLines(before: string, after: string): string {
  const lines = (space: string): number => space.split("\n").length;
  return after !== "" && lines(after) >= lines(before) ? after : before;
}

/** The closing mark that balances the opening one; the first one where thinking only speaks of opening marks. */
function closingOf(text: string, from: number, open: RegExp, close: RegExp): { start: number; end: number } | null {
  const both = new RegExp(`(${open.source})|(${close.source})`, "gi");
  both.lastIndex = from;
  let depth = 1;
  let first: { start: number; end: number } | null = null;
  for (let found = both.exec(text); found !== null; found = both.exec(text)) {
    if (found[1] !== undefined) {
      // A block nested in a block stands on a line of its own; within a sentence it is only spoken of.
      if (/(?:^|\n)\s*$/.test(text.slice(Math.max(from, found.index - 80), found.index))) depth += 1;
      continue;
    }
    const here = { start: found.index, end: found.index + found[0].length };
    first ??= here;
    depth -= 1;
    if (depth === 0) return here;
  }
  return first;
}

/** A closing mark alone, at the end of a line or on a line of its own, outside of code. */
function unopened(text: string): SplitReply | null {
  for (const close of loneCloses) {
    for (const found of text.matchAll(close)) {
      const before = text.slice(0, found.index);
      const rest = text.slice(found.index + found[0].length);
      const ownLine = /(?:^|\n)[^\S\n]*$/.test(before);
      const endsParagraph = /^[^\S\n]*(?:\n\s*\n|$)/.test(rest) && !/[`'"“]$/.test(before);
      if (!(ownLine || endsParagraph) || isInCode(before)) continue;
      return { reasoning: before.trim(), answer: rest.trimStart() };
    }
  }
  return null;
}

/** Whether a fence or an inline code is still open at the end of `before`. */
function isInCode(before: string): boolean {
  const fences = before.match(/^[^\S\n]*(?:```|~~~)/gm)?.length ?? 0;
  if (fences % 2 === 1) return true;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return (line.match(/`/g)?.length ?? 0) % 2 === 1;
}

/** gpt-oss's channels, as a server that does not read them hands them on: whole, or with their marks taken out. */
function harmony(text: string): SplitReply | null {
  const bare = /^\s*analysis([\s\S]*?)assistantfinal([\s\S]*)$/.exec(text);
  if (bare) return { reasoning: (bare[1] ?? "").trim(), answer: (bare[2] ?? "").trimStart() };
  if (!/^\s*(?:<\|start\|>assistant)?<\|channel\|>/.test(text)) return null;
  const thoughts: string[] = [];
  let answer = "";
  for (const part of text.split("<|channel|>").slice(1)) {
    const [head = "", ...body] = part.split("<|message|>");
    const said = body
      .join("<|message|>")
      .replace(/<\|(?:end|return|call)\|>[\s\S]*$/, "")
      .replace(/<\|start\|>assistant\s*$/, "");
    if (/^\s*final/.test(head)) answer += said;
    else thoughts.push(said.trim());
  }
  return { reasoning: thoughts.filter((one) => one !== "").join("\n\n"), answer: answer.trimStart() };
}
