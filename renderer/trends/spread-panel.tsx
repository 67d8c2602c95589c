import { useId } from "react";
import type { Spread } from "../../shared/contract/trends.ts";
import { type Frame, PlotFrame } from "./plot-frame.tsx";
import { domainFromZero } from "./scale.ts";
import { SpreadDrawing } from "./spread-drawing.tsx";
import styles from "./trends.module.css";

interface SpreadPanelProps {
  title: string;
  versions: readonly number[];
  spreads: readonly (Spread | null)[];
  before: number | null;
  after: number;
  inWords: (value: number) => string;
  /** The same, shorter, for the axis. */
  tickName: (value: number) => string;
  /** Said where no version has the figure. */
  unknown: string;
}

const rows: readonly { name: string; of: (spread: Spread) => number }[] = [
  { name: "95th percentile", of: ({ p95 }) => p95 },
  { name: "Median", of: ({ median }) => median },
  { name: "5th percentile", of: ({ p5 }) => p5 },
  { name: "Mean", of: ({ mean }) => mean },
];

/** How one figure lies over the replies of each version, with its numbers for the two that are compared. */
export function SpreadPanel({ title, versions, spreads, before, after, inWords, tickName, unknown }: SpreadPanelProps) {
  const heading = useId();
  const known = spreads.filter((spread) => spread !== null);
  const was = before === null ? null : (spreads[before] ?? null);
  const is = spreads[after] ?? null;
  const drawing = (frame: Frame) => <SpreadDrawing spreads={spreads} frame={frame} />;
  return (
    <section aria-labelledby={heading} className={styles.panel}>
      <h3 id={heading} className={styles.panelTitle}>
        {title}
      </h3>
      {known.every(({ p95 }) => p95 === 0) ? (
        <p className={styles.unknown}>{known.length === 0 ? unknown : `It is ${inWords(0)} in every version.`}</p>
      ) : (
        <>
          <PlotFrame
            height={128}
            domain={domainFromZero(Math.max(...known.map(({ p95 }) => p95)))}
            tickCount={3}
            tickName={tickName}
            versions={versions}
            before={before}
            after={after}
          >
            {drawing}
          </PlotFrame>
          <table className={styles.figures}>
            <thead>
              <tr>
                <td />
                {before !== null && <th scope="col">v{versions[before]}</th>}
                <th scope="col">v{versions[after]}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, of }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {before !== null && <td>{was ? inWords(of(was)) : "–"}</td>}
                  <td>{is ? inWords(of(is)) : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
