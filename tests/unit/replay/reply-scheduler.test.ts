import { setImmediate as nextLoop } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createReplyScheduler } from "../../../electron/engine/replay/execute.ts";

/** How many went on in each turn of the event loop, until all did. */
async function resumeNext(count: number): Promise<number[]> {
  const turn = createReplyScheduler();
  let now = 0;
  const each: number[] = [];
  const all = Promise.all(Array.from({ length: count }, () => turn().then(() => (now += 1))));
  for (let done = 0; done < count; done += each.at(-1) ?? 0) {
    now = 0;
    await nextLoop();
    each.push(now);
  }
  await all;
  return each;
}

describe("the turns of replies that came in together", () => {
  it("let one go on at once", async () => {
    expect(await resumeNext(1)).toEqual([1]);
  });

  it("let an eighth of those that wait go on, and at the end one by one", async () => {
    expect(await resumeNext(32)).toEqual([4, 4, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("keep the order in which replies came", async () => {
    const turn = createReplyScheduler();
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3, 4].map((at) => turn().then(() => order.push(at))));
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it("begin anew after all went on", async () => {
    const turn = createReplyScheduler();
    await turn();
    await turn();
    expect(await Promise.all([turn(), turn()])).toEqual([undefined, undefined]);
  });
});
