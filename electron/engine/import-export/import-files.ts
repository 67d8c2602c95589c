import type { AssistantTurns, ImportFormat, ImportReport } from "../../../shared/domain/import-report.ts";
import { placeholdersIn, placeholdersNote } from "../../../shared/format/notices.ts";
import { plural } from "../../../shared/format/count.ts";
import type { Sandbox } from "../checks/sandbox/sandbox.ts";
import { currentTimestamp } from "../clock.ts";
import { commitText } from "../prompts/drafts.ts";
import { createPrompt } from "../prompts/prompts.ts";
import type { Store } from "../store/store.ts";
import { conversationChecks } from "../conversations/conversations.ts";
import { contentSha256 } from "../store/content-hash.ts";
import { parseImportFile, type ParsedImportFile } from "./parse-file.ts";
import { type Check, checkSchema } from "../../../shared/domain/check.ts";
import { inspectCheck } from "../checks/evaluate.ts";
import { webhookUrlsIn } from "../judges/consent-check.ts";
import { isModelGraded } from "../../../shared/rules/sample-status.ts";

interface ImportRequest {
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
    content: parseImportFile(file, { format: request.format, assistantTurns: request.assistantTurns }),
  }));
  const checks = parsed.flatMap(({ content }) =>
    content.conversations.flatMap((one) => conversationChecks(one.conversation)),
  );
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
  content: ParsedImportFile,
  notesOn: CheckNotes,
  report: ImportReport,
): void {
  if (content.conversations.length === 0) return;
  const setId = Number(
    store.conversations.findSet(setName)?.id ?? store.conversations.insertSet(setName, currentTimestamp()),
  );
  report.set = { id: String(setId), name: setName };
  let checks = 0;
  for (const { conversation, line } of content.conversations) {
    const all = conversationChecks(conversation);
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

/** Says what a person should know of a check that came in, or nothing. */
type CheckNotes = (check: Check) => readonly string[];

/** Looks at all checks beforehand, each kind of check once: a set of thousands repeats a few. */
async function readCheckNotes(checks: readonly Check[], sandbox: Sandbox): Promise<CheckNotes> {
  const different = new Map(checks.map((check) => [JSON.stringify(check), check]));
  const notes = new Map<string, string[]>();
  await Promise.all(
    [...different].map(async ([key, check]) => {
      const problem = await inspectCheck(check, sandbox);
      const broken = `the check "${check.type}" was kept but cannot be evaluated: ${problem}`;
      const hosts = webhookUrlsIn(check).map(({ origin }) => webhookNote(origin));
      notes.set(key, [...(problem === null ? [] : [broken]), ...hosts, ...graderNotes(check)]);
    }),
  );
  return (check) => notes.get(JSON.stringify(check)) ?? [];
}

function webhookNote(origin: string): string {
  return (
    `a "webhook" check wants replies to be sent to ${origin}. Nothing is sent there until you allow it: ` +
    "you are asked before the first replay"
  );
}

/** What a graded check may name of its own elsewhere, and who decides instead here. */
const ignoredGraderFields = {
  provider: "the judge that is chosen in Settings judges it",
  rubricPrompt: "the judge is asked in Counterproof's own words",
} as const;

/** Notes on checks that come with a grader or a grader's prompt of their own, which is not used. */
export function graderNotes(check: Check): string[] {
  const members = Array.isArray(check["assert"]) ? check["assert"] : [];
  const inside = members.flatMap((member) => {
    const read = checkSchema.safeParse(member);
    return read.success && read.data.type !== check.type ? graderNotes(read.data) : [];
  });
  if (!isModelGraded(check.type)) return inside;
  const named = (["provider", "rubricPrompt"] as const).filter((name) => check[name] !== undefined);
  return [
    ...inside,
    ...named.map(
      (name) => `the “${name}” of a "${check.type}" check was kept but is not used: ${ignoredGraderFields[name]}`,
    ),
  ];
}
