import { useId } from "react";
import { classes } from "../ui/index.ts";
import type { ChangeRow } from "./change-rows.ts";
import { Sparkline } from "./sparkline.tsx";
import styles from "./trends.module.css";

interface ChangeTableProps {
  title: string;
  /** What a row is: "Tag". */
  kind: string;
  rows: readonly ChangeRow[];
  beforeName: string | null;
  afterName: string;
  after: number;
  inWords: (value: number) => string;
  changeInWords: (difference: number) => string;
  note: string;
}

/** Tags or metrics, what lost most first. A sign stands where chance would hardly do as much. */
export function ChangeTable(props: ChangeTableProps) {
  const { title, kind, rows, beforeName, afterName, after, inWords, changeInWords, note } = props;
  const heading = useId();
  return (
    <section aria-labelledby={heading} className={styles.changes}>
      <h3 id={heading} className={styles.panelTitle}>
        {title}
      </h3>
      <table className={styles.table} aria-labelledby={heading}>
        <thead>
          <tr>
            <th scope="col">{kind}</th>
            <th scope="col" className={styles.number} title="Conversations that could be judged">
              Conversations
            </th>
            {beforeName !== null && (
              <th scope="col" className={styles.number}>
                {beforeName}
              </th>
            )}
            <th scope="col" className={styles.number}>
              {afterName}
            </th>
            {beforeName !== null && (
              <th scope="col" className={styles.number}>
                Change
              </th>
            )}
            <th scope="col" className={styles.way}>
              All versions
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row" title={row.name}>
                <span className={styles.name}>{row.name}</span>
              </th>
              <td className={styles.number}>{(row.after ?? row.before)?.conversations.toLocaleString("en") ?? "–"}</td>
              {beforeName !== null && <td className={styles.number}>{row.before ? inWords(row.before.mean) : "–"}</td>}
              <td className={styles.number}>{row.after ? inWords(row.after.mean) : "–"}</td>
              {beforeName !== null && (
                <td className={classes(styles.number, tone(row.way))}>
                  {row.change === null ? "–" : changeInWords(row.change)} <Way way={row.way} />
                </td>
              )}
              <td className={styles.way}>
                <Sparkline series={row.series} after={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>{note}</p>
    </section>
  );
}

function tone(way: ChangeRow["way"]): string | undefined {
  return way === 0 ? styles.still : way < 0 ? styles.lost : styles.gained;
}

function Way({ way }: { way: ChangeRow["way"] }) {
  const sign = way === 0 ? "" : way < 0 ? "▼" : "▲";
  return (
    <span className={styles.sign}>
      <span aria-hidden="true">{sign}</span>
      {way !== 0 && <span className="visually-hidden">{way < 0 ? "lost" : "gained"}</span>}
    </span>
  );
}
