import {
  outcomeStyle,
  type OutcomeKind,
  classes,
  Badge,
  MiddleEllipsis,
  OutcomeSign,
  outcomeKind,
  Button,
  VirtualList,
} from "../../ui/index.ts";
import {
  type OutcomeGroup,
  groupName,
  type BaselineState,
  TO_REVIEW,
  passCountsAloud,
  groupRows,
  type RowGroup,
  nextToReview,
  filterRows,
  startsFolded,
  listItemId,
  isGroupHeading,
  outcomeListItems,
  neighbourConversation,
} from "./outcome-groups.ts";
import styles from "./outcomes.module.css";
import { ChevronDown, ChevronRight, Search } from "lucide-react";
import type { ComparisonRow, Comparison } from "../../../shared/domain/comparison.ts";
import { restsOnOneSample, ON_ONE_SAMPLE, formatCutRepliesOfSides } from "../../../shared/format/comparison-notes.ts";
import { truncateText } from "../../rendering/render-budget.ts";
import { formatPassCount } from "../../../shared/format/values.ts";
import { IntervalBars } from "./interval-bars.tsx";
import { useMemo, useRef, useDeferredValue, useState } from "react";
import { select, useCommand, useSelection } from "../../shell/index.ts";
import { hideWatched } from "../watch/watch-state.ts";

const OUTCOME_LIST_NAME = "Conversations by outcome";

/** Moves the focus to the list of outcomes. */
export function focusOutcomeList(): void {
  document.querySelector<HTMLElement>(`[role='listbox'][aria-label='${OUTCOME_LIST_NAME}']`)?.focus();
}

/** Takes the focus to the replies, so that arrow and page keys scroll them. */
export function focusEvidence(): void {
  const pane = document.getElementById("evidence");
  (pane?.querySelector<HTMLElement>("[role='region']") ?? pane)?.focus();
}

const groupKinds: Record<Exclude<OutcomeGroup, "passing">, OutcomeKind> = {
  broke: "broke",
  fixed: "fixed",
  look: "undecided",
  failing: "stillFailing",
  changed: "changed",
  same: "same",
  unchecked: "missing",
  pending: "pending",
};

/** The sign of a group; the word is always next to it. */
export function GroupSign({ group }: { group: OutcomeGroup }) {
  const { sign, tone } = group === "passing" ? { sign: "✓", tone: "--fixed" } : outcomeStyle(groupKinds[group]);
  return (
    <span aria-hidden="true" className={styles.sign} style={{ color: `var(${tone})` }}>
      {sign}
    </span>
  );
}

interface GroupHeadingProps {
  group: OutcomeGroup;
  count: number;
  open: boolean;
  baseline: BaselineState;
  onToggle: () => void;
}

function GroupHeading({ group, count, open, baseline, onToggle }: GroupHeadingProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-expanded={open}
      className={classes(styles.heading, group === "broke" && styles.broke)}
      onClick={onToggle}
    >
      {open ? <ChevronDown aria-hidden="true" /> : <ChevronRight aria-hidden="true" />}
      <GroupSign group={group} />
      {count.toLocaleString("en")} {groupName(group, baseline)}
    </button>
  );
}

interface OutcomeRowProps {
  row: ComparisonRow;
  group: OutcomeGroup;
  alone: boolean;
}

