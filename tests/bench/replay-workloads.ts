import type { Bench } from "./bench.ts";
import type { Reading } from "./job.ts";
import { runPromptfoo } from "./promptfoo.ts";
import { atLeast, atMost, median, type Row, show, toKnow } from "./row.ts";

const CONCURRENCY = 32;
const LATENCY_MS = 50;
const LOOP_LIMIT_MS = 50;

/** The median over the repeats of one figure. */
function middle(readings: readonly Reading[], figure: (reading: Reading, at: number) => number): number {
  return median(readings.map(figure));
}

async function replay(bench: Bench, file: string, versions: number[], latency: number, useCache: boolean) {
  const model = `mock-${latency}`;
  return bench.job({ kind: "replay", file, url: bench.url, model, versions, concurrency: CONCURRENCY, useCache });
}

/** 2,000 replies of one turn beside the bare loop, and the same again from the cache. */
export async function oneTurn(bench: Bench): Promise<Row[]> {
  const calls = 2_000;
  const name = `${calls} calls, one turn, ${LATENCY_MS} ms, ${CONCURRENCY} at a time`;
  const loops: Reading[] = [];
  const engines: Reading[] = [];
  const warm: Reading[] = [];
  for (let at = 0; at < bench.repeats; at += 1) {
    const file = await bench.project(calls, 1);
    const model = `mock-${LATENCY_MS}`;
    loops.push((await bench.job({ kind: "loop", url: bench.url, model, calls, concurrency: CONCURRENCY })).reading);
    engines.push((await replay(bench, file, [1], LATENCY_MS, true)).reading);
    const again = await replay(bench, file, [1], LATENCY_MS, true);
    if (again.cached !== calls) throw new Error(`the warm rerun took only ${again.cached} replies from the cache`);
    warm.push(again.reading);
  }
  const loop = { wall: middle(loops, (one) => one.wallMs), cpu: middle(loops, (one) => one.cpuMs) };
  const engine = { wall: middle(engines, (one) => one.wallMs), cpu: middle(engines, (one) => one.cpuMs) };
  const ideal = (calls * LATENCY_MS) / CONCURRENCY;
  const rows = [
    toKnow(name, "bare fetch loop", `${show(loop.wall / 1000, "s")}, ${show(loop.wall / ideal, "×")} the ideal`),
    toKnow(name, "bare fetch loop, processor", `${(loop.cpu / calls).toFixed(2)} ms a call`),
    toKnow(name, "replay", `${show(engine.wall / 1000, "s")}, ${show(engine.wall / ideal, "×")} the ideal`),
    toKnow(name, "replay, processor", `${(engine.cpu / calls).toFixed(2)} ms a call`),
    // Paired within each repeat: whatever else the machine does then weighs on both.
    atMost(
      name,
      "time beside the loop",
      middle(engines, (one, at) => one.wallMs / (loops[at]?.wallMs ?? NaN)),
      1.1,
      "×",
    ),
    atMost(
      name,
      "processor beside the loop",
      middle(engines, (one, at) => one.cpuMs / (loops[at]?.cpuMs ?? NaN)),
      2,
      "×",
    ),
    eventLoop(name, engines),
    atMost(`the same ${calls}, all from the cache`, "time", middle(warm, (one) => one.wallMs) / 1000, 2, "s"),
    eventLoop(`the same ${calls}, all from the cache`, warm),
  ];
  if (bench.promptfoo === null) return rows;
  const peer = await runPromptfoo(bench, { cases: calls, turns: 1, versions: 1, latency: LATENCY_MS });
  return [
    ...rows,
    toKnow(
      name,
      "promptfoo",
      `${show(peer.wallMs / 1000, "s")}, ${(peer.cpuMs / calls).toFixed(2)} ms a call, ${show(peer.peakMb, "MB")}`,
    ),
    atLeast(name, "promptfoo's time beside the replay's", peer.wallMs / engine.wall, 5, "×"),
    atLeast(name, "promptfoo's processor beside the replay's", peer.cpuMs / engine.cpu, 5, "×"),
  ];
}

/** Conversations whose every turn sees the replies before it. */
export async function conversations(bench: Bench): Promise<Row[]> {
  const [count, turns, versions] = [200, 3, [1, 2]];
  const calls = count * turns * versions.length;
  const name = `${count} conversations × ${turns} turns × ${versions.length} versions, ${LATENCY_MS} ms, ${CONCURRENCY} at a time`;
  const readings: Reading[] = [];
  for (let at = 0; at < bench.repeats; at += 1) {
    const file = await bench.project(count, turns);
    readings.push((await replay(bench, file, versions, LATENCY_MS, true)).reading);
  }
  const ideal = (calls * LATENCY_MS) / CONCURRENCY;
  const wall = middle(readings, (one) => one.wallMs);
  const rows = [
    toKnow(name, "replay", show(wall / 1000, "s")),
    atMost(name, "time beside the ideal", wall / ideal, 1.25, "×"),
    eventLoop(name, readings),
  ];
  if (bench.promptfoo === null) return rows;
  const peer = await runPromptfoo(bench, { cases: count, turns, versions: versions.length, latency: LATENCY_MS });
  return [
    ...rows,
    toKnow(name, "promptfoo", `${show(peer.wallMs / 1000, "s")}, ${show(peer.wallMs / ideal, "×")} the ideal`),
    atLeast(name, "promptfoo's time beside the replay's", peer.wallMs / wall, 30, "×"),
  ];
}

/** As fast as it goes, and what memory that takes, beside a tenth of it. */
export async function atNoLatency(bench: Bench): Promise<Row[]> {
  const calls = 20_000;
  const name = `${calls} calls at no latency`;
  const few: Reading[] = [];
  const many: Reading[] = [];
  for (let at = 0; at < bench.repeats; at += 1) {
    few.push((await replay(bench, await bench.project(calls / 10, 1), [1], 0, true)).reading);
    many.push((await replay(bench, await bench.project(calls, 1), [1], 0, true)).reading);
  }
  const peak = middle(many, (one) => one.peakMb);
  return [
    atLeast(name, "calls a second", calls / (middle(many, (one) => one.wallMs) / 1000), 500, ""),
    atMost(name, "most memory of the engine", peak, 250, "MB"),
    atMost(name, `most memory beside ${calls / 10} calls`, peak / middle(few, (one) => one.peakMb), 1.2, "×"),
    eventLoop(name, many),
  ];
}

function eventLoop(name: string, readings: readonly Reading[]): Row {
  return atMost(
    name,
    "delay of the event loop, p99",
    middle(readings, (one) => one.loopP99Ms),
    LOOP_LIMIT_MS,
    "ms",
  );
}
