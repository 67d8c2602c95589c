import { useQuery } from "@tanstack/react-query";
import type { AuditRequest } from "../../../shared/contract/audit.ts";
import type { Audit } from "../../../shared/domain/audit.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { confirm, toastProblem } from "../../ui/index.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import { readBudget, useReplayOptions } from "../replay/replay-options.ts";
import { requireSaved } from "../replay/start-replay.ts";
import type { Loop } from "../use-loop.ts";
import { openAudit } from "./audit-view.ts";

export interface Auditing {
  /** The one under way, else the newest. */
  audit: Audit | null;
  error: unknown;
  /** What the text on screen is called. */
  name: string;
  /** Null where it cannot be asked now. */
  start: (() => void) | null;
  stop: () => void;
}

/** What the lines of the prompt are worth, and how to find that out. `viewed` is an older version on screen. */
export function useAudit(loop: Loop, draft: OpenDraft, viewed: number | null): Auditing {
  const { prompt, set, model } = loop;
  const canWrite = useCanWrite();
  const options = useReplayOptions();
  const input = { promptId: prompt?.id ?? "", setId: set?.id ?? "" };
  const query = useQuery(orpc.audit.newest.queryOptions({ input, enabled: prompt !== null && set !== null }));
  const audit = query.data ?? null;
  const base = draft.state.baseNumber;
  const ref = viewed !== null ? `v${viewed}` : draft.dirty || base === null ? "draft" : `v${base}`;
  const can = canWrite && prompt !== null && set !== null && model !== null && audit?.running !== true;
  const start = async (): Promise<void> => {
    if (!model) return;
    openAudit(true);
    try {
      if (ref === "draft") await requireSaved(draft.saver);
      const { provider, model: name, baseUrl, settings } = model;
      await askAndStart({
        ...input,
        ref,
        model: { provider, model: name, baseUrl, settings },
        budget: readBudget(options),
      });
    } catch (error) {
      toastProblem("The prompt could not be audited", error);
    }
  };
  return {
    audit,
    error: query.error,
    name: ref,
    start: can ? () => void start() : null,
    stop: () => {
      if (audit) client.audit.stop({ id: audit.id }).catch((error: unknown) => toastProblem("It did not stop", error));
    },
  };
}

/** Says beforehand how many calls it takes. */
async function askAndStart(request: AuditRequest): Promise<void> {
  const plan = await client.audit.plan(request);
  const limit = request.budget?.calls ?? null;
  const most = limit === null ? plan.calls : Math.min(limit, plan.calls);
  const many = plan.random
    ? " The model may answer alike requests differently, so everything is asked several times."
    : "";
  const yes =
    plan.known ||
    plan.rules === 0 ||
    plan.unchecked === plan.conversations ||
    (await confirm({
      title: `Audit ${plan.version}?`,
      text: `Each of ${plural(plan.rules, "rule")} is left out in turn, and ${plural(plan.conversations, "conversation")} replayed: at most ${plural(most, "call")}, usually about ${Math.min(plan.likely, most).toLocaleString("en")}.${many} You can stop at any time; what was learnt is kept.`,
      action: "Audit the prompt",
    }));
  if (!yes) return;
  await client.audit.start(request);
  await queryClient.invalidateQueries({ queryKey: orpc.audit.newest.key() });
}
