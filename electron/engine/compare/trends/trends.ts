import type {
  MetricPoint,
  Metrics,
  Rates,
  Share,
  SpreadPoint,
  TrendSelection,
} from "../../../../shared/contract/trends.ts";
import type { Run } from "../../../../shared/domain/run.ts";
import { runsByVersion } from "../../../../shared/rules/run-of-version.ts";
import type { Events } from "../../events.ts";
import type { ReplyFigures } from "../../store/trends.ts";
import type { Store } from "../../store/store.ts";
import { createBreath } from "./breathe.ts";
import { metricNames, type MetricNames } from "./metric-names.ts";
import { addUp, rankTags, ratePoint, type RunRates } from "./rates.ts";
import { meanScores } from "./scores.ts";
import { spreadOf } from "./spread.ts";

export interface TrendDependencies {
  store: Store;
  events: Events;
  /** Newest first. */
  listRuns(promptId: string, setId: string): Run[];
}

interface Point {
  version: number;
  run: Run;
}

type Spreads = Pick<SpreadPoint, "latency" | "length" | "cost">;

/**
 * Figures over versions. What one run says is kept: its replies never change once it is complete; its standing may,
 * by a person's verdict, so that it is kept under a stamp of all its samples.
 */
export function createTrends({ store, events, listRuns }: TrendDependencies) {
  const rates = new Map<string, { stamp: string; rates: RunRates }>();
  const spreads = new Map<string, Spreads>();
  const names = new Map<string, MetricNames>();
  const scores = new Map<string, Map<string, Share>>();
  // A judge asked again may change a score and no standing.
  const stopListening = events.listen((event) => {
    if (event.type === "changed" && event.topic === "runs") scores.clear();
  });

  const pointsOf = ({ promptId, setId, ...model }: TrendSelection): Point[] => {
    const known = new Set(store.versions.numbers(Number(promptId)));
    const newest = runsByVersion(listRuns(promptId, setId), model);
    return [...newest]
      .flatMap(([version, run]) => (version !== "draft" && known.has(version) ? [{ version, run }] : []))
      .sort((a, b) => a.version - b.version);
  };

  const ratesOf = (run: Run): RunRates => {
    const stamp = store.trends.stamp(Number(run.id));
    const kept = rates.get(run.id);
    if (kept?.stamp === stamp) return kept.rates;
    const read = addUp(store.trends.rateSums(Number(run.id)));
    rates.set(run.id, { stamp, rates: read });
    return read;
  };

  const spreadsOf = (run: Run): Spreads => {
    // A run that was gone on with has other replies than when it was complete before.
    const key = `${run.id} ${run.progress.recorded}`;
    const kept = spreads.get(key);
    if (kept) return kept;
    const figures = store.trends.figures(Number(run.id));
    const read = {
      latency: spreadOf(Float64Array.from(figures, ([latency]) => latency)),
      length: spreadOf(Float64Array.from(figures, ([, length]) => length)),
      cost: spreadOf(costs(figures)),
    };
    spreads.set(key, read);
    return read;
  };

  const namesOf = (run: Run): MetricNames => {
    const kept = names.get(run.setSha256) ?? metricNames(store, run);
    names.set(run.setSha256, kept);
    return kept;
  };

  const scoresOf = (run: Run): Map<string, Share> => {
    const named = namesOf(run);
    if (named.size === 0) return new Map();
    const kept = scores.get(run.id) ?? meanScores(store.trends.scores(Number(run.id)), named);
    scores.set(run.id, kept);
    return kept;
  };

  /** Reads run after run; the engine answers others in between. */
  const each = async <T>(points: readonly Point[], read: (run: Run) => T): Promise<(Point & { read: T })[]> => {
    const breathe = createBreath();
    const all: (Point & { read: T })[] = [];
    for (const point of points) {
      all.push({ ...point, read: read(point.run) });
      await breathe();
    }
    return all;
  };

  return {
    async rates(selection: TrendSelection): Promise<Rates> {
      const points = await each(pointsOf(selection), ratesOf);
      const { tags, moreTags } = rankTags(points.map(({ read }) => read));
      const setSha256 = points.at(-1)?.run.setSha256 ?? "";
      return {
        tags,
        moreTags,
        points: points.map(({ run, version, read }) => ratePoint(run, version, read, tags, setSha256)),
      };
    },

    async spread(selection: TrendSelection): Promise<{ points: SpreadPoint[] }> {
      const points = await each(pointsOf(selection), spreadsOf);
      return { points: points.map(({ run, version, read }) => ({ version, runId: run.id, ...read })) };
    },

    async metrics(selection: TrendSelection): Promise<Metrics> {
      const points = await each(pointsOf(selection), scoresOf);
      const metrics = [...new Set(points.flatMap(({ read }) => [...read.keys()]))].sort();
      const told = points.map(({ run, version, read }): MetricPoint => ({
        version,
        runId: run.id,
        metrics: metrics.map((metric) => read.get(metric) ?? null),
      }));
      return { metrics, points: told };
    },

    close: stopListening,
  };
}
export type Trends = ReturnType<typeof createTrends>;

function costs(figures: readonly ReplyFigures[]): Float64Array {
  return Float64Array.from(figures.flatMap(([, , cost]) => cost ?? []));
}
