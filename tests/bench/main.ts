import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import os from "node:os";
import { type Bench, openBench } from "./bench.ts";
import { atNoLatency, conversations, oneTurn } from "./replay-workloads.ts";
import { type Row, toMarkdown } from "./row.ts";
import { largeProject, openingComparison } from "./window-workloads.ts";

interface BenchOptions {
  quick: boolean;
  only: string[];
  runs: number;
  /** The folder that promptfoo is installed in; null leaves it out. */
  promptfoo: string | null;
  write: boolean;
  help: boolean;
}

function usage(workloads: readonly string[]): string {
  return `npm run bench -- [options]
  --quick              each workload once instead of three times, and 6 runs in the large project
  --only NAMES         some of ${workloads.join(", ")}, with commas between them
  --runs N             runs in the large project (100)
  --promptfoo FOLDER   measures promptfoo beside it, from the folder it is installed in
  --write              writes the table into BENCHMARKS.md
`;
}

/** The options of the bench, or what is wrong with them in a line. */
function readOptions(args: readonly string[], workloads: readonly string[]): BenchOptions | { problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: "boolean", default: false },
        only: { type: "string" },
        runs: { type: "string" },
        promptfoo: { type: "string" },
        write: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const { quick, write, help } = values;
    const only = values.only?.split(",") ?? [...workloads];
    const unknown = only.find((name) => !workloads.includes(name));
    if (unknown !== undefined)
      return { problem: `--only takes names out of ${workloads.join(", ")}, not "${unknown}".` };
    const runs = Number(values.runs ?? (quick ? 6 : 100));
    if (!Number.isInteger(runs) || runs < 2)
      return { problem: `--runs takes a whole number from 2, not "${values.runs}".` };
    const promptfoo = values.promptfoo === undefined ? null : path.resolve(values.promptfoo);
    if (promptfoo !== null && !statSync(path.join(promptfoo, "node_modules/promptfoo"), { throwIfNoEntry: false })) {
      return {
        problem: `promptfoo is not installed in ${values.promptfoo}: run "npm install promptfoo" in that folder.`,
      };
    }
    return { quick, only, runs, promptfoo, write, help };
  } catch (error) {
    return { problem: `${error instanceof Error ? error.message : String(error)} (--help lists the options)` };
  }
}

const workloads: Record<string, (bench: Bench) => Promise<Row[]>> = {
  "one-turn": oneTurn,
  conversations,
  "no-latency": atNoLatency,
  window: openingComparison,
  large: largeProject,
};

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const options = readOptions(process.argv.slice(2), Object.keys(workloads));
if ("problem" in options) {
  say(options.problem);
  process.exit(2);
}
if (options.help) {
  process.stdout.write(usage(Object.keys(workloads)));
  process.exit(0);
}

const bench = await openBench({
  repeats: options.quick ? 1 : 3,
  runs: options.runs,
  promptfoo: options.promptfoo,
  say,
});
const rows: Row[] = [];
const loads: number[] = [];
try {
  for (const name of options.only) {
    say(`Measuring ${name} …`);
    rows.push(...((await workloads[name]?.(bench)) ?? []));
    loads.push(os.loadavg()[0] ?? 0);
  }
} finally {
  bench.close();
}
const text = `${machine()}\n\n${toMarkdown(rows)}\n`;
process.stdout.write(text);
if (options.write) {
  const intro =
    "# Benchmarks\n\n`npm run bench -- --write` measured this. Each figure is the median of " +
    `${bench.repeats}; the mock provider, the bare \`fetch\` loop and the engine each have a process of their own.\n\n`;
  writeFileSync(path.join(import.meta.dirname, "..", "..", "BENCHMARKS.md"), intro + text);
}

function machine(): string {
  const cpus = os.cpus();
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus.length} cores (${cpus[0]?.model.trim() || os.arch()})`,
    `${Math.round(os.totalmem() / 1024 ** 3)} GB of memory`,
    `Node.js ${process.versions.node}`,
    `${os.platform()} ${os.release().split("-")[0]}`,
    `load up to ${Math.max(...loads).toFixed(1)} while measuring`,
  ].join(", ");
}
