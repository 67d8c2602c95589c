import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { Draft } from "../../../shared/domain/prompt.ts";
import { client, orpc, problemOf } from "../../engine-client/index.ts";
import { createDraftSaver, type DraftSaver, type DraftState } from "./draft-saver.ts";
import { lineChanges, type LineChanges } from "../../editor/line-changes.ts";

const draftSavers = new Map<string, DraftSaver>();

/** The one saver of a prompt's draft in this window; it outlives the views that show the draft. */
function draftSaverOf(draft: Draft): DraftSaver {
  const known = draftSavers.get(draft.promptId);
  if (known) return known;
  const { promptId } = draft;
  const saver = createDraftSaver(draft, {
    get: () => client.drafts.get({ promptId }),
    save: (change) => client.drafts.save({ promptId, ...change }),
    switchTo: (name) => client.branches.switch({ promptId, name }),
    problemOf,
  });
  draftSavers.set(promptId, saver);
  return saver;
}

/** The saver of a prompt's draft where this window has read the draft. */
export function openDraftSaver(promptId: string): DraftSaver | null {
  return draftSavers.get(promptId) ?? null;
}

window.addEventListener("pagehide", () => {
  for (const saver of draftSavers.values()) void saver.flush();
});

export interface OpenDraft {
  saver: DraftSaver;
  state: DraftState;
  /** The text of the version it was started from; null while it is read, or when there is none. */
  base: string | null;
  /** Against the base; null while unknown. */
  changes: LineChanges | null;
  dirty: boolean;
  /** The branch that is worked on now, where that is another one than these words were typed on. */
  elsewhere: string | null;
}

/** The draft of a prompt as it is typed; null until it has been read. */
export function useDraft(promptId: string | null): OpenDraft | null {
  const query = useQuery(
    orpc.drafts.get.queryOptions({ input: { promptId: promptId ?? "" }, enabled: promptId !== null }),
  );
  const saver = query.data && query.data.promptId === promptId ? draftSaverOf(query.data) : null;
  const state = useSyncExternalStore(saver?.subscribe ?? neverSubscribe, () => saver?.state() ?? null);
  useEffect(() => {
    if (saver && query.data) saver.receive(query.data);
  }, [saver, query.data]);

  const number = state?.baseNumber ?? null;
  const base = useVersionText(promptId, number);
  const text = state?.text ?? "";
  const changes = useMemo(() => {
    if (number === null) return lineChanges("", text);
    return base === null ? null : lineChanges(base, text);
  }, [number, base, text]);
  if (!saver || !state) return null;
  const dirty = number === null ? text.trim() !== "" : base !== null && base !== text;
  const elsewhere = query.data && query.data.branch !== state.branch ? query.data.branch : null;
  return { saver, state, base, changes, dirty, elsewhere };
}

/** Versions never change: read once, kept for good. Null while it is read. */
export function useVersionText(promptId: string | null, number: number | null): string | null {
  const query = useQuery(
    orpc.versions.get.queryOptions({
      input: { promptId: promptId ?? "", number: number ?? 0 },
      enabled: promptId !== null && number !== null,
    }),
  );
  return number === null ? null : (query.data?.text ?? null);
}

const neverSubscribe = (): (() => void) => () => undefined;
