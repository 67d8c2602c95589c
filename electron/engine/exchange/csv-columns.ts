/** What the columns of a CSV hold, by index. */
export interface CsvColumns {
  id: number | null;
  title: number | null;
  tags: number | null;
  notes: number | null;
  /** In the order of the turns. */
  turns: number[];
  checks: number[];
  unused: number[];
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
  const checks = names.flatMap((name, at) => (/^__expected\d*$/.test(name) ? [at] : []));
  const used = new Set([id, title, tags, notes, ...turns, ...checks]);
  const unused = names.flatMap((name, at) => (name !== "" && !used.has(at) ? [at] : []));
  return { id, title, tags, notes, turns, checks, unused };
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
  for (const delimiter of [",", ";", "\t"]) {
    const columns = csvColumns(headerLine.split(delimiter).map((name) => name.replace(/"/g, "")));
    const named = [columns.id, columns.title, columns.tags, columns.notes].filter((at) => at !== null).length;
    const known = named + columns.turns.length + columns.checks.length;
    if (known > best.known) best = { delimiter, known };
  }
  return best.delimiter;
}
