import type { ReactNode } from "react";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { chanceInShort, chanceInWords } from "../../../shared/rules/chance-words.ts";
import { goTo } from "../../app/index.ts";
import { Button } from "../../ui/index.ts";
import { dismissNotice, useReplayState } from "../replay/replay-store.ts";
import { endInWords } from "../replay/progress-words.ts";
import { useLive } from "../replay/use-live-runs.ts";
import { useDraft } from "../prompt/use-draft.ts";
import type { Loop } from "../use-loop.ts";
import styles from "./outcomes.module.css";

/** What must be known before the outcomes are read: what went wrong, and what they cannot say. */
export function OutcomeNotices({ loop, comparison }: { loop: Loop; comparison: Comparison | null }) {
  const { notice } = useReplayState();
  const candidate = useLive(loop.candidateRun);
  const draft = useDraft(loop.prompt?.id ?? null);
  const lines: ReactNode[] = [];
  if (notice && notice.code !== "unchanged") {
    const toSettings = ["no-model-key", "unknown-model", "not-allowed"].includes(notice.code);
    lines.push(
      <p key="notice" role="alert" className={styles.warning}>
        <span>
          <strong>{notice.title}.</strong> {notice.message}
        </span>
        {toSettings && <Button onClick={() => void goTo("settings")}>Open settings</Button>}
        <Button look="quiet" onClick={dismissNotice}>
          Dismiss
        </Button>
      </p>,
    );
  }
  const lastError = candidate?.progress.lastError ?? null;
  if (candidate && (endInWords(candidate.progress) !== null || lastError !== null)) {
    lines.push(
      <p key="end" className={styles.warning}>
        <span>{endInWords(candidate.progress) ?? lastError}</span>
      </p>,
    );
  }
  if (candidate?.versionNumber === null && draft && draft.state.savedAt > candidate.createdAt) {
    lines.push(
      <p key="moved" className={styles.note}>
        <span>The draft was edited after this replay.</span>
      </p>,
    );
  }
  const byChance = comparison && chanceInWords(comparison);
  if (comparison && byChance) {
    lines.push(
      <p key="chance" className={styles.note} title={byChance}>
        <span>{chanceInShort(comparison)}</span>
      </p>,
    );
  }
  if (comparison && comparison.rows.length > 0 && comparison.rows.every((row) => row.checks === 0)) {
    lines.push(
      <p key="unchecked" className={styles.note}>
        <span>This set has no checks: changes can be seen, but nothing can be called broke or fixed.</span>
        <Button look="quiet" onClick={() => void goTo("conversations")}>
          Add checks
        </Button>
      </p>,
    );
  }
  return lines.length === 0 ? null : <div className={styles.notices}>{lines}</div>;
}
