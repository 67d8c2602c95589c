import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ModelNoise, maxBisectSamples } from "../../electron/engine/analysis/bisect/search-culprit.ts";
import { simulateBisect, type BisectWorld } from "../fixtures/simulation/bisect.ts";

/** Writes the tables of docs/bisect.md: `npx node tests/bench/simulate-bisect.ts`. Seeded: the same figures each time. */
const TRIALS = 1_000;
const page = path.join(import.meta.dirname, "..", "..", "docs", "bisect.md");
const [from, to] = ["<!-- simulated -->", "<!-- /simulated -->"];

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const world = (versions: number, before: number, after: number, noise: ModelNoise = "much"): BisectWorld => ({
  versions,
  before,
  after,
  noise,
});

async function changes(): Promise<string> {
  const worlds = [
    world(64, 0.95, 0.3),
    world(64, 1, 0),
    world(64, 0.9, 0.1),
    world(64, 1, 0.3),
    world(64, 1, 0.5),
    world(64, 0.8, 0.3),
    world(64, 0.5, 0),
    world(64, 0.95, 0.6),
    world(2, 0.95, 0.3),
    world(8, 0.95, 0.3),
    world(16, 0.95, 0.3),
    world(500, 0.95, 0.3),
    world(64, 1, 0, "little"),
    world(64, 0.99, 0.01, "little"),
    world(64, 0.97, 0.03, "little"),
    world(64, 1, 0, "none"),
    world(500, 1, 0, "none"),
  ];
  const rows: string[][] = [];
  for (const one of worlds) {
    const { median, ninth, most, right, wrong } = await simulateBisect(one, TRIALS);
    const { versions, before, after, noise } = one;
    rows.push([
      String(versions),
      `${before} → ${after}`,
      noise,
      String(median),
      String(ninth),
      `${most} (${maxBisectSamples(versions, noise)})`,
      percent(right),
      percent(wrong),
      percent(Math.max(0, 1 - right - wrong)),
    ]);
  }
  const head = ["calls, median", "nine tenths", "most (limit)", "right", "wrong", "no culprit named"];
  return table(["versions", "true rates", "noise", ...head], rows);
}

async function nothing(): Promise<string> {
  const rows: string[][] = [];
  for (const rate of [1, 0.95, 0.8, 0.5, 0.2, 0.05, 0]) {
    const { median, ninth, wrong, ends } = await simulateBisect(world(64, rate, rate), TRIALS);
    const share = (count: number | undefined): string => percent((count ?? 0) / TRIALS);
    rows.push([
      String(rate),
      String(median),
      String(ninth),
      share(ends.same),
      share(ends.reversed),
      share(ends.unsettled),
      percent(wrong),
    ]);
  }
  const head = ["nine tenths", "no difference", "wrong way round", "undetermined", "a version is blamed"];
  return table(["true rate at every version", "calls, median", ...head], rows);
}

const simulated = [
  `### A version broke it\n\n${TRIALS} searches a line, the culprit drawn anew for each.\n\n${await changes()}`,
  `### Nothing broke it\n\n64 versions, noise \`much\`, ${TRIALS} searches a line.\n\n${await nothing()}`,
].join("\n\n");
const text = readFileSync(page, "utf8");
const [before, after] = [text.indexOf(from), text.indexOf(to)];
if (before < 0 || after < before) throw new Error(`${page} has no ${from} … ${to} to write between.`);
writeFileSync(page, `${text.slice(0, before + from.length)}\n\n${simulated}\n\n${text.slice(after)}`);
