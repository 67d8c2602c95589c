import type { Spread, SpreadPoint } from "../../shared/contract/trends.ts";
import { problemOf } from "../engine-client/index.ts";
import { ErrorState, Skeleton } from "../ui/index.ts";
import { duration, money, shortCount } from "../workbench/words.ts";
import { SpreadPanel } from "./spread-panel.tsx";
import type { Arriving } from "./use-trends.ts";
import styles from "./trends.module.css";

type Figure = "latency" | "length" | "cost";

interface Panel {
  figure: Figure;
  title: string;
  inWords: (value: number) => string;
  tickName: (value: number) => string;
  unknown: string;
}

const panels: readonly Panel[] = [
  {
    figure: "latency",
    title: "Time until the whole reply",
    inWords: duration,
    tickName: duration,
    unknown: "No reply has been timed.",
  },
  {
    figure: "length",
    title: "Length of a reply, characters",
    inWords: (length) => Math.round(length).toLocaleString("en"),
    tickName: shortCount,
    unknown: "There is no reply to measure.",
  },
  {
    figure: "cost",
    title: "Cost of a reply",
    inWords: money,
    tickName: money,
    unknown: "The model's price is not known. Prices can be set in the settings; replays from then on have a cost.",
  },
];

interface SpreadsProps {
  spread: Arriving<{ points: SpreadPoint[] }>;
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
  const of = (figure: Figure): (Spread | null)[] => versions.map((version) => byVersion.get(version)?.[figure] ?? null);
  return (
    <section aria-label="Replies" className={styles.panels}>
      {panels.map(({ figure, ...panel }) => (
        <SpreadPanel key={figure} {...panel} versions={versions} spreads={of(figure)} before={before} after={after} />
      ))}
      <p className={styles.key}>
        A line stands for the median, the box around it for the middle half of the replies, and the whiskers for nine in
        ten. Replies from the cache count with what they took when they were first asked for.
      </p>
    </section>
  );
}
