import { useMemo, useState } from "react";
import type { Metrics, Rates, SpreadPoint } from "../../shared/contract/trends.ts";
import { plural } from "../../shared/rules/plural.ts";
import { goTo, select } from "../app/index.ts";
import type { Loop } from "../workbench/use-loop.ts";
import { percent } from "../workbench/words.ts";
import { changeRows } from "./change-rows.ts";
import { ChangeTable } from "./change-table.tsx";
import { PointDetail } from "./point-detail.tsx";
import { RatePlot } from "./rate-plot.tsx";
import { shownPoints } from "./shown-points.ts";
import { Spreads } from "./spreads.tsx";
import type { Arriving } from "./use-trends.ts";
import { moreTagsInWords, pointsInWords, scoreChangeInWords } from "./trend-words.ts";
import styles from "./trends.module.css";

const SIGNS = "▼ and ▲: chance would hardly do as much (95%, each row by itself).";

interface TrendFiguresProps {
  loop: Loop;
  rates: Rates;
  spread: Arriving<{ points: SpreadPoint[] }>;
  metrics: Arriving<Metrics>;
}

export function TrendFigures({ loop, rates, spread, metrics }: TrendFiguresProps) {
  const { prompt, set, model, versions, sides } = loop;
  const [hovered, setHovered] = useState<number | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  const { points } = rates;
  const numbers = useMemo(() => points.map(({ version }) => version), [points]);
  const candidate = typeof sides.candidate === "number" ? sides.candidate : null;
  const { before, after } = shownPoints(numbers, hovered ?? marked ?? candidate, sides.baseline);
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
            inWords={percent}
            changeInWords={pointsInWords}
            note={[SIGNS, moreTagsInWords(rates.moreTags)].filter(Boolean).join(" ")}
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
            changeInWords={scoreChangeInWords}
            note={SIGNS}
          />
        )}
      </div>
    </div>
  );
}
