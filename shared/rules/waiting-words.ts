import type { RunProgress } from "../domain/run.ts";

const what = {
  "rate-limit": "waiting for the provider's rate limit",
  model: "waiting for the model to be loaded",
  server: "waiting for the server to start",
} as const;

/** What a run waits for, and until when by this machine's clock; null where it does not, or not any more. */
export function waitingInWords(waiting: RunProgress["waiting"], now: number): string | null {
  if (waiting === null || Date.parse(waiting.until) <= now) return null;
  const until = new Date(waiting.until).toLocaleTimeString("en-GB");
  return `${what[waiting.for]}, until ${until}`;
}
