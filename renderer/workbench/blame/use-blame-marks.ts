import { useMemo } from "react";
import { useSelection } from "../../app/index.ts";
import { conversationInWords, hunkMarks, type HunkMark } from "./blame-marks.ts";
import { useBlameOf, type BlamePair } from "./use-blame.ts";

/** What is known of the changes of an edit, and of the selected conversation, for the diff; null shows none. */
export function useBlameMarks(pair: BlamePair | null): { marks: readonly HunkMark[]; told: string | null } {
  const state = useBlameOf(pair);
  const selectedId = useSelection((selection) => selection.conversationId);
  return useMemo(
    () =>
      state === null
        ? { marks: [], told: null }
        : { marks: hunkMarks(state, selectedId), told: conversationInWords(state, selectedId) },
    [state, selectedId],
  );
}
