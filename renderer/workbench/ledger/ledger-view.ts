import { create } from "zustand";
import { openAudit, useAuditView } from "../audit/use-audit.ts";

export type LedgerTab = "rules" | "conversations" | "suggested";

/** Whose links a person picks: those of the rule at a place or a line, of a rule that is gone, or of a conversation. */
export type LinkTarget =
  | { kind: "rule"; place: number }
  | { kind: "line"; line: number }
  | { kind: "gone"; id: string }
  | { kind: "conversation"; id: string };

/** The row that links are picked for, and where to go on when it then stands in another group. */
interface LinkTargetRow {
  id: string;
  group: string | null;
  next: string | null;
}

interface LedgerView {
  open: boolean;
  tab: LedgerTab;
  /** The row that is selected in each list. */
  selected: Record<LedgerTab, string | null>;
  picking: LinkTarget | null;
  from: LinkTargetRow | null;
}

/** What only the screen knows of the ledger. */
export const useLedgerView = create<LedgerView>(() => ({
  open: false,
  tab: "rules",
  selected: { rules: null, conversations: null, suggested: null },
  picking: null,
  from: null,
}));

/** Only one panel is open below the text. */
export function openLedger(open: boolean): void {
  if (open) openAudit(false);
  useLedgerView.setState(open ? { open } : { open, picking: null });
}

useAuditView.subscribe(({ open }) => {
  if (open && useLedgerView.getState().open) openLedger(false);
});

export function showTab(tab: LedgerTab): void {
  useLedgerView.setState({ tab });
}

export function selectRow(tab: LedgerTab, id: string | null): void {
  useLedgerView.setState(({ selected }) => ({ selected: { ...selected, [tab]: id } }));
}

export function openLinkPicker(picking: LinkTarget | null, from: LinkTargetRow | null = null): void {
  useLedgerView.setState({ picking, from });
}

/** Picks for the rule at the cursor of the prompt's editor. */
export function linkRuleAtCursor(): void {
  openLedger(true);
  openLinkPicker({ kind: "line", line: useAuditView.getState().line ?? 1 });
}

export const LEDGER_PANEL_ID = "ledger-panel";

/** Opens the panel, then goes to its list, then closes it. */
export function cycleLedgerFocus(): void {
  const panel = document.getElementById(LEDGER_PANEL_ID);
  const list = panel?.querySelector<HTMLElement>("[role=listbox]") ?? null;
  if (panel === null) openLedger(true);
  else if (list !== null && list !== document.activeElement) list.focus();
  else openLedger(!panel.contains(document.activeElement));
}

/** When the panel opens, or shows another list; who picks for the rule at the cursor goes back to the text. */
export function focusLedgerPanel(): void {
  if (useLedgerView.getState().picking !== null) return;
  const panel = document.getElementById(LEDGER_PANEL_ID);
  const list = panel?.querySelector<HTMLElement>("[role=listbox]");
  (list ?? panel?.querySelector<HTMLElement>("[aria-pressed=true]"))?.focus();
}
