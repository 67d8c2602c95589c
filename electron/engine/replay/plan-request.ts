import type { ReplayPlan, ReplayRequest } from "../../../shared/contract/runs.ts";
import { DEFAULT_LIMIT } from "../compare/sequential.ts";
import { countQuestions } from "../judges/count-questions.ts";
import { countRubrics } from "../judges/set-rubrics.ts";
import type { Store } from "../store/store.ts";
import { baselineOf, openBaseline, type OpenModel } from "./baseline.ts";
import { requireStoredRun } from "./find-runs.ts";
import { replayed, touchedBy } from "./leading.ts";
import { planReplay } from "./plan-replay.ts";
import { costWith, parentOf, pickConversations, prepareReplay, refuseUnkeepable, usualReply } from "./prepare.ts";
import { baselineAsker } from "./sampling/baseline-asker.ts";
import { isRandom } from "../../../shared/rules/randomness.ts";
import { planAuto } from "./sampling/plan-auto.ts";

/** What a replay would take, and which conversations it would lead with; nothing is written and nobody called. */
export async function planRequest(store: Store, openModel: OpenModel, asked: ReplayRequest): Promise<ReplayPlan> {
  const prepared = prepareReplay(store, asked);
  const { request, set, resolved, spec } = prepared;
  const { samples } = request;
  refuseUnkeepable(store, request.budget, spec, 0);
  const { taken } = await countRubrics(store, set, pickConversations(store, set, request.conversationIds));
  const known = request.baselineRunId ?? parentOf(store, asked, resolved, spec)?.id ?? null;
  const candidate = {
    model: await openModel(spec),
    system: resolved.text,
    settings: spec.settings,
    useCache: request.useCache && request.history === "live",
    replyTokens: usualReply(store, request, spec, known),
    costOf: costWith(store, spec),
  };
  const planAll = async (): Promise<ReplayPlan> => {
    if (samples !== "auto") return planReplay(store, { ...candidate, conversations: taken, samples });
    const against = baselineOf(store, asked, prepared);
    const other = against === null ? null : requireStoredRun(store, against);
    const model = await openBaseline(store, openModel, against, spec, candidate.model);
    return planAuto(store, {
      conversations: taken,
      candidate,
      baseline: other && model && baselineAsker(store, other, model, candidate),
      random: isRandom(candidate.model, spec.settings),
      limit: request.sampleLimit ?? DEFAULT_LIMIT,
    });
  };
  const picked = new Set(taken.map(({ id }) => id));
  const touched = await touchedBy(store, replayed(prepared), resolved.text);
  const first = touched.flatMap(({ conversations, why }) => {
    const here = conversations.filter((id) => picked.has(id));
    return here.length > 0 ? [{ conversations: here, why }] : [];
  });
  const plan = await planAll();
  const judged = await countQuestions(store, set, taken, plan.replies);
  return { ...plan, ...(first.length > 0 && { first }), ...(judged !== null && { judged }) };
}
