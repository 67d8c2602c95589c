import type { EngineEvent } from "../../shared/contract/events.ts";
import type { Engine } from "../engine/engine.ts";
import type { Output } from "./output.ts";

type Insight = Extract<EngineEvent, { type: "insight" }>["insight"];

interface Watched<T> {
  kind: Insight["kind"];
  id: string;
  service: { stop(id: string): Promise<T>; settled(id: string): Promise<T> };
  progress(insight: Insight): string;
}

/** Shows progress until a search, such as a bisect or an audit, ends. Ctrl+C stops it and keeps what was learnt. */
export async function watchInsight<T>(
  engine: Engine,
  { kind, id, service, progress }: Watched<T>,
  output: Output,
): Promise<{ done: T; interrupted: boolean }> {
  const unlisten = engine.services.events.listen((event) => {
    if (event.type !== "insight" || event.insight.kind !== kind || event.insight.id !== id) return;
    output.progress(progress(event.insight));
  });
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
    void service.stop(id);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const done = await service.settled(id);
  unlisten();
  process.off("SIGINT", stop);
  process.off("SIGTERM", stop);
  output.endProgress();
  return { done, interrupted };
}
