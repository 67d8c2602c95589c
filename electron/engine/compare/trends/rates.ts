import { z } from "zod";
import type { RatePoint, Share } from "../../../../shared/contract/trends.ts";
import type { Run } from "../../../../shared/domain/run.ts";
import type { RateSums } from "../../store/trends.ts";
import { setRateInterval, type ShareSums } from "./set-rate.ts";
import { readStored } from "../../store/stored-json.ts";

/** How many tags are told; the rest are counted. */
const MOST_TAGS = 100;

const tagsSchema = z.array(z.string());

/** One run's pass rate, as a whole and by tag. */
export interface RunRates {
  total: ShareSums & { unchecked: number };
  tags: Map<string, Share>;
}

/** Adds up what the store has summed by list of tags. A conversation counts once for each of its tags. */
export function addUp(sums: readonly RateSums[]): RunRates {
  const total = { conversations: 0, samples: 0, shares: 0, squares: 0, unchecked: 0 };
  const byTag = new Map<string, { shares: number; conversations: number }>();
  for (const one of sums) {
    total.conversations += one.conversations;
    total.samples += one.samples;
    total.shares += one.shares;
    total.squares += one.squares;
    total.unchecked += one.unchecked;
    for (const tag of new Set(
      readStored(tagsSchema, one.tags, { table: "run_conversations", row: one.tags, column: "tags" }),
    )) {
      const sum = byTag.get(tag) ?? { shares: 0, conversations: 0 };
      sum.shares += one.shares;
      sum.conversations += one.conversations;
      byTag.set(tag, sum);
    }
  }
  const tags = new Map<string, Share>();
  for (const [tag, { shares, conversations }] of byTag) tags.set(tag, { mean: shares / conversations, conversations });
  return { total, tags };
}

/** The tags of all runs, those of most conversations first, up to the most that are told. */
export function rankTags(runs: readonly RunRates[]): { tags: string[]; moreTags: number } {
  const most = new Map<string, number>();
  for (const { tags } of runs) {
    for (const [tag, { conversations }] of tags) most.set(tag, Math.max(most.get(tag) ?? 0, conversations));
  }
  const ranked = [...most].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([tag]) => tag);
  return { tags: ranked.slice(0, MOST_TAGS), moreTags: Math.max(0, ranked.length - MOST_TAGS) };
}

export function ratePoint(
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
