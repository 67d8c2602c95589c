import { useState } from "react";
import type { ImportNote, ImportReport } from "../../../shared/domain/exchange.ts";
import { VirtualList } from "../../ui/index.ts";
import styles from "./exchange.module.css";

/** How many came in; and for each thing that did not, or came in altered: file, line, why. */
export function ImportReportView({ report }: { report: ImportReport }) {
  const { set, added, updated, unchanged, prompts, rejected, warnings } = report;
  const number = (count: number) => count.toLocaleString("en");
  return (
    <>
      <p className={styles.outcome} role="status">
        {set === null
          ? "No conversations came in."
          : `${number(added + updated + unchanged)} conversations are now in “${set.name}”: `}
        {set !== null && `${number(added)} new, ${number(updated)} updated, ${number(unchanged)} there already.`}
        {prompts.map(({ name, version }) => ` The prompt “${name}” has a new version, v${version}.`)}
      </p>
      <Notes title="Did not come in" tone={styles.badTitle} notes={rejected} />
      <Notes title="Worth a look" tone={styles.warnTitle} notes={warnings} />
    </>
  );
}

function Notes({ title, tone, notes }: { title: string; tone: string | undefined; notes: readonly ImportNote[] }) {
  const [selected, setSelected] = useState<string | null>(null);
  if (notes.length === 0) return null;
  const rows = notes.map((note, at) => ({ ...note, id: String(at) }));
  const whole = rows.find(({ id }) => id === selected);
  return (
    <section className={styles.notes}>
      <h3 className={tone}>
        {title}: {notes.length.toLocaleString("en")}
      </h3>
      <VirtualList
        label={title}
        className={styles.noteList}
        items={rows}
        idOf={({ id }) => id}
        selectedId={selected}
        onSelect={setSelected}
        renderItem={({ file, line, reason }) => (
          <>
            <span className={styles.place} title={file}>
              {file}
              {line !== null && `:${line}`}
            </span>
            <span className={styles.reason} title={reason}>
              {reason}
            </span>
          </>
        )}
      />
      {whole !== undefined && <p className={styles.whole}>{whole.reason}</p>}
    </section>
  );
}
