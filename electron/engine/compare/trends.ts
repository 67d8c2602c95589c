import type {
  MetricPoint,
  MetricTrend,
  RateTrend,
  ConversationMean,
  SpreadPoint,
  TrendSelection,
  RatePoint,
  QuantileSummary,
} from "../../../shared/contract/runs.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { runsByVersion } from "../../../shared/rules/run-of-version.ts";
import type { EventBus } from "../events.ts";
import type { ReplyFigures, RateSums, ScoreRow } from "../store/results.ts";
import type { Store } from "../store/store.ts";
import { z } from "zod";
import { setRateInterval, type ShareSums } from "../statistics/rate-intervals.ts";
import { readStoredJson } from "../store/stored-json.ts";
import { userTurns } from "../../../shared/domain/conversation.ts";
import { checksOnTurn } from "../annotations/sample-status.ts";

interface TrendDependencies {
  store: Store;
  events: EventBus;
  /** Newest first. */
  listRuns(promptId: string, setId: string): Run[];
}

interface TrendPoint {
  version: number;
  run: Run;
}

type Spreads = Pick<SpreadPoint, "latency" | "length" | "cost">;

/**
 * Figures over versions. What one run says is kept: its replies never change once it is complete; the status of its
 * samples may, by a person's verdict, so that it is kept under a checksum of all of these.
 */
export function createTrends({ store, events, listRuns }: TrendDependencies) {
  const rates = new Map<string, { checksum: string; rates: RunRates }>();
  const spreads = new Map<string, Spreads>();
  const names = new Map<string, MetricNames>();
  const scores = new Map<string, Map<string, ConversationMean>>();
  // A judge asked again may change a score and no status.
  const stopListening = events.listen((event) => {
    if (event.type === "changed" && event.topic === "runs") scores.clear();
  });

  const pointsOf = ({ promptId, setId, ...model }: TrendSelection): TrendPoint[] => {
    const known = new Set(store.versions.numbers(Number(promptId)));
    const newest = runsByVersion(listRuns(promptId, setId), store.identifyModel(model));
    return [...newest]
      .flatMap(([version, run]) => (version !== "draft" && known.has(version) ? [{ version, run }] : []))
      .sort((a, b) => a.version - b.version);
  };

  const ratesOf = (run: Run): RunRates => {
    const checksum = store.trends.statusChecksum(Number(run.id));
    const kept = rates.get(run.id);
    if (kept?.checksum === checksum) return kept.rates;
    const read = sumRates(store.trends.rateSums(Number(run.id)));
    rates.set(run.id, { checksum, rates: read });
    return read;
  };

  const spreadsOf = (run: Run): Spreads => {
    // A run that was gone on with has other replies than when it was complete before.
    const key = `${run.id} ${run.progress.recorded}`;
    const kept = spreads.get(key);
    if (kept) return kept;
    const figures = store.trends.figures(Number(run.id));
    const read = {
      latency: quantilesOf(Float64Array.from(figures, ([latency]) => latency)),
      length: quantilesOf(Float64Array.from(figures, ([, length]) => length)),
      cost: quantilesOf(knownCosts(figures)),
    };
    spreads.set(key, read);
    return read;
  };

  const namesOf = (run: Run): MetricNames => {
    const kept = names.get(run.setSha256) ?? readMetricNames(store, run);
    names.set(run.setSha256, kept);
    return kept;
  };

  const scoresOf = (run: Run): Map<string, ConversationMean> => {
    const named = namesOf(run);
    if (named.size === 0) return new Map();
    const kept = scores.get(run.id) ?? meanScores(store.trends.scores(Number(run.id)), named);
    scores.set(run.id, kept);
    return kept;
  };

  /** Reads run after run; the engine answers others in between. */
  const readEachRun = async <T>(
    points: readonly TrendPoint[],
    read: (run: Run) => T,
  ): Promise<(TrendPoint & { read: T })[]> => {
    const yieldIfBusy = createEventLoopYield();
    const all: (TrendPoint & { read: T })[] = [];
    for (const point of points) {
      all.push({ ...point, read: read(point.run) });
      await yieldIfBusy();
    }
    return all;
  };

  return {
    async rates(selection: TrendSelection): Promise<RateTrend> {
      const points = await readEachRun(pointsOf(selection), ratesOf);
      const { tags, moreTags } = rankTags(points.map(({ read }) => read));
      const setSha256 = points.at(-1)?.run.setSha256 ?? "";
      return {
        tags,
        moreTags,
        points: points.map(({ run, version, read }) => toRatePoint(run, version, read, tags, setSha256)),
      };
    },

    async spread(selection: TrendSelection): Promise<{ points: SpreadPoint[] }> {
      const points = await readEachRun(pointsOf(selection), spreadsOf);
      return { points: points.map(({ run, version, read }) => ({ version, runId: run.id, ...read })) };
    },

    async metrics(selection: TrendSelection): Promise<MetricTrend> {
      const points = await readEachRun(pointsOf(selection), scoresOf);
      const metrics = [...new Set(points.flatMap(({ read }) => [...read.keys()]))].sort();
      const metricPoints = points.map(({ run, version, read }): MetricPoint => ({
        version,
        runId: run.id,
        metrics: metrics.map((metric) => read.get(metric) ?? null),
      }));
      return { metrics, points: metricPoints };
    },

    close: stopListening,
  };
}
export type Trends = ReturnType<typeof createTrends>;

