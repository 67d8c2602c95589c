import { readFileSync } from "node:fs";
import { parseImportFile, type ParsedImportFile } from "../../../electron/engine/import-export/parse-file.ts";
import type { AssistantTurns, ImportFormat } from "../../../shared/domain/import-report.ts";

export function read(
  name: string,
  text: string,
  options: { format?: ImportFormat; assistantTurns?: AssistantTurns } = {},
): ParsedImportFile {
  return parseImportFile({ name, bytes: new TextEncoder().encode(text) }, { assistantTurns: "fixed", ...options });
}

export function fixture(name: string): { name: string; bytes: Uint8Array } {
  return { name, bytes: readFileSync(new URL(`../../fixtures/exchange/${name}`, import.meta.url)) };
}

export function jsonl(...records: unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

export function user(content: string): { role: "user"; content: string } {
  return { role: "user", content };
}

export function reply(content: string): { role: "assistant"; content: string } {
  return { role: "assistant", content };
}
