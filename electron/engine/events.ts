import type { EngineEvent, Topic } from "../../shared/contract/events.ts";

/** Hands events to every listener. Listeners must not throw. */
export function createEvents() {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    emit(event: EngineEvent): void {
      for (const listener of listeners) listener(event);
    },
    changed(topic: Topic): void {
      this.emit({ type: "changed", topic });
    },
    listen(listener: (event: EngineEvent) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
export type Events = ReturnType<typeof createEvents>;
