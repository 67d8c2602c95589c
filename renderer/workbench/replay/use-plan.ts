import { useQuery } from "@tanstack/react-query";
import { client, orpc, problemOf } from "../../engine-client/index.ts";
import { chooseRuns } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import { versionsToReplay } from "./plan-replay.ts";
import { planInWords } from "./plan-words.ts";
import { readSampleLimit, useReplayOptions } from "./replay-options.ts";
import type { Replay } from "./use-replay.ts";

/** What the next replay would take, in words; asked for only while somebody looks. */
export function usePlan(loop: Loop, replay: Replay, asked: boolean): string {
  const withoutCache = useReplayOptions((options) => options.withoutCache);
  const sampleLimit = useReplayOptions((options) => readSampleLimit(options.samples) ?? null);
  const { choice, target } = replay;
  const baseline = replay.baseOf(target);
  const sides = choice ? versionsToReplay(choice, target, baseline, loop.runs) : [];
  const loopBaseline =
    choice && loop.set
      ? chooseRuns(loop.runs, loop.set.id, choice.model, { candidate: target, baseline }).baseline
      : null;
  const plan = useQuery({
    // Below the runs, so that a finished run makes it stale; the draft's revision, since its text decides.
    queryKey: [
      ...orpc.runs.key(),
      "plans",
      choice,
      sides,
      withoutCache,
      sampleLimit,
      loop.draft?.revision,
      loopBaseline?.id,
    ],
    enabled: asked && choice !== null,
    queryFn: () => {
      if (!choice) return [];
      const { promptId, setId, samples } = choice;
      const { provider, model, baseUrl, settings } = choice.model;
      const request = { promptId, setId, samples, model: { provider, model, baseUrl, settings } };
      const against = sides.length === 1 && samples === "auto" ? (loopBaseline?.id ?? null) : null;
      return Promise.all(
        sides.map((version) =>
          client.runs.plan({ ...request, version, sampleLimit, useCache: !withoutCache, baselineRunId: against }),
        ),
      );
    },
  });
  if (plan.isError) return problemOf(plan.error).message;
  return plan.data ? planInWords(plan.data) : "Estimating calls, tokens and cost…";
}
