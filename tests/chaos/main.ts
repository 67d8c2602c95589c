import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "../fixtures/provider-server/faults.ts";
import { startProviderServer } from "../fixtures/provider-server/server.ts";
import { prepare } from "./scene.ts";
import { disturbances, playRound, works } from "./round.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "200" },
    first: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const first = Number(values.first);
const seed = Number(values.seed);
if (![rounds, first, seed].every(Number.isInteger) || rounds < 1) {
  process.stderr.write("--rounds, --first and --seed take whole numbers\n");
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "counterproof-chaos-"));
const provider = { latencyMs: 8 };
const server = await startProviderServer(provider);
const failed = new Map<string, number>();
const tally = { held: 0, failed: 0 };
/** Of each work: rounds that struck at a moment, and those of them that struck while its project was open. */
const strikes = new Map<string, { all: number; open: number }>();
try {
  const scene = await prepare(folder, `${server.url}/v1`, provider);
  const numbers =
    values.only === undefined ? Array.from({ length: rounds }, (_, at) => at + first) : [Number(values.only)];
  for (const number of numbers) {
    const random = seededRandom(seed * 1_000_003 + number);
    // Each pair comes up equally often; the order of the rounds decides nothing.
    const work = works[number % works.length] ?? "commit";
    const disturbance = disturbances[Math.floor(number / works.length) % disturbances.length] ?? "kill";
    const { faults, struckOpen } = await playRound(scene, { number, work, disturbance, random });
    if (struckOpen !== null) {
      const { all, open } = strikes.get(work) ?? { all: 0, open: 0 };
      strikes.set(work, { all: all + 1, open: open + (struckOpen ? 1 : 0) });
    }
    if (faults.length === 0) {
      tally.held += 1;
      continue;
    }
    tally.failed += 1;
    const pair = `${disturbance} during ${work}`;
    failed.set(pair, (failed.get(pair) ?? 0) + 1);
    process.stdout.write(`round ${number} (--seed ${seed} --only ${number}): ${pair}: ${faults.join("; ")}\n`);
  }
} finally {
  await server.close();
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
}
const struck = [...strikes].map(([work, { all, open }]) => `${work} ${open} of ${all}`).join(", ");
process.stdout.write(`struck while the project was open: ${struck === "" ? "never" : struck}.\n`);
const where = [...failed].map(([pair, count]) => `${pair} ${count}`).join(", ");
process.stdout.write(
  `chaos: seed ${seed}: ${tally.held} rounds held, ${tally.failed} failed${where === "" ? "." : `: ${where}.`}\n`,
);
process.exitCode = tally.failed > 0 ? 1 : 0;
