import { useMutation } from "@tanstack/react-query";
import type { ReplyPair } from "../../../shared/contract/guards.ts";
import type { GuardSuggestion } from "../../../shared/domain/guard.ts";
import { orpc } from "../../engine-client/index.ts";
import { Button, Checkbox, toastProblem } from "../../ui/index.ts";
import { checkInWords } from "../words.ts";
import { TriedLine } from "./tried-line.tsx";
import styles from "./guards.module.css";

interface SuggestionRowProps {
  suggestion: GuardSuggestion;
  pair: ReplyPair;
  other: string | null;
  taken: boolean;
  onTaken: (taken: boolean) => void;
  /** Goes on with it as a check of one's own. */
  onEdit: () => void;
}

/** A check that the reply suggests: what speaks for it, and whether it would have caught the reply. */
export function SuggestionRow({ suggestion, pair, other, taken, onTaken, onEdit }: SuggestionRowProps) {
  const { check, why, asks } = suggestion;
  const trying = useMutation(
    orpc.guards.try.mutationOptions({
      onSuccess: (tried) => tried.reply?.status === "fail" && onTaken(true),
      onError: (error) => toastProblem("The check could not be tried", error),
    }),
  );
  const words = checkInWords(check);
  return (
    <li className={styles.suggestion}>
      <div className={styles.suggested}>
        <Checkbox label={<code className={styles.check}>{words}</code>} checked={taken} onValue={onTaken} />
        <Button look="quiet" className={styles.small} aria-label={`Edit ${words}`} onClick={onEdit}>
          Edit
        </Button>
      </div>
      <p className={styles.why}>{why}</p>
      <TriedLine
        tried={trying.data ?? suggestion}
        other={other}
        asks={asks}
        onTry={asks > 0 ? () => trying.mutate({ ...pair, check, ask: true }) : null}
        trying={trying.isPending}
      />
    </li>
  );
}
