import type { languages } from "monaco-editor/editor";

export const PROMPT_LANGUAGE = "counterproof-prompt";

/** Prompts are prose with some Markdown and, often, tags and placeholders; no more than that is coloured. */
export const promptTokens: languages.IMonarchLanguage = {
  defaultToken: "",
  tokenizer: {
    root: [
      [/^\s{0,3}#{1,6}\s.*$/, "heading"],
      [/^\s*(?:[-*+]|\d{1,3}[.)])(?=\s)/, "bullet"],
      [/^\s*>.*$/, "quote"],
      [/<\/?[A-Za-z][\w.-]*(?:\s[^<>]*)?\/?>/, "tag"],
      [/\{\{[^{}]*\}\}/, "placeholder"],
      [/`[^`]+`/, "code"],
      [/\*\*[^*]+\*\*/, "strong"],
    ],
  },
};
