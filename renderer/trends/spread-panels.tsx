import { useId } from "react";
import type { QuantileSummary, SpreadPoint } from "../../shared/contract/runs.ts";
import { type PlotArea, PlotFrame, SpreadDrawing } from "./plots.tsx";
import { domainFromZero } from "./plot-scale.ts";
import styles from "./trends.module.css";
import { problemOf } from "../engine-client/index.ts";
import { ErrorState, Skeleton } from "../ui/index.ts";
import { formatDuration, formatCost, formatCount } from "../../shared/format/values.ts";
import type { PendingQuery } from "./trend-data.ts";

interface SpreadPanelProps {
  title: string;
  versions: readonly number[];
  spreads: readonly (QuantileSummary | null)[];
  before: number | null;
  after: number;
  inWords: (value: number) => string;
  /** The same, shorter, for the axis. */
  tickName: (value: number) => string;
  /** Said where no version has the figure. */
  unknown: string;
}

const spreadRows: readonly { name: string; of: (spread: QuantileSummary) => number }[] = [
  { name: "95th percentile", of: ({ p95 }) => p95 },
  { name: "Median", of: ({ median }) => median },
  { name: "5th percentile", of: ({ p5 }) => p5 },
  { name: "Mean", of: ({ mean }) => mean },
];

/** How one figure lies over the replies of each version, with its numbers for the two that are compared. */
function SpreadPanel({ title, versions, spreads, before, after, inWords, tickName, unknown }: SpreadPanelProps) {
  const heading = useId();
  const known = spreads.filter((spread) => spread !== null);
  const was = before === null ? null : (spreads[before] ?? null);
  const is = spreads[after] ?? null;
  const drawing = (frame: PlotArea) => <SpreadDrawing spreads={spreads} frame={frame} />;
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
              {spreadRows.map(({ name, of }) => (
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

type SpreadFigure = "latency" | "length" | "cost";

interface SpreadPanelSpec {
  figure: SpreadFigure;
  title: string;
  inWords: (value: number) => string;
  tickName: (value: number) => string;
  unknown: string;
}

const spreadPanels: readonly SpreadPanelSpec[] = [
  {
    figure: "latency",
    title: "Time until the whole reply",
    inWords: formatDuration,
    tickName: formatDuration,
    unknown: "No reply has been timed.",
  },
  {
    figure: "length",
    title: "Length of a reply, characters",
    inWords: (length) => Math.round(length).toLocaleString("en"),
    tickName: formatCount,
    unknown: "There is no reply to measure.",
  },
  {
    figure: "cost",
    title: "Cost of a reply",
    inWords: formatCost,
    tickName: formatCost,
    unknown: "The model's price is not known. Prices can be set in the settings; replays from then on have a cost.",
  },
];

interface SpreadsProps {
  spread: PendingQuery<{ points: SpreadPoint[] }>;
  versions: readonly number[];
  before: number | null;
  after: number;
}

/** Latency, length and cost of the replies of each version. */
export function Spreads({ spread, versions, before, after }: SpreadsProps) {
  const { data, error, refetch } = spread;
  if (data === undefined) {
    return error ? (
      <ErrorState
        title="The replies' figures could not be read"
        message={problemOf(error).message}
        onRetry={() => void refetch()}
      />
    ) : (
      <div className={styles.arriving}>
        <Skeleton label="Measuring the replies" rows={8} />
      </div>
    );
  }
  const byVersion = new Map(data.points.map((point) => [point.version, point]));
  const of = (figure: SpreadFigure): (QuantileSummary | null)[] =>
    versions.map((version) => byVersion.get(version)?.[figure] ?? null);
  return (
    <section aria-label="Replies" className={styles.panels}>
      {spreadPanels.map(({ figure, ...panel }) => (
        <SpreadPanel key={figure} {...panel} versions={versions} spreads={of(figure)} before={before} after={after} />
      ))}
      <p className={styles.key}>
        A line stands for the median, the box around it for the middle half of the replies, and the whiskers for nine in
        ten. Replies from the cache count with what they took when they were first asked for.
      </p>
    </section>
  );
}
