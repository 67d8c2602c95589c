import type { ModelSettings } from "../../../../shared/domain/model.ts";
import { applyHunks, type Edit, type Hunk } from "./edit-hunks.ts";
import {
  createLikenessTest,
  sampleBothEnds,
  type SampledEnds,
  type SampleEnd,
  type ReplaySample,
} from "../likelihood-ratio-test.ts";
import { splitHunk } from "./split-hunk.ts";
import type { Conversation } from "../../../../shared/domain/conversation.ts";
import { keywordsOf } from "../../prompts/diff-keywords.ts";

/** What a version is: a text and the settings that it brings along. */
export interface PromptVariant {
  text: string;
  settings: ModelSettings;
}

interface BlameOptions {
  edit: Edit;
  baseline: PromptVariant;
  candidate: PromptVariant;
  /** The hunk that stands for other model settings; null where both versions have the same. */
  settingsId: number | null;
  random: boolean;
  /** Asked once the ends are known to differ: by then other conversations may have told more. */
  rank(): readonly RankedHunk[];
  replay(side: PromptVariant, sample: number): Promise<ReplaySample>;
}

export interface ConversationBlame {
  ends: SampledEnds;
  /** Null where the ends do not differ, or where it could not be told. */
  found: FoundCauses | null;
  /** By hunk, the part of it that makes the difference by itself. */
  parts: ReadonlyMap<number, string>;
  /** Chance, at least, that the answer is right; 1 where the model is not random. */
  certainty: number;
}

/** Finds which hunks of an edit changed what becomes of one conversation. Rejects as `replay` does. */
export async function blameEdit(terms: BlameOptions): Promise<ConversationBlame> {
  const { edit, baseline, candidate, random } = terms;
  const sampleEnd: SampleEnd = (end, sample) => terms.replay(end === "baseline" ? baseline : candidate, sample);
  const ends = await sampleBothEnds(sampleEnd, random);
  const parts = new Map<number, string>();
  if (ends.outcome !== "broke" && ends.outcome !== "fixed")
    return { ends, found: null, parts, certainty: 1 - ends.error };
  const between = createLikenessTest(ends, { hunks: edit.hunks.length, random, sampleEnd });
  const askIn =
    (of: Edit, fixed: readonly number[] = []) =>
    (on: ReadonlySet<number>): Promise<boolean | null> => {
      const all = new Set([...fixed, ...on]);
      const isCandidate = terms.settingsId !== null && all.has(terms.settingsId);
      const settings = isCandidate ? candidate.settings : baseline.settings;
      return between.decide((sample) => terms.replay({ text: applyHunks(of, all), settings }, sample));
    };
  const found = await findCauses(terms.rank(), askIn(edit));
  const certainty = Math.max(0, 1 - between.error());
  for (const [id, others] of found?.sets.length === 1 ? hunksWithOthers(found.sets[0] ?? []) : []) {
    const finer = splitHunk(edit, id);
    if (!finer) continue;
    const least = await findOneCause(
      finer.parts.map((part) => ({ id: part.id, weight: 1 })),
      askIn(finer.edit, others),
    );
    if (least === null || least.length === finer.parts.length) continue;
    const told = finer.parts.filter((part) => least.includes(part.id)).map((part) => part.added || part.removed);
    parts.set(id, told.map((text) => text.trim()).join(" … "));
  }
  return { ends, found, parts, certainty };
}

/** A set's hunks that are worth a closer look, each with the others of its set. */
function hunksWithOthers(set: readonly number[]): [number, number[]][] {
  return set.map((id) => [id, set.filter((other) => other !== id)]);
}

/** Whether the text with these hunks behaves as the candidate does; null where that could not be told. */
type AskWithHunks = (on: ReadonlySet<number>) => Promise<boolean | null>;

/** A hunk with the weight that it is given before anything is asked, above 0. */
export interface RankedHunk {
  id: number;
  weight: number;
}

interface FoundCauses {
  /** Each set makes the difference on its own; within one, no hunk can be left out. */
  sets: readonly (readonly number[])[];
  /** Whether the hunks that stand in no set were seen to make no difference. Null where that could not be told. */
  rest: "alike" | null;
}

/** More ways to make the same difference are not looked for. */
const MAX_CAUSES = 3;

/** Thrown inside a search that came upon a question without an answer. */
class NoAnswer extends Error {}

/**
 * Finds minimal sets of hunks that make the difference between two texts, given that none of the hunks behaves as the
 * baseline and all of them as the candidate. Null where a question on the way had no answer.
 *
 * Each set is found by halving: the shortest run of hunks, likeliest first, that makes the difference ends with a hunk
 * that belongs to it (Junker, QuickXplain, AAAI 2004, with halves of equal likelihood); so does the shortest that makes
 * it together with what was found, which brings the partners of hunks that break only together. The tests of ddmin
 * (Zeller and Hildebrandt, IEEE TSE 28, 2002) close it: each hunk of a set is left out once, and the complement of
 * all sets is asked for further ones.
 */
