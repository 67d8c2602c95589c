import { describe, expect, it } from "vitest";
import type { SampleTask } from "../../../../electron/engine/replay/tasks.ts";
import { createTaskQueue } from "../../../../electron/engine/replay/sampling/sampler.ts";

const task = (position: number): SampleTask => ({ position, sample: 0, contentId: 1, recorded: [] });
const open = new AbortController().signal;

describe("a queue that grows while it is worked on", () => {
  it("gives first samples and further ones in turns", () => {
    const queue = createTaskQueue();
    for (const position of [1, 2, 3]) queue.push(task(position), true);
    for (const position of [11, 12]) queue.push(task(position), false);
    const order = Array.from({ length: 6 }, () => queue.next(open)).map((one) =>
      one !== null && "position" in one ? one.position : "waits",
    );
    expect(order).toEqual([1, 11, 2, 12, 3, "waits"]);
  });

  it("lets a lane wait while another may bring more, and go when nothing can come", async () => {
    const queue = createTaskQueue();
    queue.push(task(1), true);
    const first = await queue.next(open);
    const waiting = [queue.next(open), queue.next(open)];
    queue.push(task(2), false);
    if (first) queue.release(first);
    const second = await waiting[0];
    expect(second).toMatchObject({ position: 2 });
    if (second) queue.release(second);
    expect(await waiting[1]).toBeNull();
    expect(queue.next(open)).toBeNull();
  });

  it("keeps lanes while it is held, and lets them go when the run is stopped or something breaks", async () => {
    const queue = createTaskQueue();
    queue.setAwaitsMore(true);
    const stop = new AbortController();
    const stopped = queue.next(stop.signal);
    stop.abort();
    expect(await stopped).toBeNull();
    const waiting = queue.next(open);
    queue.fail(new Error("the disk is full"));
    await expect(waiting).rejects.toThrow("the disk is full");
    expect(() => queue.next(open)).toThrow("the disk is full");
  });
});
