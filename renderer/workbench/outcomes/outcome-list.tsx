import { Search } from "lucide-react";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { select, useCommand, useSelection } from "../../app/index.ts";
import { VirtualList } from "../../ui/index.ts";
import { leaveWatched } from "../watch/watch-store.ts";
import { focusEvidence, focusList, LIST_NAME } from "./focus-list.ts";
import { GroupHeading } from "./group-heading.tsx";
import {
  filterRows,
  groupRows,
  startsFolded,
  TO_REVIEW,
  type BaselineState,
  type Group,
  type RowGroup,
} from "./group-rows.ts";
import { idOf, isHeading, listItems, neighbour } from "./list-items.ts";
import { OutcomeRow } from "./outcome-row.tsx";
import { isReviewFilter, ReviewBar } from "./review-bar.tsx";
import { useReview } from "./use-review.ts";
import styles from "./outcomes.module.css";

interface OutcomeListProps {
  comparison: Comparison;
  /** Of all its rows. */
  groups: readonly RowGroup[];
  baseline: BaselineState;
}

export function OutcomeList({ comparison, groups: all, baseline }: OutcomeListProps) {
  const selectedId = useSelection((selection) => selection.conversationId);
  const [query, setQuery] = useState("");
  const [folded, setFolded] = useState<Partial<Record<Group, boolean>>>({});
  const filter = useRef<HTMLInputElement>(null);
  const words = useDeferredValue(query);
  const { rows } = comparison;

  const groups = useMemo(() => {
    const found = filterRows(rows, words, baseline);
    return found === rows ? all : groupRows(found, baseline);
  }, [all, rows, words, baseline]);
  const items = useMemo(() => {
    const isOpen = (group: Group): boolean =>
      words.trim() !== "" || groups.length === 1 || !(folded[group] ?? startsFolded(group));
    return listItems(groups, isOpen);
  }, [groups, folded, words]);

  const go = (step: 1 | -1): void => {
    const id = neighbour(items, selectedId, step);
    if (id !== null) select({ conversationId: id });
  };
  useCommand({ id: "next-conversation", title: "Next conversation", keys: "j", group: "Outcomes", run: () => go(1) });
  useCommand({
    id: "previous-conversation",
    title: "Previous conversation",
    keys: "k",
    group: "Outcomes",
    run: () => go(-1),
  });
  useCommand({
    id: "filter",
    title: "Filter conversations",
    keys: "/",
    group: "Outcomes",
    run: () => filter.current?.focus(),
  });

  const { toReview, next } = useReview(comparison, groups, baseline);
  const review = (): void => {
    const conversationId = next(selectedId);
    if (conversationId === null) return;
    leaveWatched();
    select({ conversationId });
  };
  useCommand({
    id: "next-to-review",
    title: "Next conversation to review",
    keys: "Shift+j",
    group: "Outcomes",
    run: review,
    enabled: toReview > 0,
  });

  const found = useMemo(() => groups.reduce((sum, group) => sum + group.rows.length, 0), [groups]);
  return (
    <>
      <div className={styles.filter}>
        <Search aria-hidden="true" />
        <input
          ref={filter}
          type="search"
          aria-label="Filter conversations"
          placeholder="Filter  /"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" && event.key !== "Enter") return;
            event.preventDefault();
            if (event.key === "Escape" && query !== "") setQuery("");
            else focusList();
          }}
        />
        {words.trim() !== "" && (
          <span className={styles.found}>
            {found} of {rows.length}
          </span>
        )}
      </div>
      {baseline !== "alone" && (
        <ReviewBar
          count={toReview}
          changed={comparison.changed}
          filtered={isReviewFilter(words)}
          onNext={review}
          onFilter={() => setQuery(isReviewFilter(query) ? "" : TO_REVIEW)}
        />
      )}
      {items.length === 0 ? (
        <p className={styles.nothing}>No conversation matches “{words.trim()}”.</p>
      ) : (
        <VirtualList
          label={LIST_NAME}
          className={styles.list}
          items={items}
          idOf={idOf}
          isHeading={isHeading}
          selectedId={selectedId}
          onSelect={(conversationId) => {
            leaveWatched();
            select({ conversationId });
          }}
          onOpen={focusEvidence}
          renderItem={(item) =>
            item.kind === "group" ? (
              <GroupHeading
                group={item.group}
                count={item.count}
                open={item.open}
                baseline={baseline}
                onToggle={() => setFolded((now) => ({ ...now, [item.group]: item.open }))}
              />
            ) : (
              <OutcomeRow row={item.row} group={item.group} alone={baseline === "alone"} />
            )
          }
        />
      )}
    </>
  );
}
