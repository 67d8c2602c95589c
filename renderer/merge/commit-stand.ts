import type { MergeCheck, MergePreview } from "../../shared/domain/merge.ts";
import { plural } from "../../shared/rules/plural.ts";
import type { ConflictsFound } from "./conflicts.ts";
import { canGoOn, openInWords } from "./merge-words.ts";

/** Whether the merge can be committed: at once, after a question, or not, and then why. */
export type CommitStand =
  | { kind: "go" }
  | { kind: "ask"; title: string; text: string; action: string; danger: boolean }
  | { kind: "blocked"; reason: string };

interface Standing {
  preview: Pick<MergePreview, "upToDate" | "draftEdited">;
  ours: string;
  open: ConflictsFound;
  /** Of this very text, settings included; null where nobody asked. */
  check: MergeCheck | null;
  /** Whether the text is one of its parents, word for word: nothing has to be asked of it. */
  alike: boolean;
  canWrite: boolean;
}

const NAMED = 3;

export function commitStand({ preview, ours, open, check, alike, canWrite }: Standing): CommitStand {
  if (!canWrite) return { kind: "blocked", reason: "The project can only be read." };
  if (preview.upToDate) return { kind: "blocked", reason: "There is nothing to merge." };
  if (open.conflicts.length + open.loose.length > 0) {
    return { kind: "blocked", reason: `${openInWords(open.conflicts.length, open.loose)}.` };
  }
  if (preview.draftEdited) {
    return { kind: "blocked", reason: `The draft of ${ours} has edits. Commit them, or take them back, first.` };
  }
  if (alike) return { kind: "go" };
  if (check === null) {
    const text =
      "Nobody knows yet what it does to the conversations. Checking it first costs the calls that are named.";
    return { kind: "ask", title: "Commit without a check?", text, action: "Commit unchecked", danger: false };
  }
  if (check.surprises > 0) return { kind: "ask", ...surprised(check) };
  if (check.running || canGoOn(check)) {
    const text = `${check.done.toLocaleString("en")} of ${plural(check.total, "conversation")} were checked, without a surprise.`;
    return { kind: "ask", title: "Commit before the check is done?", text, action: "Commit as it is", danger: false };
  }
  return { kind: "go" };
}

function surprised({ conversations, surprises }: MergeCheck) {
  const named = conversations.filter(({ surprise }) => surprise).slice(0, NAMED);
  const more = surprises - named.length;
  const names = `${named.map(({ id }) => id).join(", ")}${more > 0 ? ` and ${more.toLocaleString("en")} more` : ""}`;
  return {
    title: `Commit with ${plural(surprises, "surprise")}?`,
    text: `${plural(surprises, "conversation")} ${surprises === 1 ? "does" : "do"} worse with the merge than its parents promise: ${names}.`,
    action: "Commit all the same",
    danger: true,
  };
}
