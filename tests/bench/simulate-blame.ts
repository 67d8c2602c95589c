import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ddminQuestions } from "../fixtures/blame/ddmin.ts";
import { figuresOf, median, type Cases } from "../fixtures/blame/figures.ts";
import { pick } from "../fixtures/blame/world.ts";
import { seeded } from "../fixtures/simulation/random.ts";

/** Writes the tables of docs/blame.md: `npx node tests/bench/simulate-blame.ts`. Seeded: the same figures each time. */
const TRIALS = 1_000;
const page = path.join(import.meta.dirname, "..", "..", "docs", "blame.md");
const [from, to] = ["<!-- simulated -->", "<!-- /simulated -->"];

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const shapes: { name: string; sets: readonly number[] }[] = [
  { name: "one", sets: [1] },
  { name: "a pair that breaks only together", sets: [2] },
  { name: "three that break only together", sets: [3] },
  { name: "two that break each alone", sets: [1, 1] },
];
const still = { before: 1, after: 0 };

function ddmin({ hunks, sets }: Pick<Cases, "hunks" | "sets">): number {
  const taken = Array.from({ length: TRIALS }, (_, trial) => {
    const picked = pick(
      seeded(trial + 1),
      hunks,
      sets.reduce((sum, size) => sum + size, 0),
    );
    const culprits = sets.map((size) => picked.splice(0, size));
    return ddminQuestions(hunks, (on) => culprits.some((set) => set.every((hunk) => on.includes(hunk))));
  });
  return median(taken);
}

async function deterministic(): Promise<string> {
  const rows: string[][] = [];
  for (const hunks of [4, 16, 64, 256]) {
    for (const { name, sets } of shapes) {
      if (sets.reduce((sum, size) => sum + size, 0) >= hunks) continue;
      const plain = await figuresOf({ hunks, sets, rates: still, trials: TRIALS });
      const hinted = await figuresOf({ hunks, sets, rates: still, trials: TRIALS, hint: hunks });
      rows.push([
        String(hunks),
        name,
        String(plain.median),
        String(plain.most),
        String(hinted.median),
        String(ddmin({ hunks, sets })),
        hunks <= 16 ? (2 ** hunks).toLocaleString("en") : `2^${hunks}`,
        percent(plain.right),
      ]);
    }
  }
  const head = ["hunks", "to blame", "calls, median", "most", "median, ranked well", "ddmin", "exhaustive", "right"];
  return table(head, rows);
}

async function canned(): Promise<string> {
  const rows: string[][] = [];
  for (const { name, sets } of shapes) {
    const found = await figuresOf({ hunks: 16, sets, rates: still, trials: TRIALS, canned: true });
    const { ends, median: between, most, right, certainty } = found;
    rows.push([name, String(ends), String(between), String(most), percent(right), percent(certainty)]);
  }
  return table(["to blame", "calls for the ends", "between, median", "most", "right", "certainty stated"], rows);
}

async function noisy(): Promise<string> {
  const rows: string[][] = [];
  for (const rates of [
    { before: 1, after: 0.05 },
    { before: 0.95, after: 0.3 },
    { before: 0.9, after: 0.5 },
    { before: 0.8, after: 0.6 },
  ]) {
    for (const { name, sets } of shapes) {
      const found = await figuresOf({ hunks: 16, sets, rates, trials: TRIALS });
      rows.push([
        `${rates.before} → ${rates.after}`,
        name,
        String(found.ends),
        String(found.median),
        String(found.most),
        percent(found.right),
        percent(1 - found.right - found.undetermined),
        percent(found.undetermined),
        percent(found.certainty),
      ]);
    }
  }
  const head = ["true rates", "to blame", "calls for the ends", "between, median", "most"];
  return table([...head, "right", "wrong or in part", "undetermined", "certainty stated"], rows);
}

const tables = [
  "A deterministic model; calls beside the two that the ends take:",
  await deterministic(),
  "ddmin ends with one set; ours goes on to see whether there is another, which is one question more at least.",
  "A model that might be random and says the same each time, and an edit with 16 hunks:",
  await canned(),
  `A noisy model and an edit with 16 hunks, for which an exhaustive search would replay ${(2 ** 16).toLocaleString("en")} texts, each several times:`,
  await noisy(),
  `${TRIALS.toLocaleString("en")} trials a row.`,
];
const written = readFileSync(page, "utf8");
const [start, end] = [written.indexOf(from), written.indexOf(to)];
if (start < 0 || end < 0) throw new Error(`docs/blame.md has lost its marks: ${from} and ${to}`);
writeFileSync(page, `${written.slice(0, start + from.length)}\n\n${tables.join("\n\n")}\n\n${written.slice(end)}`);
