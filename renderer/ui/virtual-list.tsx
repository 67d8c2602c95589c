import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useId, useMemo, useRef } from "react";
import { classes } from "./classes.ts";
import styles from "./virtual-list.module.css";

/**
 * The row that a key moves to, or null where it moves nowhere. `selectable` says which rows can be selected,
 * `from` is -1 while none is; `page` counts rows.
 */
export function nextSelectable(selectable: readonly boolean[], from: number, key: string, page: number): number | null {
  const last = selectable.length - 1;
  switch (key) {
    case "ArrowDown":
    case "j":
      return findSelectable(selectable, from + 1, 1);
    case "ArrowUp":
    case "k":
      return from < 0 ? findSelectable(selectable, last, -1) : findSelectable(selectable, from - 1, -1);
    case "Home":
      return findSelectable(selectable, 0, 1);
    case "End":
      return findSelectable(selectable, last, -1);
    case "PageDown":
      return findSelectable(selectable, Math.min(last, from + page), 1) ?? findSelectable(selectable, last, -1);
    case "PageUp":
      return findSelectable(selectable, Math.max(0, from - page), -1) ?? findSelectable(selectable, 0, 1);
    default:
      return null;
  }
}

function findSelectable(selectable: readonly boolean[], from: number, step: 1 | -1): number | null {
  for (let at = from; at >= 0 && at < selectable.length; at += step) if (selectable[at]) return at;
  return null;
}

interface VirtualListProps<T> {
  /** The accessible name of the list. */
  label: string;
  items: readonly T[];
  /**
   * Stays the same for the same thing when the list is sorted again. Where a list may be long, this and `isHeading` are
   * functions of the module: with new ones, the whole list is gone through each time it is drawn.
   */
  idOf: (item: T) => string;
  selectedId: string | null;
  onSelect: (id: string) => void;
  /** Enter, or a double press. */
  onOpen?: (id: string) => void;
  /** Keys that this list gives a meaning of its own; true where it did, and the key goes no further. */
  onKey?: (key: string) => boolean;
  renderItem: (item: T, state: { selected: boolean; index: number }) => ReactNode;
  /** In pixels; 28 unless told. */
  rowHeight?: number | ((item: T) => number);
  /** Rows that only head a group: drawn, never selected. */
  isHeading?: (item: T) => boolean;
  className?: string;
}

/** Thousands of rows; j, k, arrows, Home, End and page keys move. Keeps selection and scroll when re-sorted. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const {
    label,
    items,
    idOf,
    selectedId,
    onSelect,
    onOpen,
    onKey,
    renderItem,
    rowHeight = 28,
    isHeading,
    className,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const base = useId();
  const selectable = useCallback((item: T) => !(isHeading?.(item) ?? false), [isHeading]);
  const selectedIndex = useMemo(
    () => (selectedId === null ? -1 : items.findIndex((item) => selectable(item) && idOf(item) === selectedId)),
    [items, selectable, idOf, selectedId],
  );
  const keyOf = useCallback(
    (index: number) => {
      const item = items[index];
      return item === undefined ? index : idOf(item);
    },
    [items, idOf],
  );

  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      if (typeof rowHeight === "number") return rowHeight;
      const item = items[index];
      return item === undefined ? 28 : rowHeight(item);
    },
    getItemKey: keyOf,
    overscan: 12,
  });

  // Only a new selection scrolls: a list that re-sorts under a reader stays where it is.
  const shownFor = useRef<string | null>(null);
  useEffect(() => {
    if (selectedIndex < 0 || shownFor.current === selectedId) return;
    shownFor.current = selectedId;
    virtual.scrollToIndex(selectedIndex, { align: "auto" });
  }, [selectedId, selectedIndex, virtual]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (onKey?.(event.key)) return event.preventDefault();
    if (event.key === "Enter" && selectedId !== null && onOpen) {
      event.preventDefault();
      return onOpen(selectedId);
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 280) / 28) - 1);
    const next = nextSelectable(items.map(selectable), selectedIndex, event.key, page);
    if (next === null) return;
    event.preventDefault();
    const item = items[next];
    if (item !== undefined) onSelect(idOf(item));
  };

  // Headings are no options: they count for nobody who hears "5 of 24".
  const places = useMemo(() => {
    let options = 0;
    return items.map((item) => (selectable(item) ? ++options : options));
  }, [items, selectable]);
  const rows = virtual.getVirtualItems();
  const selectedIsDrawn = rows.some((row) => row.index === selectedIndex);
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={label}
      aria-activedescendant={selectedIsDrawn ? `${base}-${selectedIndex}` : undefined}
      tabIndex={0}
      className={classes(styles.list, className)}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={styles.whole} style={{ height: virtual.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          const place = { height: row.size, transform: `translateY(${row.start}px)` };
          if (!selectable(item)) {
            return (
              <div key={`heading ${row.key}`} role="presentation" className={styles.row} style={place}>
                {renderItem(item, { selected: false, index: row.index })}
              </div>
            );
          }
          const selected = row.index === selectedIndex;
          return (
            <div
              key={`row ${row.key}`}
              id={`${base}-${row.index}`}
              role="option"
              aria-selected={selected}
              aria-setsize={places.at(-1)}
              aria-posinset={places[row.index]}
              className={classes(styles.row, styles.option, selected && styles.selected)}
              style={place}
              onClick={() => onSelect(idOf(item))}
              onDoubleClick={() => onOpen?.(idOf(item))}
            >
              {renderItem(item, { selected, index: row.index })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
