import { create } from "zustand";

interface AuditView {
  /** Whether the panel is on screen. */
  open: boolean;
  /** Where the cursor of the prompt's editor stands; null before it was there. */
  line: number | null;
  /** A line to go to, with the focus or without; null once the editor is there. */
  jump: { line: number; focus: boolean } | null;
}

/** What only the screen knows of the audit. */
export const useAuditView = create<AuditView>(() => ({ open: false, line: null, jump: null }));

export function openAudit(open: boolean): void {
  useAuditView.setState({ open });
}

export function jumpTo(line: number, focus: boolean): void {
  useAuditView.setState({ jump: { line, focus } });
}

export const PANEL_ID = "audit-panel";

/** Opens the panel, then goes to its list, then closes it. */
export function goToAudit(): void {
  const panel = document.getElementById(PANEL_ID);
  const list = panel?.querySelector<HTMLElement>("[role=listbox]") ?? null;
  if (panel === null) openAudit(true);
  else if (list !== null && list !== document.activeElement) list.focus();
  else openAudit(!panel.contains(document.activeElement));
}

/** When the panel opens: to its list, or to the button that begins an audit. */
export function enterAudit(): void {
  const panel = document.getElementById(PANEL_ID);
  const list = panel?.querySelector<HTMLElement>("[role=listbox]");
  (list ?? panel?.querySelector<HTMLElement>("button:enabled"))?.focus();
}
