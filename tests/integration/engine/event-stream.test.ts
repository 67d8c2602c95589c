import { describe, expect, it } from "vitest";
import { streamEvents, createEventBus } from "../../../electron/engine/events.ts";
import { emptyProgress } from "../../../electron/engine/replay/run-progress.ts";

const progress = (runId: string, recorded: number) => ({
  type: "run" as const,
  run: { ...emptyProgress(1, 10), runId, recorded },
});

describe("the stream of events", () => {
  it("gives a slow reader the newest counts of each run once, not a backlog", async () => {
    const events = createEventBus();
    const stop = new AbortController();
    const stream = streamEvents(events, stop.signal);
    const first = stream.next();
    events.emit(progress("1", 1));
    expect((await first).value).toEqual(progress("1", 1));
    for (let recorded = 2; recorded <= 9; recorded += 1) events.emit(progress("1", recorded));
    events.emit(progress("2", 1));
    events.changed("runs");
    events.changed("runs");
    expect((await stream.next()).value).toEqual(progress("1", 9));
    expect((await stream.next()).value).toEqual(progress("2", 1));
    expect((await stream.next()).value).toEqual({ type: "changed", topic: "runs" });
    stop.abort();
    expect((await stream.next()).done).toBe(true);
  });

  it("ends for a reader that waits when its signal aborts, and leaves no listener behind", async () => {
    const events = createEventBus();
    const stop = new AbortController();
    const waiting = streamEvents(events, stop.signal).next();
    stop.abort();
    expect((await waiting).done).toBe(true);
    events.changed("runs");
  });
});
