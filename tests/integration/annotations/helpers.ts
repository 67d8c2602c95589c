import {
  approveReply,
  unapproveReply,
  saveHumanVerdict,
  removeHumanVerdict,
} from "../../../electron/engine/annotations/human-verdicts.ts";
import type { MatchRule, HumanVerdict } from "../../../shared/domain/annotation.ts";
import {
  replayed,
  requestFor,
  testEngine,
  testServer,
  type NewConversation,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";

/** Says of replies of an engine what a person at the window would. */
export function judging(engine: TestEngine, conversationId = "a") {
  const { store, replays } = engine.services;
  const at = (runId: string, turn = 0, sample = 0) => ({ runId, conversationId, turn, sample });
  return {
    give: (runId: string, verdict: HumanVerdict, note?: string, turn = 0, sample = 0) =>
      replays.applyStatusChanges(saveHumanVerdict(store, at(runId, turn, sample), verdict, note)),
    remove: (runId: string, turn = 0, sample = 0) =>
      replays.applyStatusChanges(removeHumanVerdict(store, at(runId, turn, sample))),
    approve: async (runId: string, rule: MatchRule = { match: "exact" }, turn = 0, sample = 0) =>
      replays.applyStatusChanges(await approveReply(store, at(runId, turn, sample), rule)),
    unapprove: (runId: string, turn = 0, sample = 0) =>
      replays.applyStatusChanges(unapproveReply(store, at(runId, turn, sample))),
  };
}

/** Replies by system prompt, then by the last question and by how often it was asked; versions are `Old.` and `New.`. */
export type Replies = (system: string, question: string) => string;

export async function twoVersions(conversations: readonly NewConversation[], reply: Replies, texts = ["Old.", "New."]) {
  const server = await testServer({
    reply: ({ system, messages }) => reply(system ?? "", messages.at(-1)?.content ?? ""),
  });
  const engine = await testEngine(conversations, { texts });
  const replay = (version: number, more = {}) =>
    replayed(engine, requestFor(engine, server, { version, useCache: false, ...more }));
  return { server, engine, replay };
}

export function statuses(engine: TestEngine, runId: string): string[] {
  return engine.services.store.results.ofRun(Number(runId)).map(({ status }) => status);
}

export function counts(engine: TestEngine, runId: string) {
  const { passed, failed, unevaluated } = engine.services.replays.get(runId).progress;
  return { passed, failed, unevaluated };
}