/** One conversation: its sign, its name and, with several samples, how often each side passed. */
function OutcomeRow({ row, group, alone }: OutcomeRowProps) {
  const several = row.baseline.samples > 1 || row.candidate.samples > 1;
  const named = group === "pending" || alone;
  const detail = group === "look" ? row.detail : null;
  const oneSample = restsOnOneSample(row);
  const chance = oneSample ? `${row.outcome} ${ON_ONE_SAMPLE} of a model that answers differently each time` : null;
  const cut = formatCutRepliesOfSides(row.cut);
  const hint = [row.title, row.id, several ? passCountsAloud(row, alone) : null, chance, detail, cut]
    .filter(Boolean)
    .join("\n");
  return (
    <span className={classes(styles.row, group === "pending" && styles.pending)} title={truncateText(hint, 1_000)}>
      {named ? <GroupSign group={group} /> : <OutcomeSign kind={outcomeKind(row)} />}
      {row.title === "" ? (
        <MiddleEllipsis text={truncateText(row.id)} className={styles.title} />
      ) : (
        <span className={styles.title}>{truncateText(row.title)}</span>
      )}
      {oneSample && <span className={styles.oneSample}>{ON_ONE_SAMPLE}</span>}
      {cut !== null && (
        <Badge title={cut}>
          <span aria-hidden="true">cut</span>
          <span className="visually-hidden">{cut}</span>
        </Badge>
      )}
      {row.review && <span className={styles.unreviewed} role="img" aria-label={TO_REVIEW} title={TO_REVIEW} />}
      {several && (
        <>
          <IntervalBars baseline={alone ? null : row.baseline} candidate={row.candidate} />
          <span className={classes(styles.tally, alone && styles.tallyAlone)}>
            <span aria-hidden="true">
              {alone
                ? formatPassCount(row.candidate)
                : `${formatPassCount(row.baseline)}→${formatPassCount(row.candidate)}`}
            </span>
            <span className="visually-hidden">{passCountsAloud(row, alone)}</span>
          </span>
        </>
      )}
    </span>
  );
}

function isReviewFilter(query: string): boolean {
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
function ReviewBar({ count, changed, filtered, onNext, onFilter }: ReviewBarProps) {
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

/** What is to review in a comparison; `shown` are the groups that the filter leaves. */
function useReview(comparison: Comparison, shown: readonly RowGroup[], baseline: BaselineState) {
  const { rows } = comparison;
  const runs = `${comparison.baseline?.id ?? "none"} ${comparison.candidate.id}`;
  const toReview = useMemo(() => rows.reduce((sum, row) => sum + (row.review ? 1 : 0), 0), [rows]);
  const order = useRef<{ runs: string; ids: readonly string[] }>({ runs: "", ids: [] });
  const next = (selectedId: string | null): string | null => {
    if (order.current.runs !== runs || order.current.ids.length !== rows.length) {
      order.current = { runs, ids: groupRows(rows, baseline).flatMap((group) => group.rows.map((row) => row.id)) };
    }
    const open = shown.flatMap((group) => group.rows).filter((row) => row.review);
    // Where the filter leaves nothing to review, what it hides is next.
    const left = open.length > 0 ? open : rows.filter((row) => row.review);
    return nextToReview(order.current.ids, new Set(left.map((row) => row.id)), selectedId);
  };
  return { toReview, next };
}

interface OutcomeListProps {
  comparison: Comparison;
  /** Of all its rows. */
  groups: readonly RowGroup[];
  baseline: BaselineState;
}

export function OutcomeList({ comparison, groups: all, baseline }: OutcomeListProps) {
  const selectedId = useSelection((selection) => selection.conversationId);
  const [query, setQuery] = useState("");
  const [folded, setFolded] = useState<Partial<Record<OutcomeGroup, boolean>>>({});
  const filter = useRef<HTMLInputElement>(null);
  const words = useDeferredValue(query);
  const { rows } = comparison;

  const groups = useMemo(() => {
    const found = filterRows(rows, words, baseline);
    return found === rows ? all : groupRows(found, baseline);
  }, [all, rows, words, baseline]);
  const items = useMemo(() => {
    const isOpen = (group: OutcomeGroup): boolean =>
      words.trim() !== "" || groups.length === 1 || !(folded[group] ?? startsFolded(group));
    return outcomeListItems(groups, isOpen);
  }, [groups, folded, words]);

  const go = (step: 1 | -1): void => {
    const id = neighbourConversation(items, selectedId, step);
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
    hideWatched();
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
            else focusOutcomeList();
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
          label={OUTCOME_LIST_NAME}
          className={styles.list}
          items={items}
          idOf={listItemId}
          isHeading={isGroupHeading}
          selectedId={selectedId}
          onSelect={(conversationId) => {
            hideWatched();
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
