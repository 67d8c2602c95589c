import { useMemo, useState } from "react";
import { useCommand } from "../shell/index.ts";
import { Button, EmptyState, ErrorState, ProgressBar, SplitPane, TextField } from "../ui/index.ts";
import type { WorkbenchState } from "../workbench/state/workbench-state.ts";
import { FindingDetail, FindingList, focusFindings } from "./findings.tsx";
import {
  findingRows,
  selectedFinding,
  canResumeMergeCheck,
  formatMergeCheckResult,
  formatMergePlan,
  formatMergeCheckProgress,
} from "./merge-findings.ts";
import type { MergeCheckControl } from "./use-merge-check.ts";
import type { OpenMergeState } from "./merge-state.ts";
import styles from "./merge-check.module.css";

interface CheckPanelProps {
  merge: OpenMergeState;
  workbench: WorkbenchState;
  checking: MergeCheckControl;
  canWrite: boolean;
}

/** What the merge does to the conversations, beside its parents: what it takes, how far it is, what came out. */
export function MergeCheckPanel({ merge, workbench, checking, canWrite }: CheckPanelProps) {
  const { plan, check, outdated, start, stop, limitProblem, callsAtMost } = checking;
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const running = check?.running === true;
  const shown = check ?? outdated;
  const rows = useMemo(() => findingRows(shown?.conversations ?? []), [shown]);
  const finding = selectedFinding(rows, selectedId);
  const can = canWrite && !running && start !== null && plan !== null && plan.alike === null;
  const goesOn = check !== null && canResumeMergeCheck(check);
  const action = goesOn ? "Resume" : check ? "Check again" : "Check the merge";
  const group = "Merge";
  useCommand({
    id: "merge-check",
    title: goesOn ? "Resume the check of the merge" : "Check the merge",
    keys: "Mod+Shift+Enter",
    group,
    enabled: can,
    run: () => start?.(),
  });
  useCommand({ id: "merge-check-stop", title: "Stop the check of the merge", group, enabled: running, run: stop });
  useCommand({
    id: "merge-findings",
    title: "Go to what the merge does",
    keys: ["f", "Alt+f"],
    group,
    enabled: rows.length > 0,
    run: focusFindings,
  });
  return (
    <section className={styles.panel} aria-label="What the merge does">
      <header className={styles.header}>
        <h3 className={styles.heading}>What it does</h3>
        <p className={styles.over} title={formatCheckScope(workbench)}>
          {formatCheckScope(workbench)}
        </p>
        <p role="status" aria-label="The check" className={styles.status}>
          {check
            ? running
              ? formatMergeCheckProgress(check, callsAtMost)
              : formatMergeCheckResult(check)
            : formatBeforeCheck(merge, checking, workbench)}
        </p>
        {running && check ? (
          <>
            <ProgressBar
              label="Conversations checked"
              value={check.done}
              max={check.total}
              text={formatMergeCheckProgress(check, callsAtMost)}
              className={styles.progress}
            />
            <Button onClick={stop}>Stop</Button>
          </>
        ) : plan?.alike != null && !check ? null : (
          <>
            <TextField
              label="Calls at most"
              hideLabel
              placeholder="calls at most"
              inputMode="numeric"
              className={styles.limit}
              value={checking.limit}
              error={limitProblem}
              onValue={checking.setLimit}
            />
            <Button
              look={check && !goesOn ? "plain" : "primary"}
              keys="Mod+Shift+Enter"
              disabled={!can}
              title={plan ? formatMergePlan(plan, callsAtMost) : undefined}
              onClick={() => start?.()}
            >
              {action}
            </Button>
          </>
        )}
      </header>
      {outdated && (
        <p className={styles.outdated} role="status">
          What stands below was found with another text or model than is here now. Check again to see what this one
          does.
        </p>
      )}
      {checking.problem !== null ? (
        <ErrorState title="This cannot be checked" message={checking.problem} />
      ) : finding && shown ? (
        <SplitPane
          id="merge-findings"
          className={styles.findings}
          panes={[
            {
              id: "findings",
              label: "findings",
              defaultSize: "26%",
              minSize: 200,
              content: (
                <FindingList rows={rows} selectedId={finding.id} onSelect={setSelectedId} onOpen={focusReplies} />
              ),
            },
            {
              id: "replies",
              label: "replies",
              minSize: 320,
              content: <FindingDetail merge={merge} checkId={shown.id} finding={finding} />,
            },
          ]}
        />
      ) : (
        <EmptyState text={formatNoFindings(merge, checking)} />
      )}
    </section>
  );
}

/** The bar above is where they are picked. */
function formatCheckScope({ set, model }: WorkbenchState): string {
  return [set && `over ${set.name}`, model && `with ${model.name}`].filter(Boolean).join(" ");
}

function formatBeforeCheck(
  merge: OpenMergeState,
  { plan, callsAtMost }: MergeCheckControl,
  workbench: WorkbenchState,
): string {
  if (merge.preview.upToDate) return "Nothing to check.";
  if (merge.open.conflicts.length + merge.open.loose.length > 0) return "Resolve the conflicts first.";
  if (workbench.set === null) return "Choose a conversation set first.";
  if (workbench.model === null) return "Choose a model first.";
  if (plan === null) return "";
  if (plan.alike !== null) return `Word for word ${merge.names[plan.alike]}: nothing has to be asked.`;
  return formatMergePlan(plan, callsAtMost);
}

function formatNoFindings({ names }: OpenMergeState, { check, plan }: MergeCheckControl): string {
  if (check === null && plan?.alike != null) return `The result is ${names[plan.alike]}, and does what that does.`;
  if (check === null) {
    return "A merge without a conflict can still do what neither branch does. The check replays the conversations with both parents and with the merge, and shows where it behaves unlike both, or loses a fix.";
  }
  if (check.running) return "Nothing so far that differs from both parents.";
  return check.total === 0
    ? "The set has no conversations."
    : canResumeMergeCheck(check)
      ? "Nothing found so far differs from both parents. Resume to see the rest."
      : "No conversation was found in which the merge differs from its parents.";
}

function focusReplies(): void {
  document.querySelector<HTMLElement>("#merge-replies")?.focus();
}
