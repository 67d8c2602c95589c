import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright";
import { type Bench, sizeOf } from "./bench.ts";
import { atMost, median, type Row, show, toKnow } from "./row.ts";

const root = path.dirname(path.dirname(import.meta.dirname));

interface WindowReading {
  /** From the click on a version to its first rows on screen. */
  firstRowsMs: number;
  /** The longest time between two frames while the list goes by, and how many took over 50 ms. */
  longestFrameMs: number;
  slowFrames: number;
  frames: number;
}

/** Serves the project's window, opens the comparison of v2 with v1 by a click and scrolls it end to end. */
async function measureWindow(projectFile: string): Promise<WindowReading> {
  const args = [path.join(root, "dist/node/serve.js"), "--project", projectFile];
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [address] = await once(createInterface({ input: server.stdout }), "line");
  const browser = await chromium.launch({ executablePath: process.env["CHROME_PATH"], args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(String(address));
    // The newest version comes up first; the one before it has not been asked for yet.
    await page.getByRole("button", { name: /^v3, .*shown/ }).waitFor();
    const options = page.getByRole("listbox", { name: "Conversations by outcome" }).getByRole("option");
    await options.first().waitFor();
    const timing = await page.evaluateHandle(() => ({
      shown: new Promise<number>((resolve, reject) => {
        const options = { capture: true, once: true };
        const onClick = (event: Event): void => {
          const look = (): void => {
            const row = document.querySelector('[role="listbox"] [role="option"]');
            const ms = performance.now() - event.timeStamp;
            if (row?.textContent.startsWith("▼"))
              requestAnimationFrame(() => resolve(performance.now() - event.timeStamp));
            else if (ms > 60_000) reject(new Error("no broken conversation came on screen"));
            else requestAnimationFrame(look);
          };
          look();
        };
        addEventListener("click", onClick, options);
      }),
    }));
    await page.getByRole("button", { name: /^v2, / }).click();
    const firstRowsMs = await timing.evaluate(({ shown }) => shown);
    const deltas = await page.evaluate(scrollThrough);
    return {
      firstRowsMs,
      longestFrameMs: Math.max(...deltas),
      slowFrames: deltas.filter((delta) => delta > 50).length,
      frames: deltas.length,
    };
  } finally {
    await browser.close();
    server.kill();
    await once(server, "exit");
  }
}

/** Runs in the page: milliseconds between frames, from the top of the list to its end. */
async function scrollThrough(): Promise<number[]> {
  const stepPx = 600;
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  let list = document.querySelector('[role="listbox"] [role="option"]')?.parentElement ?? null;
  while (list && list.scrollHeight <= list.clientHeight + stepPx) list = list.parentElement;
  if (!list) throw new Error("the list does not scroll");
  const deltas: number[] = [];
  let before = await frame();
  while (list.scrollTop + list.clientHeight < list.scrollHeight - 1) {
    list.scrollTop += stepPx;
    const now = await frame();
    deltas.push(now - before);
    before = now;
  }
  return deltas;
}

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
