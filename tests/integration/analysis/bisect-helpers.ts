import type { BisectRequest } from "../../../shared/contract/analyses.ts";
import type { Bisect } from "../../../shared/domain/analysis.ts";
import { asking, requestFor, testEngine, testServer, type TestEngine } from "../../fixtures/engine/test-engine.ts";
import { seededRandom, type FaultPlan } from "../../fixtures/provider-server/faults.ts";
import type { ProviderServer } from "../../fixtures/provider-server/server.ts";

/** How often a version passes, from 0 to 1, by its number. */
export type RateOf = (version: number) => number;

/** A prompt of `versions` versions whose only conversation passes as often as `rateOf` says. Seeded. */
export async function history(versions: number, rateOf: RateOf, faults?: FaultPlan) {
  const random = seededRandom(11);
  const server = await testServer({
    faults,
    reply: ({ system }) => {
      const version = Number(/version (\d+)/.exec(system ?? "")?.[1]);
      return random() < rateOf(version) ? "a good answer" : "a poor answer";
    },
  });
  const texts = Array.from({ length: versions }, (_, at) => `You are version ${at + 1}.`);
  const engine = await testEngine([asking("a", ["Hi"], "good")], { texts });
  return { engine, server };
}

/** Temperature 0: the model is taken to answer alike, nearly always. */
export const still = { temperature: 0 };

export function bisectRequest(
  engine: TestEngine,
  server: ProviderServer,
  good: number | string,
  bad: number | string,
  more: Partial<BisectRequest> = {},
): BisectRequest {
  const { model } = requestFor(engine, server);
  return {
    promptId: engine.promptId,
    setId: engine.setId,
    conversationIds: ["a"],
    good: String(good),
    bad: String(bad),
    model: { ...model, settings: still },
    ...more,
  };
}

/** Searches to the end. */
export async function bisected(engine: TestEngine, request: BisectRequest): Promise<Bisect> {
  const { id } = await engine.services.bisects.start(request);
  return engine.services.bisects.settled(id);
}

/** What was found for the only conversation. */
export function onlyCase({ cases }: Bisect) {
  const [one] = cases;
  if (!one?.result) throw new Error("the search has no result");
  return { ...one, result: one.result };
}
