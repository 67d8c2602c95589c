import type { EngineEvent, ChangeTopic } from "../../shared/contract/project.ts";
import { assertNever } from "../../shared/errors.ts";

/** Hands events to every listener. Listeners must not throw. */
export function createEventBus() {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    emit(event: EngineEvent): void {
      for (const listener of listeners) listener(event);
    },
    changed(topic: ChangeTopic): void {
      this.emit({ type: "changed", topic });
    },
    listen(listener: (event: EngineEvent) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
export type EventBus = ReturnType<typeof createEventBus>;

/**
 * Events as an async stream for one window. A window that reads slowly gets the newest counts of each run,
 * not a backlog of old ones. Ends when the signal aborts.
 */
export async function* streamEvents(
  events: EventBus,
  signal: AbortSignal | undefined,
): AsyncGenerator<EngineEvent, void> {
  const pending = new Map<string, EngineEvent>();
  let wake: () => void = () => undefined;
  const stopListening = events.listen((event) => {
    const key = eventKey(event);
    pending.delete(key);
    pending.set(key, event);
    wake();
  });
  const onAbort = (): void => wake();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    while (!signal?.aborted) {
      if (pending.size === 0) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await woken;
      }
      const batch = [...pending.values()];
      pending.clear();
      yield* batch;
    }
  } finally {
    stopListening();
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Events with the same key say the same thing, only newer. */
function eventKey(event: EngineEvent): string {
  switch (event.type) {
    case "run":
      return `run ${event.run.runId}`;
    case "insight":
      return `${event.insight.kind} ${event.insight.id}`;
    case "recheck":
      return `recheck ${event.recheck.runId}`;
    case "changed":
      return `changed ${event.topic}`;
    default:
      return assertNever(event);
  }
}
