import { formatPointsChange } from "../../shared/format/values.ts";
import type { RatePoint, MetricTrend, RateTrend, SpreadPoint } from "../../shared/contract/runs.ts";
import type { Version } from "../../shared/domain/prompt.ts";
import { Badge, Button, classes, EmptyState, ErrorState, Skeleton } from "../ui/index.ts";
import {
  formatCaveats,
  formatRate,
  type ChangeRow,
  changeRows,
  comparedPoints,
  type PendingQuery,
  formatHiddenTags,
  formatScoreChange,
  useTrends,
} from "./trend-data.ts";
import styles from "./trends.module.css";
import { useId, useMemo, useState } from "react";
import { Sparkline, RatePlot } from "./plots.tsx";
import { plural } from "../../shared/format/count.ts";
import { goTo, select } from "../shell/index.ts";
import { type WorkbenchState, useWorkbenchState } from "../workbench/state/workbench-state.ts";
import { formatPercent } from "../../shared/format/values.ts";
import { Spreads } from "./spread-panels.tsx";
import { problemOf } from "../engine-client/index.ts";

interface PointDetailProps {
  point: RatePoint;
  before: RatePoint | null;
  version: Version | null;
  onOpen: () => void;
}

/** The marked version in words, in a place of its own, so that nothing covers the plot. */
function PointDetail({ point, before, version, onOpen }: PointDetailProps) {
  const change =
    before && before.rate !== null && point.rate !== null
      ? `${formatPointsChange(point.rate - before.rate)} against v${before.version}`
      : null;
  const said = [formatRate(point), change, ...formatCaveats(point)].filter((words) => words !== null);
  return (
    <div className={styles.detail}>
      <p className={styles.detailName}>
        <strong>v{point.version}</strong>
        {version?.labels.map((label) => (
          <Badge key={label} tone="accent">
            {label}
          </Badge>
        ))}
        <span title={version?.message}>{version?.message}</span>
      </p>
      <p className={styles.detailWords} title={said.join(" · ")}>
        {said.join(" · ")}
      </p>
      <Button onClick={onOpen}>Look at v{point.version}</Button>
    </div>
  );
}

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
function ChangeTable(props: ChangeTableProps) {
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
                <td className={classes(styles.number, directionTone(row.way))}>
                  {row.change === null ? "–" : changeInWords(row.change)} <DirectionSign way={row.way} />
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

function directionTone(way: ChangeRow["way"]): string | undefined {
  return way === 0 ? styles.still : way < 0 ? styles.lost : styles.gained;
}

function DirectionSign({ way }: { way: ChangeRow["way"] }) {
  const sign = way === 0 ? "" : way < 0 ? "▼" : "▲";
  return (
    <span className={styles.sign}>
      <span aria-hidden="true">{sign}</span>
      {way !== 0 && <span className="visually-hidden">{way < 0 ? "lost" : "gained"}</span>}
    </span>
  );
}

const SIGNS_NOTE = "▼ and ▲: chance would hardly do as much (95%, each row by itself).";

interface TrendFiguresProps {
  workbench: WorkbenchState;
  rates: RateTrend;
  spread: PendingQuery<{ points: SpreadPoint[] }>;
  metrics: PendingQuery<MetricTrend>;
}

function TrendFigures({ workbench, rates, spread, metrics }: TrendFiguresProps) {
  const { prompt, set, model, versions, sides } = workbench;
  const [hovered, setHovered] = useState<number | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  const { points } = rates;
  const numbers = useMemo(() => points.map(({ version }) => version), [points]);
  const candidate = typeof sides.candidate === "number" ? sides.candidate : null;
  const { before, after } = comparedPoints(numbers, hovered ?? marked ?? candidate, sides.baseline);
  const [was, is] = [before === null ? null : (points[before] ?? null), points[after] ?? null];
  const beforeName = was === null ? null : `v${was.version}`;
  const afterName = `v${is?.version}`;
  const tagRows = useMemo(
    () =>
      changeRows(
        rates.tags,
        points.map(({ tags }) => tags),
        before,
        after,
      ),
    [rates.tags, points, before, after],
  );
  const metricRows = useMemo(() => {
    const byVersion = new Map(metrics.data?.points.map((point) => [point.version, point.metrics]));
    const inOrder = numbers.map((number) => byVersion.get(number) ?? []);
    return changeRows(metrics.data?.metrics ?? [], inOrder, before, after);
  }, [metrics.data, numbers, before, after]);

  const open = async (version: number): Promise<void> => {
    if (await goTo("workbench")) select({ candidate: version === versions[0]?.number ? null : version });
  };
  const without = versions.length - points.length;
  return (
    <div className={styles.screen}>
      <header className={styles.header}>
        <h2>Trends</h2>
        <p title={`${prompt?.name} over ${set?.name} with ${model?.name}`}>
          {prompt?.name} over {set?.name} with {model?.name}
        </p>
        <p className={styles.without}>
          {points.length === 1 && "One version has been replayed; a second one makes a trend. "}
          {without > 0 && `${plural(without, "version")} without a complete replay left out`}
        </p>
      </header>
      <section aria-label="Pass rate" className={styles.rates}>
        <h3 className={styles.panelTitle}>
          Pass rate <span className={styles.unit}>with its 95% interval</span>
        </h3>
        <RatePlot
          points={points}
          before={before}
          after={after}
          onMark={setMarked}
          onHover={setHovered}
          onOpen={(version) => void open(version)}
        />
        {is && (
          <PointDetail
            point={is}
            before={was}
            version={versions.find(({ number }) => number === is.version) ?? null}
            onOpen={() => void open(is.version)}
          />
        )}
      </section>
      <Spreads spread={spread} versions={numbers} before={before} after={after} />
      <div className={styles.tables}>
        {tagRows.length > 0 && (
          <ChangeTable
            title="Pass rate by tag"
            kind="Tag"
            rows={tagRows}
            beforeName={beforeName}
            afterName={afterName}
            after={after}
            inWords={(share) => formatPercent(share)}
            changeInWords={(difference) => formatPointsChange(difference)}
            note={[SIGNS_NOTE, formatHiddenTags(rates.moreTags)].filter(Boolean).join(" ")}
          />
        )}
        {tagRows.length === 0 && (
          <p className={styles.unknown}>
            No conversation of this set has a tag. With tags, the pass rate is told for each of them.
          </p>
        )}
        {metricRows.length > 0 && (
          <ChangeTable
            title="Mean score by metric"
            kind="Metric"
            rows={metricRows}
            beforeName={beforeName}
            afterName={afterName}
            after={after}
            inWords={(score) => score.toFixed(2)}
            changeInWords={formatScoreChange}
            note={SIGNS_NOTE}
          />
        )}
      </div>
    </div>
  );
}

/** Whether the prompt is getting better: pass rate, speed, length, cost and tags over its versions. */
export function TrendsScreen() {
  const workbench = useWorkbenchState();
  const { rates, spread, metrics } = useTrends(workbench);
  const { prompt, set, model } = workbench;
  const toWorkbench = (
    <Button look="primary" onClick={() => void goTo("workbench")}>
      Go to the workbench
    </Button>
  );
  const problem = workbench.error ?? rates.error;
  if (problem !== null) {
    return (
      <ErrorState
        title="The figures could not be read"
        message={problemOf(problem).message}
        onRetry={() => void rates.refetch()}
      />
    );
  }
  if (workbench.loading) return <Skeleton label="Reading the figures" rows={12} />;
  if (prompt === null || set === null || model === null) {
    return (
      <EmptyState
        text="Trends need a prompt, a conversation set and a model: they show how each version did with them."
        action={toWorkbench}
      />
    );
  }
  if (rates.data === undefined) return <Skeleton label="Reading the figures" rows={12} />;
  if (rates.data.points.length === 0) {
    return (
      <EmptyState
        text={`No version of ${prompt.name} has a complete replay over ${set.name} with ${model.name} yet. Each one that has becomes a point here.`}
        action={toWorkbench}
      />
    );
  }
  return <TrendFigures workbench={workbench} rates={rates.data} spread={spread} metrics={metrics} />;
}
