/** What the columns of a CSV hold, by index. */
export interface CsvColumns {
  id: number | null;
  title: number | null;
  tags: number | null;
  notes: number | null;
  /** In the order of the turns. */
  turns: number[];
  checks: { at: number; number: number }[];
  /** Options of the check in the expected column of that number. */
  options: { at: number; number: number; key: "threshold" | "metric" }[];
  metric: number | null;
  threshold: number | null;
  recorded: number | null;
  /** promptfoo's other columns, `__metadata:…`, `__prefix` and what comes later: kept as text. */
  kept: number[];
  unused: number[];
  nameless: number[];
}

const turnNames = ["user", "input", "question", "prompt", "message", "query", "turn"];
const turnPattern = new RegExp(`^(${turnNames.join("|")})(?: turn)? ?(\\d{1,4})?$`);

export const turnColumns = "user, input, question, prompt, message or query (then user 2, user 3 … for more turns)";

/** Reads a header row. Names are compared without case; spaces, underscores and hyphens are alike. */
export function csvColumns(header: readonly string[]): CsvColumns {
  const names = header.map((name) => name.trim().toLowerCase());
  const plain = names.map((name) => name.replace(/[\s_-]+/g, " ").trim());
  const find = (...wanted: string[]): number | null => {
    const at = wanted.map((name) => plain.indexOf(name)).find((index) => index >= 0);
    return at ?? null;
  };
  const id = find("id");
  const title = find("title", "description");
  const tags = find("tags");
  const notes = find("notes");
  const turns = turnsOf(plain);
  const exactly = (name: string): number | null => (names.includes(name) ? names.indexOf(name) : null);
  const [metric, threshold, recorded] = [exactly("__metric"), exactly("__threshold"), exactly("__provideroutput")];
  const checks = names.flatMap((name, at) => (name.startsWith("__expected") ? [{ at, number: numberIn(name) }] : []));
  const options = names.flatMap((name, at): CsvColumns["options"] => {
    const match = /^__config:(__expected\d*):(threshold|metric)$/.exec(name);
    if (!match) return [];
    return [{ at, number: numberIn(match[1] ?? ""), key: match[2] === "metric" ? "metric" : "threshold" }];
  });
  const read = [id, title, tags, notes, metric, threshold, recorded, ...turns];
  const used = new Set([...read, ...[...checks, ...options].map(({ at }) => at)]);
  const left = names.flatMap((_, at) => (used.has(at) ? [] : [at]));
  const isKept = (at: number): boolean => names[at]?.startsWith("__") === true;
  const kept = left.filter(isKept);
  const unused = left.filter((at) => names[at] !== "" && !isKept(at));
  const nameless = left.filter((at) => names[at] === "");
  return { id, title, tags, notes, turns, checks, options, metric, threshold, recorded, kept, unused, nameless };
}

/** `__expected` and `__expected1` are the same to promptfoo's `__config:` columns. */
function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 1);
}

/** One column for each turn; where several claim one, the name that says most plainly what it is wins. */
function turnsOf(names: readonly string[]): number[] {
  const byNumber = new Map<number, { at: number; rank: number }>();
  names.forEach((name, at) => {
    const match = turnPattern.exec(name);
    if (!match) return;
    const number = Number(match[2] ?? 1);
    const rank = turnNames.indexOf(match[1] ?? "");
    const known = byNumber.get(number);
    if (!known || rank < known.rank) byNumber.set(number, { at, rank });
  });
  return [...byNumber].sort(([a], [b]) => a - b).map(([, { at }]) => at);
}

/** The delimiter under which a header row has the most columns that are known; a comma where none stands out. */
export function csvDelimiter(headerLine: string): string {
  let best = { delimiter: ",", known: 0 };
  for (const delimiter of [",", ";", "\t", "|"]) {
    const columns = csvColumns(headerLine.split(delimiter).map((name) => name.replace(/"/g, "")));
    const named = [columns.id, columns.title, columns.tags, columns.notes].filter((at) => at !== null).length;
    const known = named + columns.turns.length + columns.checks.length;
    if (known > best.known) best = { delimiter, known };
  }
  return best.delimiter;
}
