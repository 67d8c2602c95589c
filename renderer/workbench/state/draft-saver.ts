import type { ModelSettings } from "../../../shared/domain/model.ts";
import type { Draft } from "../../../shared/domain/prompt.ts";
import type { UserFacingError } from "../../engine-client/index.ts";

const PAUSE_MS = 300;

export interface DraftState {
  /** Whose draft it is. */
  branch: string;
  text: string;
  settings: ModelSettings;
  baseNumber: number | null;
  /** Rises whenever the text was put there by anything else than typing; an editor then takes it over. */
  replaced: number;
  /** When it was last on disk, in ISO form. */
  savedAt: string;
  saving: "saved" | "waiting" | "saving" | "conflict" | "failed";
  problem: UserFacingError | null;
}

export interface DraftPort {
  get(): Promise<Draft>;
  /** Refused as a conflict where another branch is current, or an older revision is named. */
  save(change: { branch: string; text: string; settings: ModelSettings; revision: number }): Promise<Draft>;
  switchTo(branch: string): Promise<Draft>;
  problemOf(error: unknown): UserFacingError;
}

/**
 * Keeps one draft: saves a moment after the last key, never two saves at once, and stops when another
 * window has saved in between until a person says whose text stays.
 */
export function createDraftSaver(draft: Draft, port: DraftPort) {
  let state: DraftState = {
    branch: draft.branch,
    text: draft.text,
    settings: draft.settings,
    baseNumber: draft.baseNumber,
    replaced: 0,
    savedAt: draft.updatedAt,
    saving: "saved",
    problem: null,
  };
  let revision = draft.revision;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running: Promise<void> | null = null;
  const listeners = new Set<() => void>();

  const set = (change: Partial<DraftState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  const cancelTimer = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  const saveOnce = async (): Promise<void> => {
    const { branch, text, settings } = state;
    set({ saving: "saving", problem: null });
    try {
      const saved = await port.save({ branch, text, settings, revision });
      revision = saved.revision;
      const saving = state.text === text ? "saved" : "waiting";
      set({ saving, baseNumber: saved.baseNumber, savedAt: saved.updatedAt });
    } catch (error) {
      const problem = port.problemOf(error);
      set({ saving: problem.code === "conflict" ? "conflict" : "failed", problem });
    }
  };

  /** Resolves once everything typed so far is on disk, or could not be put there. */
  const flush = async (): Promise<boolean> => {
    cancelTimer();
    while (running) await running;
    while (state.saving === "waiting" || state.saving === "failed") {
      running = saveOnce().finally(() => {
        running = null;
      });
      await running;
      if (failed()) return false;
    }
    return state.saving === "saved";
  };
  const failed = (): boolean => state.saving === "failed" || state.saving === "conflict";

  const adopt = (theirs: Draft): void => {
    cancelTimer();
    revision = theirs.revision;
    const replaced = theirs.text === state.text ? state.replaced : state.replaced + 1;
    const { branch, text, settings, baseNumber, updatedAt: savedAt } = theirs;
    set({ branch, text, settings, baseNumber, replaced, savedAt, saving: "saved", problem: null });
  };

  return {
    state: (): DraftState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    edit(text: string): void {
      if (text === state.text) return;
      // While two texts stand against each other nothing is saved until a person says which one stays.
      if (state.saving === "conflict") return set({ text });
      set({ text, saving: "waiting" });
      cancelTimer();
      timer = setTimeout(() => void flush(), PAUSE_MS);
    },
    flush,
    /** What the engine holds now. Taken over unless something here is not saved yet. */
    receive(draft: Draft): void {
      if (draft.revision <= revision || state.saving !== "saved" || running) return;
      adopt(draft);
    },
    /** After a commit the draft stands on another version; words typed meanwhile stay. */
    async rebase(): Promise<void> {
      const now = await port.get();
      if (state.saving === "saved") return adopt(now);
      revision = now.revision;
      set({ baseNumber: now.baseNumber });
    },
    async loadTheirs(): Promise<void> {
      adopt(await port.get());
    },
    async keepMine(): Promise<void> {
      let theirs = await port.get();
      // The words belong to the branch they were typed on: written into another one's draft they would replace it.
      if (theirs.branch !== state.branch) theirs = await port.switchTo(state.branch);
      revision = theirs.revision;
      set({ saving: "waiting", problem: null, baseNumber: theirs.baseNumber });
      await flush();
    },
  };
}
export type DraftSaver = ReturnType<typeof createDraftSaver>;
