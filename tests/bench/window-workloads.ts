import type { Bench } from "./bench.ts";
import { sizeOf } from "./bench.ts";
import { atMost, median, type Row, show, toKnow } from "./row.ts";
import { measureWindow, type WindowReading } from "./window.ts";

const CONVERSATIONS = 10_000;

/** The comparison of two runs of 10,000 conversations, in the engine and on screen. */
export async function openingComparison(bench: Bench): Promise<Row[]> {
  const name = `comparison of two runs of ${CONVERSATIONS} conversations`;
  const file = await bench.project(CONVERSATIONS, 1);
  const replay = { kind: "replay", file, url: bench.url, model: "mock-0", concurrency: 32, useCache: true } as const;
  await bench.job({ ...replay, versions: [1, 2, 3] });
  const { eachMs } = await bench.job({ kind: "compare", file, repeats: bench.repeats });
  const windows: WindowReading[] = [];
  for (let at = 0; at < bench.repeats; at += 1) windows.push(await measureWindow(file));
  const middle = (figure: (reading: WindowReading) => number): number => median(windows.map(figure));
  return [
    toKnow(name, "in the engine", show(median(eachMs), "ms")),
    atMost(
      name,
      "from the click to the first rows, Chromium",
      middle((one) => one.firstRowsMs),
      300,
      "ms",
    ),
    atMost(
      name,
      "longest frame, scrolling end to end",
      middle((one) => one.longestFrameMs),
      50,
      "ms",
    ),
    toKnow(name, "frames over 50 ms", `${middle((one) => one.slowFrames)} of ${middle((one) => one.frames)}`),
  ];
}

/** A project that has been worked with for long: its size, how it grows, and whether it stays quick. */
export async function largeProject(bench: Bench): Promise<Row[]> {
  const turns = 3;
  const name = `${CONVERSATIONS} conversations × ${turns} turns × 2 versions, ${bench.runs} runs`;
  const file = await bench.project(CONVERSATIONS, turns);
  const empty = sizeOf(file);
  const replay = { kind: "replay", file, url: bench.url, model: "mock-0", concurrency: 32, useCache: true } as const;
  const first = await bench.job({ ...replay, versions: [1, 2] });
  const two = sizeOf(file);
  // A process for a pair of runs at a time, as sessions are: what one holds on to would show in its memory.
  let peakMb = first.reading.peakMb;
  for (let runs = 2; runs < bench.runs; runs += 2) {
    const { reading } = await bench.job({ ...replay, versions: [1, 2] });
    peakMb = Math.max(peakMb, reading.peakMb);
    if (runs % 20 === 0) bench.say(`  ${runs} of ${bench.runs} runs`);
  }
  const all = sizeOf(file);
  const { eachMs, reading } = await bench.job({ kind: "compare", file, repeats: bench.repeats });
  return [
    toKnow(name, "the file with the conversations alone", show(empty, "MB")),
    toKnow(name, "the file after two runs", show(two, "MB")),
    toKnow(name, `the file after ${bench.runs} runs`, show(all, "MB")),
    toKnow(name, "growth for a run whose replies are known", show((all - two) / Math.max(1, bench.runs - 2), "MB")),
    toKnow(name, "most memory of the engine, replaying", show(peakMb, "MB")),
    toKnow(name, "comparison of the two newest runs, in the engine", show(median(eachMs), "ms")),
    toKnow(name, "most memory of the engine, comparing", show(reading.peakMb, "MB")),
  ];
}
