import { Button } from "../../ui/index.ts";
import { TO_REVIEW } from "./group-rows.ts";
import styles from "./outcomes.module.css";

export function isReviewFilter(query: string): boolean {
  return query.trim().toLowerCase() === TO_REVIEW;
}

interface ReviewBarProps {
  /** Conversations with a new reply that nobody has judged. */
  count: number;
  changed: number;
  filtered: boolean;
  onNext: () => void;
  onFilter: () => void;
}

/** How much of what changed is still to be judged by a person, and the way through it. */
export function ReviewBar({ count, changed, filtered, onNext, onFilter }: ReviewBarProps) {
  if (changed === 0 && !filtered) return null;
  return (
    <div className={styles.review} role="group" aria-label="Review">
      <span className={styles.toReview} role="status">
        {count === 0 ? "Nothing left to review" : `${count.toLocaleString("en")} ${TO_REVIEW}`}
      </span>
      {(count > 0 || filtered) && (
        <Button look="quiet" aria-pressed={filtered} onClick={onFilter}>
          {filtered ? "Show all" : "Show only these"}
        </Button>
      )}
      {count > 0 && (
        <Button look="quiet" keys="Shift+j" onClick={onNext}>
          Next
        </Button>
      )}
    </div>
  );
}
