import { X } from "lucide-react";
import { useEffect, useMemo, type KeyboardEvent } from "react";
import { problemOf } from "../../engine-client/index.ts";
import { IconButton, Segmented, Skeleton, VirtualList } from "../../ui/index.ts";
import { LedgerRow } from "./ledger-row.tsx";
import { rowsOf } from "./ledger-rows.ts";
import { enterLedger, LEDGER_ID, openLedger, showTab, useLedgerView, type LedgerTab } from "./ledger-view.ts";
import { headline, openRules } from "./ledger-words.ts";
import { Picker } from "./picker-for.tsx";
import { RowActions } from "./row-actions.tsx";
import { actOf, doWith, endPicking, show, tabBeside, type Act } from "./row-acts.ts";
import type { OpenLedger } from "./use-ledger.ts";
import styles from "./ledger.module.css";

const empty: Record<LedgerTab, string> = {
  rules: "This text has no rules: list items, sentences, rows of tables.",
  conversations: "This set has no conversations. Import or write one first.",
  suggested:
    "Nothing is suggested. Blame (l) and audit (Shift+U) suggest which rule was written for which conversation.",
};

/** Which rules of the prompt were written for which conversations, and what has nobody. */
export function LedgerPanel({ open: { ledger, conversations, error, actions } }: { open: OpenLedger }) {
  const { tab, selected, picking } = useLedgerView();
  useEffect(enterLedger, [ledger === null, tab]);
  const rows = useMemo(() => (ledger === null ? [] : rowsOf(tab, ledger, conversations)), [tab, ledger, conversations]);
  const row = rows.find(({ id }) => id === selected[tab]) ?? null;
  const act = (how: Act): void => {
    if (row && actions) void doWith(row, rows, how, actions);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const how = picking === null ? actOf(event) : null;
    if (how === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (how === "left" || how === "right") showTab(tabBeside(tab, how));
    else act(how);
  };
  return (
    <section id={LEDGER_ID} className={styles.panel} aria-label="Ledger" onKeyDownCapture={onKeyDown}>
      <header className={styles.header}>
        <h3 className={styles.title} title="Beside each list: how many rules and conversations have nobody">
          {ledger === null ? "Ledger" : headline(ledger)}
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
                { value: "rules", label: `Rules ${openRules(ledger).toLocaleString("en")}` },
                { value: "conversations", label: `Conversations ${ledger.without.length.toLocaleString("en")}` },
                { value: "suggested", label: `Suggested ${ledger.suggestions.length.toLocaleString("en")}` },
              ]}
              onValue={showTab}
            />
          </div>
          {rows.length === 0 ? (
            <p className={styles.note}>{empty[tab]}</p>
          ) : (
            <VirtualList
              key={tab}
              label={`Ledger: ${tab}`}
              items={rows}
              idOf={({ id }) => id}
              selectedId={selected[tab]}
              onSelect={(id) => show(tab, rows, id)}
              onOpen={() => act("link")}
              isHeading={({ kind }) => kind === "heading"}
              className={styles.list}
              renderItem={(one) => <LedgerRow row={one} />}
            />
          )}
          <RowActions row={row} onAct={actions ? act : null} />
          {picking && actions && (
            <Picker {...{ picking, ledger, conversations, actions }} onClose={() => endPicking(tab, rows)} />
          )}
        </>
      )}
    </section>
  );
}
