import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright";

const root = path.dirname(path.dirname(import.meta.dirname));

export interface WindowReading {
  /** From the click on a version to its first rows on screen. */
  firstRowsMs: number;
  /** The longest time between two frames while the list goes by, and how many took over 50 ms. */
  longestFrameMs: number;
  slowFrames: number;
  frames: number;
}

/** Serves the project's window, opens the comparison of v2 with v1 by a click and scrolls it end to end. */
export async function measureWindow(projectFile: string): Promise<WindowReading> {
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
