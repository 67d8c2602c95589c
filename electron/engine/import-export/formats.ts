import { importFormatSchema, type ImportFormat } from "../../../shared/domain/import-report.ts";
import { counterproofFormat } from "./counterproof-format.ts";
import { csvFormat } from "./csv-format.ts";
import type { AnyFormat } from "./import-format.ts";
import { mtBenchFormat } from "./mt-bench-format.ts";
import { openaiChatFormat } from "./openai-chat-format.ts";
import { promptFormat } from "./prompt-format.ts";
import { sharegptFormat } from "./sharegpt-format.ts";

const readers: { readonly [Name in ImportFormat]: AnyFormat<Name> } = {
  counterproof: counterproofFormat,
  "mt-bench": mtBenchFormat,
  "openai-chat": openaiChatFormat,
  sharegpt: sharegptFormat,
  csv: csvFormat,
  prompt: promptFormat,
};

/** Every format that can be read, in the order in which they are asked whether a record is theirs. */
export const importFormats: readonly AnyFormat[] = importFormatSchema.options.map((name) => readers[name]);
