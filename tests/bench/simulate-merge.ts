import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { MergeBehaviour } from "../../electron/engine/analysis/merge/merge-behaviour.ts";
import { figuresOf, type Rates } from "../fixtures/merge/figures.ts";

/** Writes the table of docs/merge.md: `npx node tests/bench/simulate-merge.ts`. Seeded: the same figures each time. */
const WORLDS = 1_000;
const page = path.join(import.meta.dirname, "..", "..", "docs", "merge.md");
const [from, to] = ["<!-- simulated -->", "<!-- /simulated -->"];

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** What becomes of a conversation, where it passes `high` of the time or `low`. */
const shapes: {
  name: string;
  rates(high: number, low: number): Rates;
  right: readonly MergeBehaviour["finding"][];
}[] = [
  {
    name: "passes with all three",
    rates: (high) => ({ base: high, ours: high, theirs: high, merged: high }),
    right: ["asParents", "flaky"],
  },
  {
    name: "unlike both",
    rates: (high, low) => ({ base: high, ours: high, theirs: high, merged: low }),
    right: ["unlikeBoth"],
  },
  {
    name: "a lost fix",
    rates: (high, low) => ({ base: low, ours: low, theirs: high, merged: low }),
    right: ["lostFix"],
  },
  {
    name: "a break carried over",
    rates: (high, low) => ({ base: high, ours: low, theirs: high, merged: low }),
    right: ["carriedBreak"],
  },
  {
    name: "a fix kept",
    rates: (high, low) => ({ base: low, ours: low, theirs: high, merged: high }),
    right: ["asBetter"],
  },
];

const rows: string[][] = [];
for (const [high, low] of [
  [1, 0.05],
  [0.95, 0.3],
  [0.9, 0.5],
] as const) {
  for (const { name, rates, right } of shapes) {
    const found = await figuresOf(rates(high, low), right, WORLDS);
    rows.push([
      `${high} and ${low}`,
      name,
      String(found.median),
      String(found.most),
      percent(found.right),
      percent(found.surprises),
      percent(found.undecided),
      percent(found.certainty),
    ]);
  }
}
const head = [
  "true rates",
  "what it is",
  "calls, median",
  "most",
  "right",
  "called a surprise",
  "undecided",
  "certainty stated",
];
const table = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const written = readFileSync(page, "utf8");
const [start, end] = [written.indexOf(from), written.indexOf(to)];
if (start < 0 || end < 0) throw new Error(`docs/merge.md has lost its marks: ${from} and ${to}`);
const told = `${table}\n\n${WORLDS.toLocaleString("en")} worlds a row.`;
writeFileSync(page, `${written.slice(0, start + from.length)}\n\n${told}\n\n${written.slice(end)}`);
