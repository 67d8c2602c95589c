import { assertNever } from "../../../shared/errors.ts";
import { classes, Button, IconButton, Segmented, Skeleton, VirtualList } from "../../ui/index.ts";
import { withoutListMarker } from "../audit/line-status.ts";
import {
  type LedgerListRow,
  formatRuleLinks,
  isRuleLinked,
  formatLedgerRow,
  ledgerListRows,
  formatLedgerHeadline,
  countOpenRules,
} from "./ledger-rows.ts";
import styles from "./ledger.module.css";
import {
  type RowAction,
  rowActionOfKey,
  runRowAction,
  closeLinkPicker,
  showLedgerRow,
  neighbourTab,
  type LedgerContents,
} from "./use-ledger.ts";
import { X } from "lucide-react";
import { useLayoutEffect, useMemo, type KeyboardEvent } from "react";
import { problemOf } from "../../engine-client/index.ts";
import {
  focusLedgerPanel,
  LEDGER_PANEL_ID,
  openLedger,
  showTab,
  useLedgerView,
  type LedgerTab,
} from "./ledger-view.ts";
import { LinkPickerFor } from "./link-picker.tsx";

function LedgerRow({ row }: { row: LedgerListRow }) {
  switch (row.kind) {
    case "heading":
      return (
        <div className={styles.heading} title={row.title}>
          <span className={styles.name}>{row.title}</span>
          <span className={styles.hint}>{row.count.toLocaleString("en")}</span>
        </div>
      );
    case "rule": {
      const { rule } = row;
      return (
        <div className={styles.row} title={rule.text}>
          <span className={styles.line}>{rule.line}</span>
          <span className={styles.name}>{withoutListMarker(rule.text)}</span>
          {rule.change !== null && <span className={styles.changed}>{rule.change}</span>}
          <span className={styles.hint}>{formatRuleLinks(rule)}</span>
        </div>
      );
    }
    case "gone":
      return (
        <div className={styles.row} title={row.rule.text}>
          <span className={classes(styles.line, styles.changed)} aria-hidden="true">
            –
          </span>
          <span className={classes(styles.name, styles.gone)}>{withoutListMarker(row.rule.text)}</span>
          <span className={styles.hint}>{formatRuleLinks(row.rule)}</span>
        </div>
      );
    case "conversation": {
      const { id, title } = row.conversation;
      const lines = row.rules.map(({ line }) => line).join(", ");
      return (
        <div className={styles.row} title={`${id}\n${row.conversation.firstUserTurn}`}>
          <span className={styles.name}>{title || id}</span>
          <span className={styles.hint}>{lines === "" ? "" : `line ${lines}`}</span>
        </div>
      );
    }
    case "suggestion": {
      const { conversationId, reason, origin } = row.suggestion;
      return (
        <div className={styles.row} title={reason}>
          <span className={styles.indent} />
          <span className={styles.name}>{conversationId}</span>
          <span className={styles.hint}>{origin}</span>
        </div>
      );
    }
    default:
      return assertNever(row);
  }
}

/** Below the list: what is known of the selected row, and what can be done with it. */
function RowActions({ row, onAct }: { row: LedgerListRow | null; onAct: ((how: RowAction) => void) | null }) {
  const { link, drop } = row === null ? { link: null, drop: null } : rowActionNames(row);
  const words = row === null ? "Arrows move; left and right show another list." : formatLedgerRow(row);
  return (
    <div className={styles.about} role="group" aria-label="The selected row">
      <p className={styles.words} title={words} role="status">
        {words}
      </p>
      {onAct && link !== null && (
        <Button look="quiet" keys="Enter" onClick={() => onAct("link")}>
          {link}
        </Button>
      )}
      {onAct && drop !== null && (
        <Button look="quiet" keys="x" onClick={() => onAct("drop")}>
          {drop}
        </Button>
      )}
    </div>
  );
}

function rowActionNames(row: LedgerListRow): { link: string | null; drop: string | null } {
  switch (row.kind) {
    case "heading":
      return { link: null, drop: null };
    case "rule":
      return { link: "Link", drop: isRuleLinked(row.rule) && row.rule.ids.length > 0 ? "Unlink" : null };
    case "gone":
      return { link: "Replace", drop: "Unlink" };
    case "conversation":
      return { link: "Link", drop: row.rules.length > 0 ? "Unlink" : null };
    case "suggestion":
      return { link: "Confirm", drop: "Dismiss" };
  }
}

const emptyListTexts: Record<LedgerTab, string> = {
  rules: "This text has no rules: list items, sentences, rows of tables.",
  conversations: "This set has no conversations. Import or write one first.",
  suggested:
    "Nothing is suggested. Blame (l) and audit (Shift+U) suggest which rule was written for which conversation.",
};

/** Which rules of the prompt were written for which conversations, and what has no link. */
export function LedgerPanel({ open: { ledger, conversations, error, actions } }: { open: LedgerContents }) {
  const { tab, selected, picking } = useLedgerView();
  useLayoutEffect(focusLedgerPanel, [ledger === null, tab]);
  const rows = useMemo(
    () => (ledger === null ? [] : ledgerListRows(tab, ledger, conversations)),
    [tab, ledger, conversations],
  );
  const row = rows.find(({ id }) => id === selected[tab]) ?? null;
  const act = (how: RowAction): void => {
    if (row && actions) void runRowAction(row, rows, how, actions);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const how = picking === null ? rowActionOfKey(event) : null;
    if (how === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (how === "left" || how === "right") showTab(neighbourTab(tab, how));
    else act(how);
  };
  return (
    <section id={LEDGER_PANEL_ID} className={styles.panel} aria-label="Ledger" onKeyDownCapture={onKeyDown}>
      <header className={styles.header}>
        <h3 className={styles.title} title="Next to each list: how many rules and conversations have no link">
          {ledger === null ? "Ledger" : formatLedgerHeadline(ledger)}
        </h3>
        <IconButton label="Close the ledger" icon={<X aria-hidden="true" />} onClick={() => openLedger(false)} />
      </header>
      {ledger === null ? (
        error === null ? (
          <Skeleton label="Reading the ledger" rows={4} />
        ) : (
          <p className={styles.note} role="alert">
            The ledger could not be read: {problemOf(error).message}
          </p>
        )
      ) : (
        <>
          <div className={styles.tabs}>
            <Segmented
              label="Show in the ledger"
              value={tab}
              options={[
                { value: "rules", label: `Rules ${countOpenRules(ledger).toLocaleString("en")}` },
                { value: "conversations", label: `Conversations ${ledger.without.length.toLocaleString("en")}` },
                { value: "suggested", label: `Suggested ${ledger.suggestions.length.toLocaleString("en")}` },
              ]}
              onValue={showTab}
            />
          </div>
          {rows.length === 0 ? (
            <p className={styles.note}>{emptyListTexts[tab]}</p>
          ) : (
            <VirtualList
              key={tab}
              label={`Ledger: ${tab}`}
              items={rows}
              idOf={({ id }) => id}
              selectedId={selected[tab]}
              onSelect={(id) => showLedgerRow(tab, rows, id)}
              onOpen={() => act("link")}
              isHeading={({ kind }) => kind === "heading"}
              className={styles.list}
              renderItem={(one) => <LedgerRow row={one} />}
            />
          )}
          <RowActions row={row} onAct={actions ? act : null} />
          {picking && actions && (
            <LinkPickerFor
              {...{ picking, ledger, conversations, actions }}
              onClose={() => closeLinkPicker(tab, rows)}
            />
          )}
        </>
      )}
    </section>
  );
}
