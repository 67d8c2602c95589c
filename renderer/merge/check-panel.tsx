import { useMemo, useState } from "react";
import { useCommand } from "../app/index.ts";
import { Button, EmptyState, ErrorState, ProgressBar, SplitPane, TextField } from "../ui/index.ts";
import type { Loop } from "../workbench/use-loop.ts";
import { FindingDetail } from "./finding-detail.tsx";
import { FindingList, focusFindings } from "./finding-list.tsx";
import { findingRows, shownFinding } from "./finding-rows.ts";
import { canGoOn, doneInWords, planInWords, progressInWords } from "./merge-words.ts";
import type { Checking } from "./use-check.ts";
import type { Merge } from "./use-merge.ts";
import styles from "./check.module.css";

interface CheckPanelProps {
  merge: Merge;
  loop: Loop;
  checking: Checking;
  canWrite: boolean;
}

/** What the merge does to the conversations, beside its parents: what it takes, how far it is, what came out. */
export function CheckPanel({ merge, loop, checking, canWrite }: CheckPanelProps) {
  const { plan, check, outdated, start, stop, limitProblem, callsAtMost } = checking;
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const running = check?.running === true;
  const shown = check ?? outdated;
  const rows = useMemo(() => findingRows(shown?.conversations ?? []), [shown]);
  const finding = shownFinding(rows, selectedId);
  const can = canWrite && !running && start !== null && plan !== null && plan.alike === null;
  const goesOn = check !== null && canGoOn(check);
  const action = goesOn ? "Go on" : check ? "Check again" : "Check the merge";
  const group = "Merge";
  useCommand({
    id: "merge-check",
    title: goesOn ? "Go on with the check of the merge" : "Check the merge",
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
        <p className={styles.over} title={overInWords(loop)}>
          {overInWords(loop)}
        </p>
        <p role="status" aria-label="The check" className={styles.status}>
          {check
            ? running
              ? progressInWords(check, callsAtMost)
              : doneInWords(check)
            : beforeInWords(merge, checking, loop)}
        </p>
        {running && check ? (
          <>
            <ProgressBar
              label="Conversations checked"
              value={check.done}
              max={check.total}
              text={progressInWords(check, callsAtMost)}
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
              title={plan ? planInWords(plan, callsAtMost) : undefined}
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
        <EmptyState text={emptyInWords(merge, checking)} />
      )}
    </section>
  );
}

/** The bar above is where they are picked. */
function overInWords({ set, model }: Loop): string {
  return [set && `over ${set.name}`, model && `with ${model.name}`].filter(Boolean).join(" ");
}

function beforeInWords(merge: Merge, { plan, callsAtMost }: Checking, loop: Loop): string {
  if (merge.preview.upToDate) return "Nothing to check.";
  if (merge.open.conflicts.length + merge.open.loose.length > 0) return "Settle the conflicts first.";
  if (loop.set === null) return "It takes a conversation set.";
  if (loop.model === null) return "It takes a model.";
  if (plan === null) return "";
  if (plan.alike !== null) return `Word for word ${merge.names[plan.alike]}: nothing has to be asked.`;
  return planInWords(plan, callsAtMost);
}

function emptyInWords({ names }: Merge, { check, plan }: Checking): string {
  if (check === null && plan?.alike != null) return `The result is ${names[plan.alike]}, and does what that does.`;
  if (check === null) {
    return "A merge without a conflict can still do what neither branch does. The check replays the conversations with both parents and with the merge, and shows where it behaves unlike both, or loses a fix.";
  }
  if (check.running) return "Nothing so far that differs from both parents.";
  return check.total === 0
    ? "The set has no conversations."
    : canGoOn(check)
      ? "Nothing found so far differs from both parents. Go on to see the rest."
      : "No conversation was found in which the merge differs from its parents.";
}

function focusReplies(): void {
  document.querySelector<HTMLElement>("#merge-replies")?.focus();
}
