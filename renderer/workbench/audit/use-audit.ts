import { create } from "zustand";
import { useQuery } from "@tanstack/react-query";
import type { AuditRequest } from "../../../shared/contract/analyses.ts";
import type { Audit } from "../../../shared/domain/analysis.ts";
import { plural } from "../../../shared/format/count.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { confirm, toastProblem } from "../../ui/index.ts";
import type { OpenDraft } from "../state/use-draft.ts";
import { readBudget, useReplayOptions } from "../state/replay-options.ts";
import { requireSaved } from "../state/use-replay.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";

interface AuditView {
  /** Whether the panel is on screen. */
  open: boolean;
  /** Where the cursor of the prompt's editor stands; null before it was there. */
  line: number | null;
  /** A line to go to, with the focus or without; null once the editor is there. */
  jump: { line: number; focus: boolean } | null;
}

/** What only the screen knows of the audit. */
export const useAuditView = create<AuditView>(() => ({ open: false, line: null, jump: null }));

export function openAudit(open: boolean): void {
  useAuditView.setState({ open });
}

export function jumpToPromptLine(line: number, focus: boolean): void {
  useAuditView.setState({ jump: { line, focus } });
}

export const AUDIT_PANEL_ID = "audit-panel";

/** Opens the panel, then goes to its list, then closes it. */
export function cycleAuditFocus(): void {
  const panel = document.getElementById(AUDIT_PANEL_ID);
  const list = panel?.querySelector<HTMLElement>("[role=listbox]") ?? null;
  if (panel === null) openAudit(true);
  else if (list !== null && list !== document.activeElement) list.focus();
  else openAudit(!panel.contains(document.activeElement));
}

/** When the panel opens: to its list, or to the button that begins an audit. */
export function focusAuditPanel(): void {
  const panel = document.getElementById(AUDIT_PANEL_ID);
  const list = panel?.querySelector<HTMLElement>("[role=listbox]");
  (list ?? panel?.querySelector<HTMLElement>("button:enabled"))?.focus();
}

export interface PromptAudit {
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
export function useAudit(workbench: WorkbenchState, draft: OpenDraft, viewed: number | null): PromptAudit {
  const { prompt, set, model } = workbench;
  const canWrite = useCanWrite();
  const options = useReplayOptions();
  const input = { promptId: prompt?.id ?? "", setId: set?.id ?? "" };
  const query = useQuery(orpc.audit.latest.queryOptions({ input, enabled: prompt !== null && set !== null }));
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
  await queryClient.invalidateQueries({ queryKey: orpc.audit.latest.key() });
}
