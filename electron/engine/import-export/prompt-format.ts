import type { ImportCollector, TextFormat } from "./import-format.ts";
import { fileStem } from "./input-file.ts";

/** A whole file, its line ends as they are, as the text of a prompt that bears the file's name. */
export const promptFormat: TextFormat<"prompt"> = {
  kind: "text",
  format: "prompt",
  form: "a prompt's text",
  endings: [".txt", ".md", ".markdown", ".prompt"],
  read,
};

function read(text: string, collector: ImportCollector): void {
  const stem = fileStem(collector.file).trim();
  const name = stem === "" ? "prompt" : stem.slice(0, 100).trimEnd();
  if (stem.length > 100) collector.warn({ line: null, item: null }, `the prompt's name was cut to "${name}"`);
  collector.prompts.push({ name, text });
}
