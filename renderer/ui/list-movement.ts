/**
 * The row that a key moves to, or null where it moves nowhere. `selectable` says which rows can be selected,
 * `from` is -1 while none is; `page` counts rows.
 */
export function nextSelectable(selectable: readonly boolean[], from: number, key: string, page: number): number | null {
  const last = selectable.length - 1;
  switch (key) {
    case "ArrowDown":
    case "j":
      return search(selectable, from + 1, 1);
    case "ArrowUp":
    case "k":
      return from < 0 ? search(selectable, last, -1) : search(selectable, from - 1, -1);
    case "Home":
      return search(selectable, 0, 1);
    case "End":
      return search(selectable, last, -1);
    case "PageDown":
      return search(selectable, Math.min(last, from + page), 1) ?? search(selectable, last, -1);
    case "PageUp":
      return search(selectable, Math.max(0, from - page), -1) ?? search(selectable, 0, 1);
    default:
      return null;
  }
}

function search(selectable: readonly boolean[], from: number, step: 1 | -1): number | null {
  for (let at = from; at >= 0 && at < selectable.length; at += step) if (selectable[at]) return at;
  return null;
}
