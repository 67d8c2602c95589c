import type { BlameRequest } from "../../../shared/contract/analyses.ts";
import type { BlamedConversation, BlameState } from "../../../shared/domain/analysis.ts";
import {
  replayed,
  requestFor,
  testEngine,
  testServer,
  type NewConversation,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";
import type { FaultPlan } from "../../fixtures/provider-server/faults.ts";
import type { ProviderServer } from "../../fixtures/provider-server/server.ts";

export interface BlameWorld {
  engine: TestEngine;
  server: ProviderServer;
  request: BlameRequest;
}

export const noLimits = { calls: null, tokens: null, cost: null, wallMs: null };

/** A conversation that passes while the reply says "yes". */
export function yesConversation(id: string): NewConversation {
  return {
    id,
    title: `Title of ${id}`,
    turns: [{ role: "user", content: `${id}?` }],
    checks: [{ type: "contains", value: "yes" }],
  };
}

/** Two versions, conversations, and a model that says yes or no by its system prompt; temperature 0 unless random. */
export async function blameWorld(
  texts: readonly [string, string],
  says: (system: string, user: string, body: string) => boolean,
  options: { ids?: readonly string[]; random?: boolean; faults?: FaultPlan; tail?: string } = {},
): Promise<BlameWorld> {
  const { ids = ["a"], random = false, faults, tail = "" } = options;
  let body = "";
  const server = await testServer({
    faults,
    onRequest: (asked) => (body = asked.body),
    reply: ({ system, messages }) =>
      says(system ?? "", messages.at(-1)?.content ?? "", body) ? `yes${tail}` : `no${tail}`,
  });
  const engine = await testEngine(ids.map(yesConversation), { texts });
  const { promptId, setId } = engine;
  const settings = random ? { temperature: 1 } : { temperature: 0 };
  const model = { provider: "openai-compatible" as const, model: "small", baseUrl: `${server.url}/v1`, settings };
  const request: BlameRequest = { promptId, setId, baseline: 1, candidate: 2, model, conversationIds: [...ids] };
  return { engine, server, request };
}

/** Replays both versions, so that there is a comparison. */
export async function bothReplayed({ engine, server, request }: BlameWorld): Promise<void> {
  for (const version of [1, 2]) await replayed(engine, requestFor(engine, server, { version, model: request.model }));
}

export async function blamed(engine: TestEngine, request: BlameRequest): Promise<BlameState> {
  const { blames } = engine.services;
  const { id } = await blames.start(request);
  return blames.settled(id);
}

export function only({ conversations }: BlameState): BlamedConversation {
  const [one, ...others] = conversations;
  if (!one || others.length > 0) throw new Error(`${conversations.length} conversations instead of one`);
  return one;
}

export const lines = (...texts: string[]): string => `${texts.join("\n")}\n`;
