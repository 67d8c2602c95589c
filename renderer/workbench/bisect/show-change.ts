import type { BisectStop } from "../../../shared/domain/bisect.ts";
import { activeCommands } from "../../app/commands.ts";
import { select } from "../../app/index.ts";
import { focusList } from "../outcomes/focus-list.ts";
import { closeBisect } from "./bisect-store.ts";

/**
 * Shows what changed at a stop of the path: the versions before and after it side by side, in the prompt and in the
 * replies of the conversation.
 */
export function showChange(
  path: readonly BisectStop[],
  at: number,
  conversationId: string,
  followed: number | null,
): void {
  const stop = path[at];
  const before = path[at - 1];
  if (!stop || !before) return;
  // On the way back from good to bad, the older of the two comes second.
  const [older, younger] = stop.culprit?.undone ? [stop, before] : [before, stop];
  const candidate = younger.number ?? "draft";
  select({ baseline: older.number, candidate: candidate === followed ? null : candidate, conversationId });
  closeBisect();
  const diff = activeCommands().find(({ id, title }) => id === "diff" && title === "Show the diff");
  diff?.run();
  focusList();
}
