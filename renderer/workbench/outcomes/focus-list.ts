export const LIST_NAME = "Conversations by outcome";

/** Takes the focus to the list of outcomes, from what stands beside it. */
export function focusList(): void {
  document.querySelector<HTMLElement>(`[role='listbox'][aria-label='${LIST_NAME}']`)?.focus();
}

/** Takes the focus to the replies, so that arrow and page keys scroll them. */
export function focusEvidence(): void {
  const pane = document.getElementById("evidence");
  (pane?.querySelector<HTMLElement>("[role='region']") ?? pane)?.focus();
}