function knownCosts(figures: readonly ReplyFigures[]): Float64Array {
  return Float64Array.from(figures.flatMap(([, , cost]) => cost ?? []));
}

/** How many tags are listed; the rest are counted. */
const MAX_TAGS = 100;

const tagsSchema = z.array(z.string());

/** One run's pass rate, as a whole and by tag. */
interface RunRates {
  total: ShareSums & { unchecked: number };
  tags: Map<string, ConversationMean>;
}

/** Adds up what the store has summed by list of tags. A conversation counts once for each of its tags. */
function sumRates(sums: readonly RateSums[]): RunRates {
  const total = { conversations: 0, samples: 0, shares: 0, squares: 0, unchecked: 0 };
  const byTag = new Map<string, { shares: number; conversations: number }>();
  for (const one of sums) {
    total.conversations += one.conversations;
    total.samples += one.samples;
    total.shares += one.shares;
    total.squares += one.squares;
    total.unchecked += one.unchecked;
    for (const tag of new Set(
      readStoredJson(tagsSchema, one.tags, { table: "run_conversations", row: one.tags, column: "tags" }),
    )) {
      const sum = byTag.get(tag) ?? { shares: 0, conversations: 0 };
      sum.shares += one.shares;
      sum.conversations += one.conversations;
      byTag.set(tag, sum);
    }
  }
  const tags = new Map<string, ConversationMean>();
  for (const [tag, { shares, conversations }] of byTag) tags.set(tag, { mean: shares / conversations, conversations });
  return { total, tags };
}

/** The tags of all runs, those of most conversations first, up to the most that are listed. */
function rankTags(runs: readonly RunRates[]): { tags: string[]; moreTags: number } {
  const most = new Map<string, number>();
  for (const { tags } of runs) {
    for (const [tag, { conversations }] of tags) most.set(tag, Math.max(most.get(tag) ?? 0, conversations));
  }
  const ranked = [...most].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([tag]) => tag);
  return { tags: ranked.slice(0, MAX_TAGS), moreTags: Math.max(0, ranked.length - MAX_TAGS) };
}

function toRatePoint(
  run: Run,
  version: number,
  rates: RunRates,
  tags: readonly string[],
  setSha256: string,
): RatePoint {
  const { conversations, unchecked, shares } = rates.total;
  return {
    version,
    runId: run.id,
    rate: conversations === 0 ? null : shares / conversations,
    interval: setRateInterval(rates.total),
    conversations: run.progress.conversations,
    judged: conversations,
    unchecked,
    samples: run.samples,
    auto: run.sampling !== null,
    sameSet: run.setSha256 === setSha256,
    tags: tags.map((tag) => rates.tags.get(tag) ?? null),
  };
}

/** By conversation id, then by `slotOf` turn and check: the name that a check gives to what it measures. */
type MetricNames = Map<string, Map<string, string>>;

function checkSlot(turn: number, checkIndex: number): string {
  return `${turn} ${checkIndex}`;
}

/** Which checks of a run's conversations have a metric; empty for most sets. */
function readMetricNames(store: Store, run: Run): MetricNames {
  const names: MetricNames = new Map();
  for (const { id, contentId } of store.trends.conversationsWithMetric(Number(run.id))) {
    const content = store.conversations.contentOf(contentId);
    const slots = new Map<string, string>();
    for (const turn of userTurns(content.turns)) {
      if (turn.fixed !== null) continue;
      checksOnTurn(turn, content.checks).forEach(({ metric }, at) => {
        if (typeof metric === "string" && metric !== "") slots.set(checkSlot(turn.index, at), metric);
      });
    }
    if (slots.size > 0) names.set(id, slots);
  }
  return names;
}

interface RunningMean {
  sum: number;
  count: number;
}

/** Mean score by metric: over the verdicts of a conversation first, so that long ones weigh no more, then over these. */
function meanScores(rows: Iterable<ScoreRow>, names: MetricNames): Map<string, ConversationMean> {
  const byMetric = new Map<string, Map<string, RunningMean>>();
  for (const { conversationId, turn, checkIndex, score } of rows) {
    const metric = names.get(conversationId)?.get(checkSlot(turn, checkIndex));
    if (metric === undefined) continue;
    const byConversation = byMetric.get(metric) ?? new Map<string, RunningMean>();
    const mean = byConversation.get(conversationId) ?? { sum: 0, count: 0 };
    mean.sum += score;
    mean.count += 1;
    byConversation.set(conversationId, mean);
    byMetric.set(metric, byConversation);
  }
  const means = new Map<string, ConversationMean>();
  for (const [metric, byConversation] of byMetric) {
    const shares = [...byConversation.values()].reduce((all, one) => all + one.sum / one.count, 0);
    means.set(metric, { mean: shares / byConversation.size, conversations: byConversation.size });
  }
  return means;
}

/** Quantiles between neighbouring values, as R's default (type 7: Hyndman and Fan, The American Statistician 50, 1996). */
export function quantilesOf(values: Float64Array): QuantileSummary | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted();
  return {
    replies: sorted.length,
    mean: sorted.reduce((sum, each) => sum + each, 0) / sorted.length,
    p5: quantile(sorted, 0.05),
    p25: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    p75: quantile(sorted, 0.75),
    p95: quantile(sorted, 0.95),
  };
}

function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

const MAX_BUSY_MS = 12;

/** To be awaited between pieces of long work: yields to the event loop whenever it was busy for long. */
function createEventLoopYield(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < MAX_BUSY_MS) return;
    await new Promise(setImmediate);
    since = performance.now();
  };
}
