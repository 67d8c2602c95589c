import type { MergeCheckRequest } from "../../../shared/contract/analyses.ts";
import type { MergeCheck, MergeFinding, MergePreview } from "../../../shared/domain/merge.ts";
import { createBranch } from "../../../electron/engine/prompts/branches.ts";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import {
  requestFor,
  testEngine,
  testServer,
  type NewConversation,
  type TestEngine,
} from "../../fixtures/engine/test-engine.ts";
import { mergeCase } from "../../fixtures/merge-case/merge-case.ts";
import type { FaultPlan } from "../../fixtures/provider-server/faults.ts";
import type { ProviderServer } from "../../fixtures/provider-server/server.ts";

export const pair = { ours: "main", theirs: "office" };

export interface Forked {
  engine: TestEngine;
  promptId: string;
}

/** A prompt whose branch `office` leaves `main` at v1; a side with null gets no version of its own. */
export async function forked(
  texts: { base: string; ours: string | null; theirs: string | null },
  conversations: readonly NewConversation[] = [],
): Promise<Forked> {
  const engine = await testEngine(conversations, { texts: [texts.base], allow: [mergeCase.files.rules] });
  const { store } = engine.services;
  const { promptId } = engine;
  createBranch(store, { promptId, name: pair.theirs, from: null });
  if (texts.theirs !== null) commitText(store, promptId, texts.theirs, "theirs", null, pair.theirs);
  if (texts.ours !== null) commitText(store, promptId, texts.ours, "ours", null, pair.ours);
  return { engine, promptId };
}

export function previewed({ engine, promptId }: Forked): MergePreview {
  return engine.services.merges.preview({ promptId, ...pair });
}

/** The prepared case with its scripted model. */
export async function preparedCase() {
  const world = await forked(mergeCase.texts, mergeCase.conversations);
  const { promptId, setId } = world.engine;
  const text = previewed(world).text;
  if (text === null) throw new Error("the prepared case is in conflict");
  const model = { provider: "scripted" as const, model: mergeCase.files.rules, baseUrl: null, settings: {} };
  const request: MergeCheckRequest = { promptId, ...pair, text, setId, model };
  return { ...world, request };
}

/** A conversation that passes while the reply says "yes". */
export function yes(id: string): NewConversation {
  return {
    id,
    title: `Title of ${id}`,
    turns: [{ role: "user", content: `${id}?` }],
    checks: [{ type: "contains", value: "yes" }],
  };
}

export const texts = {
  base: "You are Lex.\n\n- Be kind.\n- Name the law.\n\n- End well.\n",
  ours: "You are Lex.\n\n- Be kind.\n- Be brief.\n- Name the law.\n\n- End well.\n",
  theirs: "You are Lex.\n\n- Be kind.\n- Name the law.\n\n- End well.\n- Give the number.\n",
};

/** Both edits of `texts`, and a model on a server that says yes or no by its system prompt; temperature 0 unless random. */
export async function serverWorld(
  says: (system: string, user: string) => boolean,
  options: {
    ids?: readonly string[];
    random?: boolean;
    faults?: FaultPlan;
    conversations?: readonly NewConversation[];
  } = {},
): Promise<Forked & { server: ProviderServer; request: MergeCheckRequest }> {
  const { ids = ["a"], random = false, faults, conversations = ids.map(yes) } = options;
  const server = await testServer({
    faults,
    reply: ({ system, messages }) => (says(system ?? "", messages.at(-1)?.content ?? "") ? "yes" : "no"),
  });
  const world = await forked(texts, conversations);
  const { promptId, setId } = world.engine;
  const text = previewed(world).text ?? "";
  const { model } = requestFor(world.engine, server);
  const settings = random ? { temperature: 1 } : { temperature: 0 };
  return { ...world, server, request: { promptId, ...pair, text, setId, model: { ...model, settings } } };
}

/** Which edits a system prompt has. */
export const has = (system: string) => ({
  brief: system.includes("Be brief"),
  number: system.includes("Give the number"),
});

export async function checked({ engine }: Forked, request: MergeCheckRequest): Promise<MergeCheck> {
  const { merges } = engine.services;
  const { id } = await merges.start(request);
  return merges.settled(id);
}

export function findings({ conversations }: MergeCheck): Record<string, MergeFinding> {
  return Object.fromEntries(conversations.map(({ id, finding }) => [id, finding]));
}

export const noLimits = { calls: null, tokens: null, cost: null, wallMs: null };