export async function findCauses(ranked: readonly RankedHunk[], ask: AskWithHunks): Promise<FoundCauses | null> {
  const sets: number[][] = [];
  const known = memoizeAnswers(ask);
  let left = [...ranked].sort((a, b) => b.weight - a.weight || a.id - b.id);
  try {
    while (sets.length < MAX_CAUSES) {
      const set = await minimalSet(left, known.sure);
      sets.push(set);
      left = left.filter(({ id }) => !set.includes(id));
      const goesOn = left.length === 0 ? false : await known.ask(new Set(left.map(({ id }) => id)));
      if (goesOn !== true) return { sets, rest: goesOn === false ? "alike" : null };
    }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    // What was found until then holds; only the rest is open.
    return sets.length > 0 ? { sets, rest: null } : null;
  }
  return { sets, rest: null };
}

/** One minimal set, without a look at what is left; null where a question had no answer. As `findCauses` else. */
export async function findOneCause(ranked: readonly RankedHunk[], ask: AskWithHunks): Promise<number[] | null> {
  try {
    return await minimalSet(ranked, memoizeAnswers(ask).sure);
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
}

type AskForSure = (on: ReadonlySet<number>) => Promise<boolean>;

async function minimalSet(ranked: readonly RankedHunk[], ask: AskForSure): Promise<number[]> {
  const found: number[] = [];
  let pool = [...ranked];
  const withPool = (count: number): Set<number> => new Set([...found, ...pool.slice(0, count).map(({ id }) => id)]);
  do {
    // `low` hunks of the pool do not make the difference together with what was found, `high` do.
    let [low, high] = [0, pool.length];
    while (high - low > 1) {
      const middle = halfWeightIndex(pool, low, high);
      if (await ask(withPool(middle))) high = middle;
      else low = middle;
    }
    const last = pool[high - 1];
    if (!last) break;
    found.push(last.id);
    pool = pool.slice(0, high - 1);
  } while (pool.length > 0 && !(await ask(new Set(found))));
  return dropNeedlessHunks(found, ask);
}

/** Where the weight of the hunks between is halved: at least one further, at most one short of the end. */
function halfWeightIndex(pool: readonly RankedHunk[], low: number, high: number): number {
  const between = pool.slice(low, high);
  const half = between.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const [at, { weight }] of between.entries()) {
    // The nearer of the two places around the half.
    if (sum + weight / 2 >= half) return Math.min(high - 1, Math.max(low + 1, low + at));
    sum += weight;
  }
  return high - 1;
}

async function dropNeedlessHunks(set: readonly number[], ask: AskForSure): Promise<number[]> {
  if (set.length < 2) return [...set];
  for (const id of set) {
    const others = set.filter((other) => other !== id);
    // Once one is out, the others have to be left out again: what they do may rest on each other.
    if (await ask(new Set(others))) return dropNeedlessHunks(others, ask);
  }
  return [...set];
}

function memoizeAnswers(ask: AskWithHunks): { ask: AskWithHunks; sure: AskForSure } {
  const known = new Map<string, boolean | null>();
  const remembered: AskWithHunks = async (on) => {
    const key = [...on].sort((a, b) => a - b).join(" ");
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = await ask(on);
    known.set(key, answer);
    return answer;
  };
  const sure: AskForSure = async (on) => {
    const answer = await remembered(on);
    if (answer === null) throw new NoAnswer();
    return answer;
  };
  return { ask: remembered, sure };
}

/** How much likelier a hunk is for a word in common that no other hunk has, and for a conversation it explains already. */
const SHARED_WORD_WEIGHT = 2;
const EXPLAINED_WEIGHT = 12;

/**
 * Weighs the hunks for one conversation: by the words in common with its turns and checks, the rarer among the hunks
 * the more, and by how many other conversations they explain already. Only the order of questions rests on it.
 */
export function rankHunks(
  hunks: readonly Hunk[],
  { turns, checks }: Pick<Conversation, "turns" | "checks">,
  explained: ReadonlyMap<number, number>,
): RankedHunk[] {
  const asked = new Set(keywordsOf(JSON.stringify([turns, checks])));
  const words = hunks.map(({ removed, added }) => new Set(keywordsOf(`${removed} ${added}`)));
  const hunksWith = new Map<string, number>();
  for (const own of words) for (const word of own) hunksWith.set(word, (hunksWith.get(word) ?? 0) + 1);
  return hunks.map(({ id }, at) => {
    let weight = 1 + EXPLAINED_WEIGHT * (explained.get(id) ?? 0);
    for (const word of words[at] ?? []) if (asked.has(word)) weight += SHARED_WORD_WEIGHT / (hunksWith.get(word) ?? 1);
    return { id, weight };
  });
}
