import type { AssistantTurns, ImportFormat, ImportReport } from "../../../shared/domain/exchange.ts";
import { placeholdersIn, placeholdersNote } from "../../../shared/rules/placeholders.ts";
import { plural } from "../../../shared/rules/plural.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import { now } from "../clock.ts";
import { commitText } from "../prompts/drafts.ts";
import { createPrompt } from "../prompts/prompts.ts";
import type { Store } from "../store/store.ts";
import { checksOf } from "../conversations/checks-of.ts";
import { readCheckNotes, type CheckNotes } from "./check-notes.ts";
import { contentSha256 } from "./content-hash.ts";
import { parseFile, type ParsedFile } from "./parse-file.ts";

export interface ImportRequest {
  setName: string;
  /** The prompt that prompt files go to; null takes each file's own name. */
  promptName: string | null;
  files: readonly { name: string; bytes: Uint8Array }[];
  format?: ImportFormat;
  assistantTurns: AssistantTurns;
}

/**
 * Brings files into a project. All files are parsed before anything is written, and all that is good in
 * them is written together. A conversation whose id is in the set already replaces it.
 */
export async function importFiles(store: Store, sandbox: Sandbox, request: ImportRequest): Promise<ImportReport> {
  const parsed = request.files.map((file) => ({
    name: file.name,
    content: parseFile(file, { format: request.format, assistantTurns: request.assistantTurns }),
  }));
  const checks = parsed.flatMap(({ content }) => content.conversations.flatMap((one) => checksOf(one.conversation)));
  const notesOn = await readCheckNotes(checks, sandbox);
  return store.write(() => {
    const report: ImportReport = {
      set: null,
      added: 0,
      updated: 0,
      unchanged: 0,
      prompts: [],
      rejected: parsed.flatMap((file) => file.content.rejected),
      warnings: parsed.flatMap((file) => file.content.warnings),
    };
    for (const { name, content } of parsed) {
      importConversations(store, request.setName, name, content, notesOn, report);
      for (const prompt of content.prompts)
        importPrompt(store, request.promptName ?? prompt.name, name, prompt.text, report);
    }
    return report;
  });
}

function importConversations(
  store: Store,
  setName: string,
  file: string,
  content: ParsedFile,
  notesOn: CheckNotes,
  report: ImportReport,
): void {
  if (content.conversations.length === 0) return;
  const setId = Number(store.conversations.findSet(setName)?.id ?? store.conversations.insertSet(setName, now()));
  report.set = { id: String(setId), name: setName };
  let checks = 0;
  for (const { conversation, line } of content.conversations) {
    const all = checksOf(conversation);
    checks += all.length;
    const notes = new Set(all.flatMap(notesOn));
    for (const reason of notes) report.warnings.push({ file, line, reason });
    const existing = store.conversations.get(setId, conversation.id);
    if (!existing) report.added += 1;
    else if (contentSha256(existing) === contentSha256(conversation)) report.unchanged += 1;
    else report.updated += 1;
    store.conversations.write(setId, conversation);
  }
  const found = content.conversations.map(({ conversation }) =>
    placeholdersIn(conversation.turns.map((turn) => turn.content).join("\n")),
  );
  const having = found.filter((each) => each.length > 0);
  const note = placeholdersNote([...new Set(having.flat())], `The set (${plural(having.length, "conversation")})`);
  if (note !== null) report.warnings.push({ file, line: null, reason: note });
  if (checks === 0) {
    report.warnings.push({
      file,
      line: null,
      reason:
        "none of its conversations has a check: a comparison will show what changed, but can call nothing broke or fixed",
    });
  }
}

function importPrompt(store: Store, promptName: string, file: string, text: string, report: ImportReport): void {
  const prompt = store.prompts.find(promptName) ?? createPrompt(store, promptName, "");
  const latest = store.versions.latest(Number(prompt.id));
  if (latest && store.versions.withText(latest).text === text) {
    report.warnings.push({
      file,
      line: null,
      reason: `the prompt is the same as v${latest.number}, so no version was made`,
    });
    return;
  }
  const version = commitText(store, prompt.id, text, `Import ${file}`, null);
  report.prompts.push({ name: promptName, version: version.number });
  const note = placeholdersNote(placeholdersIn(text), `v${version.number} of "${promptName}"`);
  if (note !== null) report.warnings.push({ file, line: null, reason: note });
}
