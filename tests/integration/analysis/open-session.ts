import type { TrialRequest, TrialSession } from "../../../electron/engine/analysis/trials/trial.ts";
import { requestFor, type TestEngine } from "../../fixtures/engine/test-engine.ts";
import type { ProviderServer } from "../../fixtures/provider-server/server.ts";
import { onTestFinished } from "vitest";

/** A session over the engine's prompt and set, against the server's model. Closed when the test is over. */
export async function openSession(
  engine: TestEngine,
  server: ProviderServer,
  more: Partial<TrialRequest> = {},
): Promise<TrialSession> {
  const { model } = requestFor(engine, server);
  const session = await engine.services.trials.open({
    promptId: engine.promptId,
    setId: engine.setId,
    model,
    budget: null,
    concurrency: 4,
    signal: new AbortController().signal,
    ...more,
  });
  onTestFinished(() => session.close());
  return session;
}
