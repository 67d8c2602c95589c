/** A word with its place; `weight` says how much it tells, 0 for one that says nothing. */
interface Word {
  text: string;
  start: number;
  end: number;
  fresh: boolean;
  weight: number;
}

const MAX_PHRASES = 3;
const MAX_PHRASE_WORDS = 6;
const MAX_PHRASE_CHARACTERS = 60;
/** Less than this tells too little: a word as common as any. */
const MIN_PHRASE_WEIGHT = 2;
/** From here on a word is a figure or a name, which tells more than any words around it. */
const STRONG_WEIGHT = 3;
/** Texts beyond this length are read up to it. */
const MAX_CHARACTERS_READ = 50_000;

const anyWord = /[\p{L}\p{N}](?:[\p{L}\p{N}'’.@:/_-]{0,200}[\p{L}\p{N}])?/gu;

/**
 * The stretches of a reply, at most three, that tell it from another reply best: words that the other does not have and
 * that nobody but the model brought up, figures and names first. Each stands in the reply as it is, within one line,
 * and in the other reply not at all, whatever the case.
 */
export function distinctivePhrases(reply: string, other: string, given: readonly string[]): string[] {
  const read = reply.slice(0, MAX_CHARACTERS_READ);
  const theirs = wordsOf(other);
  const known = wordsOf(given.join("\n"));
  const haystack = other.toLowerCase();
  const taken = new Set<string>();
  return runsOf(wordsByLine(read, theirs, known))
    .map((run) => heaviestWindow(run))
    .filter((run) => weightOf(run) >= MIN_PHRASE_WEIGHT)
    .map((run) => ({ phrase: read.slice(startOf(run), run.at(-1)?.end), rank: rankOf(run), at: startOf(run) }))
    .filter(({ phrase }) => phrase.length <= MAX_PHRASE_CHARACTERS && !haystack.includes(phrase.toLowerCase()))
    .sort((a, b) => b.rank - a.rank || a.at - b.at)
    .filter(({ phrase }) => {
      const again = taken.has(phrase.toLowerCase());
      taken.add(phrase.toLowerCase());
      return !again;
    })
    .slice(0, MAX_PHRASES)
    .map(({ phrase }) => phrase);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set((text.slice(0, 4 * MAX_CHARACTERS_READ).match(anyWord) ?? []).map((word) => word.toLowerCase()));
}

function wordsByLine(text: string, theirs: ReadonlySet<string>, known: ReadonlySet<string>): Word[][] {
  const runs: Word[][] = [];
  let end = -1;
  for (const { 0: word, index } of text.matchAll(anyWord)) {
    const between = text.slice(Math.max(end, 0), index);
    const lower = word.toLowerCase();
    const fresh = !theirs.has(lower);
    const opens = end < 0 || /[.!?:\n]/.test(between);
    const one = { text: word, start: index, end: index + word.length, fresh, weight: 0 };
    if (fresh && !known.has(lower)) one.weight = wordWeight(word, opens);
    const goesOn = end >= 0 && /^[ \u00a0]{1,2}$/.test(between);
    if (goesOn) runs.at(-1)?.push(one);
    else runs.push([one]);
    end = one.end;
  }
  return runs;
}

/** Figures and names tell most; a capital at the head of a sentence is no name. */
function wordWeight(word: string, opens: boolean): number {
  if (/[@/]/.test(word) || /\p{N}.*\p{N}.*\p{N}/u.test(word)) return 5;
  if (!opens && /^\p{Lu}/u.test(word)) return STRONG_WEIGHT;
  if (word.length >= 7) return 2;
  return word.length >= 4 ? 1 : 0;
}

/** Fresh words that follow one another; a short word that both have may stand between two of them. */
function runsOf(lines: readonly Word[][]): Word[][] {
  return lines.flatMap((words) => {
    const runs: Word[][] = [];
    let run: Word[] = [];
    words.forEach((word, at) => {
      const bridges = run.length > 0 && word.text.length <= 3 && words[at + 1]?.fresh === true;
      if (word.fresh || bridges) return void run.push(word);
      if (run.length > 0) runs.push(run);
      run = [];
    });
    return run.length > 0 ? [...runs, run] : runs;
  });
}

/** The stretch of at most six words that tells most; where it has a figure or a name, from the first to the last one. */
function heaviestWindow(run: readonly Word[]): readonly Word[] {
  let found: readonly Word[] = [];
  for (let from = 0; from === 0 || from + MAX_PHRASE_WORDS <= run.length; from += 1) {
    const window = trimmed(run.slice(from, from + MAX_PHRASE_WORDS));
    if (weightOf(window) > weightOf(found)) found = window;
  }
  return found;
}

function trimmed(words: readonly Word[]): readonly Word[] {
  const least = words.some(({ weight }) => weight >= STRONG_WEIGHT) ? STRONG_WEIGHT : 1;
  const from = words.findIndex(({ weight }) => weight >= least);
  const to = words.findLastIndex(({ weight }) => weight >= least);
  return from < 0 ? [] : words.slice(from, to + 1);
}

function weightOf(words: readonly Word[]): number {
  return words.reduce((sum, { weight }) => sum + weight, 0);
}

/** By the most telling word, then by all of them. */
function rankOf(words: readonly Word[]): number {
  return 100 * Math.max(...words.map(({ weight }) => weight)) + weightOf(words);
}

function startOf(words: readonly Word[]): number {
  return words[0]?.start ?? 0;
}
