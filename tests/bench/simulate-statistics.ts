import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DEFAULT_MAX_SAMPLES, sequentialPlan } from "../../electron/engine/statistics/sequential-test.ts";
import { autoCase, fixedCase } from "../fixtures/simulation/cases.ts";
import { coverage, populations } from "../fixtures/simulation/coverage.ts";
import { autoSets, fixedSets, type SetFigures } from "../fixtures/simulation/sets.ts";
import { type Case, type World, worlds } from "../fixtures/simulation/world.ts";

/** Writes the tables of docs/statistics.md: `npx node tests/bench/simulate-statistics.ts`. Seeded: the same figures each time. */
const CASES = 20_000;
const SETS = 2_000;
const page = path.join(import.meta.dirname, "..", "..", "docs", "statistics.md");
const [from, to] = ["<!-- simulated -->", "<!-- /simulated -->"];

const percent = (share: number): string =>
  Number.isNaN(share) ? "" : `${(100 * share).toFixed(share < 0.1 ? 2 : 1)}%`;
const of = (before: number, after = before): Case => ({ before, after, replies: "varied" });
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

function equalRates(): string {
  const sizes = [3, 5, 10, 20];
  const rows = [0, 0.05, 0.3, 0.5, 0.7, 0.9, 0.95, 1].map((rate) => {
    const auto = autoCase(of(rate), sequentialPlan({ conversations: 1 }), CASES);
    return [
      String(rate),
      ...sizes.map((samples) => percent(fixedCase(of(rate), samples, CASES).broke)),
      percent(auto.broke),
      auto.calls.toFixed(1),
      percent(auto.undecided),
    ];
  });
  return table(["true rate", ...sizes.map((n) => `${n} a side`), "auto", "auto: calls", "auto: undecided"], rows);
}

function drops(): string {
  const rows = [of(0.95, 0.5), of(1, 0), of(0.9, 0.3), of(0.7, 0.2), of(0.95, 0.8)].map((one) => {
    const auto = autoCase(one, sequentialPlan({ conversations: 1 }), CASES);
    const among = autoCase(one, sequentialPlan({ conversations: 100 }), CASES);
    return [
      `${one.before} → ${one.after}`,
      ...[5, 10, 18, 20].map((samples) => percent(fixedCase(one, samples, CASES).broke)),
      percent(auto.broke),
      auto.calls.toFixed(1),
      percent(among.broke),
      among.calls.toFixed(1),
    ];
  });
  const head = ["5 a side", "10 a side", "18 a side", "20 a side", "auto", "auto: calls"];
  return table(["true rates", ...head, "auto, first find of 100", "calls"], rows);
}

function sets(): string {
  const line = (name: string, how: string, { fdr, power, undecided, calls }: SetFigures): string[] => [
    name,
    how,
    percent(fdr),
    percent(power),
    percent(undecided),
    calls.toFixed(1),
  ];
  const rows = namesOfWorlds().flatMap((name) => {
    const fixed = (name === "usual" ? [5, 20, 33] : [5]).map((samples) =>
      line(name, `${samples} a side`, fixedSets(worlds[name], samples, SETS)),
    );
    return [...fixed, line(name, "auto", autoSets(worlds[name], SETS))];
  });
  const earlier = [5, 20].map((samples) =>
    line("usual", `auto, the baseline has ${samples}`, autoSets(worlds.usual, SETS, { earlier: samples })),
  );
  const limits = [20, 40].map((limit) =>
    line("usual", `auto, limit ${limit}`, autoSets(worlds.usual, SETS, { limit })),
  );
  return table(
    ["set of 100", "samples", "false among called", "0.95 → 0.5 found", "undecided", "calls a conversation"],
    [...rows, ...earlier, ...limits],
  );
}

function namesOfWorlds(): World[] {
  return [
    "usual",
    "usual, varied replies only",
    "usual, canned replies",
    "one drop",
    "flaky beside changes",
    "half dropped",
    "nothing changed",
    "all flaky, nothing changed",
  ];
}

function intervals(): string {
  const rows = Object.entries(populations).flatMap(([name, population]) =>
    [10, 50, 200].flatMap((conversations) =>
      [2, 5].map((samples) => {
        const { ours, normal, width } = coverage(population, { conversations, samples, trials: 5_000 });
        return [name, String(conversations), String(samples), percent(ours), width.toFixed(2), percent(normal)];
      }),
    ),
  );
  return table(
    ["conversations drawn from", "number", "samples", "holds the truth", "width", "plain normal interval"],
    rows,
  );
}

const simulated = [
  `### One conversation, equal rates: called broke\n\nBefore any correction, ${CASES} trials a cell.\n\n${equalRates()}`,
  `### One conversation, a real change: called broke\n\n${CASES} trials a cell; auto-samples up to ${DEFAULT_MAX_SAMPLES} a side.\n\n${drops()}`,
  `### Whole sets, corrected\n\n${SETS} sets of 100 conversations a line.\n\n${sets()}`,
  `### The set's interval\n\n5000 sets a line.\n\n${intervals()}`,
].join("\n\n");
const text = readFileSync(page, "utf8");
const [before, after] = [text.indexOf(from), text.indexOf(to)];
if (before < 0 || after < before) throw new Error(`${page} has no ${from} … ${to} to write between.`);
writeFileSync(page, `${text.slice(0, before + from.length)}\n\n${simulated}\n\n${text.slice(after)}`);
