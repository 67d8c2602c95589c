/** Whether the text with these hunks behaves as the candidate does; null where that could not be told. */
export type Ask = (on: ReadonlySet<number>) => Promise<boolean | null>;

/** A hunk with the weight that it is given before anything is asked, above 0. */
export interface Ranked {
  id: number;
  weight: number;
}

export interface Found {
  /** Each set makes the difference on its own; within one, no hunk can be left out. */
  sets: readonly (readonly number[])[];
  /** Whether the hunks that stand in no set were seen to make no difference. Null where that could not be told. */
  rest: "alike" | null;
}

/** More ways to make the same difference are not looked for. */
const MOST_SETS = 3;

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
export async function findCauses(ranked: readonly Ranked[], ask: Ask): Promise<Found | null> {
  const sets: number[][] = [];
  const known = memo(ask);
  let left = [...ranked].sort((a, b) => b.weight - a.weight || a.id - b.id);
  try {
    while (sets.length < MOST_SETS) {
      const set = await leastSet(left, known.sure);
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
export async function findOneCause(ranked: readonly Ranked[], ask: Ask): Promise<number[] | null> {
  try {
    return await leastSet(ranked, memo(ask).sure);
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
}

type Sure = (on: ReadonlySet<number>) => Promise<boolean>;

async function leastSet(ranked: readonly Ranked[], ask: Sure): Promise<number[]> {
  const found: number[] = [];
  let pool = [...ranked];
  const withPool = (count: number): Set<number> => new Set([...found, ...pool.slice(0, count).map(({ id }) => id)]);
  do {
    // `low` hunks of the pool do not make the difference together with what was found, `high` do.
    let [low, high] = [0, pool.length];
    while (high - low > 1) {
      const middle = halfWay(pool, low, high);
      if (await ask(withPool(middle))) high = middle;
      else low = middle;
    }
    const last = pool[high - 1];
    if (!last) break;
    found.push(last.id);
    pool = pool.slice(0, high - 1);
  } while (pool.length > 0 && !(await ask(new Set(found))));
  return withoutNeedless(found, ask);
}

/** Where the weight of the hunks between is halved: at least one further, at most one short of the end. */
function halfWay(pool: readonly Ranked[], low: number, high: number): number {
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

async function withoutNeedless(set: readonly number[], ask: Sure): Promise<number[]> {
  if (set.length < 2) return [...set];
  for (const id of set) {
    const others = set.filter((other) => other !== id);
    // Once one is out, the others have to be left out anew: what they do may rest on each other.
    if (await ask(new Set(others))) return withoutNeedless(others, ask);
  }
  return [...set];
}

function memo(ask: Ask): { ask: Ask; sure: Sure } {
  const known = new Map<string, boolean | null>();
  const remembered: Ask = async (on) => {
    const key = [...on].sort((a, b) => a - b).join(" ");
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = await ask(on);
    known.set(key, answer);
    return answer;
  };
  const sure: Sure = async (on) => {
    const answer = await remembered(on);
    if (answer === null) throw new NoAnswer();
    return answer;
  };
  return { ask: remembered, sure };
}
