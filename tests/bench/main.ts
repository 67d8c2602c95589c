import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Bench, openBench } from "./bench.ts";
import { atNoLatency, conversations, oneTurn } from "./replay-workloads.ts";
import { readOptions, usage } from "./options.ts";
import { type Row, toMarkdown } from "./row.ts";
import { largeProject, openingComparison } from "./window-workloads.ts";

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
