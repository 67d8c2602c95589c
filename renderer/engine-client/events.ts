import { assertNever } from "../../shared/assert-never.ts";
import type { EngineEvent, Topic } from "../../shared/contract/events.ts";
import { client, orpc } from "./client.ts";
import { onConnected } from "./connection.ts";
import { queryClient } from "./query-client.ts";
import { forgetProgress, takeProgress } from "./run-progress.ts";

/** Follows the engine's events for as long as the window lives, anew after each connect. */
export function followEvents(): void {
  onConnected(() => {
    forgetProgress();
    void queryClient.invalidateQueries();
    void follow();
  });
}

async function follow(): Promise<void> {
  try {
    for await (const event of await client.events.stream()) take(event);
  } catch {
    // The connection went: the next one starts its own stream, and the frame shows the engine's state meanwhile.
  }
}

function take(event: EngineEvent): void {
  switch (event.type) {
    case "run":
      return takeProgress(event.run);
    case "insight":
      for (const queryKey of insightKeys[event.insight.kind]) void queryClient.invalidateQueries({ queryKey });
      return;
    case "changed":
      for (const queryKey of keysOf(event.topic)) void queryClient.invalidateQueries({ queryKey });
      return;
    default:
      assertNever(event);
  }
}

/** What follows each kind of search. */
const insightKeys = {
  bisect: [orpc.bisect.get.key()],
  blame: [orpc.blame.of.key()],
  audit: [orpc.audit.newest.key()],
  merge: [orpc.merge.check.get.key()],
  probe: [orpc.probes.get.key(), orpc.probes.planTry.key()],
} satisfies Record<Extract<EngineEvent, { type: "insight" }>["insight"]["kind"], (readonly unknown[])[]>;

/** Which queries may say something else after a change. */
function keysOf(topic: Topic): (readonly unknown[])[] {
  switch (topic) {
    case "project":
      return [orpc.project.key(), orpc.facts.key()];
    case "prompts":
      return [
        orpc.prompts.key(),
        orpc.branches.key(),
        orpc.drafts.key(),
        orpc.versions.key(),
        orpc.runs.key(),
        orpc.trends.key(),
        orpc.merge.preview.key(),
        orpc.ledger.key(),
      ];
    case "branches":
      return [orpc.branches.key(), orpc.drafts.key(), orpc.merge.preview.key(), orpc.ledger.key()];
    case "conversations":
      return [orpc.sets.key(), orpc.conversations.key(), orpc.compare.key(), orpc.runs.key(), orpc.ledger.key()];
    case "models":
      return [orpc.models.key(), orpc.keys.key(), orpc.prices.key(), orpc.judges.key()];
    case "runs":
      return [orpc.runs.key(), orpc.compare.key(), orpc.trends.key(), orpc.cache.key()];
    case "judges":
      return [orpc.judges.key(), orpc.runs.stale.key()];
    case "ledger":
      return [orpc.ledger.key()];
    case "trust":
      return [orpc.trust.key()];
    default:
      return assertNever(topic);
  }
}
