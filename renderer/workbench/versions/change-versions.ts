import { select } from "../../app/index.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { confirm } from "../../ui/index.ts";
import type { DraftSaver } from "../prompt/draft-saver.ts";
import { attempt, requireSaved } from "../replay/start-replay.ts";

/** Makes a new version with an old one's text. Asks first when words in the draft would be replaced. */
export async function restoreVersion(promptId: string, number: number, saver: DraftSaver): Promise<void> {
  const title = `v${number} could not be restored`;
  let may = false;
  const asked = await attempt(title, async () => {
    await requireSaved(saver);
    may = await isOnVersion(promptId, saver);
  });
  if (!asked || !(may || (await mayReplaceDraft(number)))) return;
  await attempt(title, async () => {
    await client.versions.restore({ promptId, number, branch: saver.state().branch });
    await saver.loadTheirs();
    await refreshVersions();
    select({ candidate: null });
  });
}

async function isOnVersion(promptId: string, saver: DraftSaver): Promise<boolean> {
  const { baseNumber, text } = saver.state();
  return text === (baseNumber === null ? "" : (await client.versions.get({ promptId, number: baseNumber })).text);
}

function mayReplaceDraft(number: number): Promise<boolean> {
  return confirm({
    title: `Replace the draft with v${number}?`,
    text: "The draft has changes that are in no version. Commit them first to keep them.",
    action: `Restore v${number}`,
    danger: true,
  });
}

export function setLabel(promptId: string, number: number, label: string): Promise<boolean> {
  return attempt(`The label “${label}” could not be set`, async () => {
    await client.labels.set({ promptId, number, label });
    await refreshVersions();
  });
}

export function removeLabel(promptId: string, label: string): Promise<boolean> {
  return attempt(`The label “${label}” could not be removed`, async () => {
    await client.labels.remove({ promptId, label });
    await refreshVersions();
  });
}

async function refreshVersions(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: orpc.versions.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.branches.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.drafts.key() }),
  ]);
}
