import { counterproofFormat } from "./counterproof-format.ts";
import { csvFormat } from "./csv-format.ts";
import type { AnyFormat } from "./import-format.ts";
import { mtBenchFormat } from "./mt-bench-format.ts";
import { openaiChatFormat } from "./openai-chat-format.ts";
import { promptFormat } from "./prompt-format.ts";
import { sharegptFormat } from "./sharegpt-format.ts";

/** Every format that can be read. Where two recognise a record, the earlier one reads it. */
export const importFormats: readonly AnyFormat[] = [
  counterproofFormat,
  mtBenchFormat,
  openaiChatFormat,
  sharegptFormat,
  csvFormat,
  promptFormat,
];
