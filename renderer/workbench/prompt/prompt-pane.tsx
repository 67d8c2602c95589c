import { useQuery } from "@tanstack/react-query";
import { Eye, EyeOff, Link2, ShieldCheck } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { select, useCommand } from "../../shell/index.ts";
import { client, orpc, problemOf } from "../../engine-client/index.ts";
import { Button, EmptyState, ErrorState, IconButton, Segmented, Skeleton } from "../../ui/index.ts";
import { AuditPanel } from "../audit/audit-panel.tsx";
import { cycleAuditFocus, openAudit, useAuditView, useAudit } from "../audit/use-audit.ts";
import { useBlameMarks } from "../blame/blame-bar.tsx";
import { LedgerPanel } from "../ledger/ledger-panel.tsx";
import { cycleLedgerFocus, openLedger, linkRuleAtCursor, useLedgerView } from "../ledger/ledger-view.ts";
import { formatTouchedRules } from "../ledger/ledger-rows.ts";
import { useLedger, useTouchedRules } from "../ledger/use-ledger.ts";
import { type Replay, attemptWithNotice } from "../state/use-replay.ts";
import { sideName } from "../state/choose-runs.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { restoreVersion } from "../versions/version-detail.tsx";
import { useWatch } from "../watch/use-watch.ts";
import { useWatchBadge } from "../watch/watch-state.ts";
import { WatchStrip } from "./watch-strip.tsx";
import { CommitBar, DraftLine, DraftProblem } from "./commit-bar.tsx";
import { useVersionText, type OpenDraft } from "../state/use-draft.ts";
import styles from "./prompt.module.css";

const EditorArea = lazy(() => import("./editor-area.tsx"));

interface PromptPaneProps {
  workbench: WorkbenchState;
  replay: Replay;
}

/** What one changes: the working text, or an older version to look at and go back to. */
export function PromptPane({ workbench, replay }: PromptPaneProps) {
  const { prompt } = workbench;
  return (
    <section className={styles.pane} aria-label="Prompt">
      {prompt === null ? (
        workbench.loading ? (
          <Skeleton label="Reading the prompt" rows={12} />
        ) : workbench.error ? (
          <ErrorState title="The project could not be read" message={problemOf(workbench.error).message} />
        ) : (
          <EmptyState
            text="A prompt is the text that a chatbot is told before anybody speaks to it."
            action={
              <Button
                look="primary"
                onClick={() => void attemptWithNotice("The prompt could not be created", createFirstPrompt)}
              >
                Write a prompt
              </Button>
            }
          />
        )
      ) : replay.draft === null ? (
        <Skeleton label="Reading the draft" rows={12} />
      ) : (
        <PromptEditor key={prompt.id} workbench={workbench} replay={replay} draft={replay.draft} promptId={prompt.id} />
      )}
    </section>
  );
}

async function createFirstPrompt(): Promise<void> {
  const made = await client.prompts.create({ name: "Prompt", text: "" });
  select({ promptId: made.id });
}

function PromptEditor({
  workbench,
  replay,
  draft,
  promptId,
}: PromptPaneProps & { draft: OpenDraft; promptId: string }) {
  const { sides, followed } = workbench;
  const [mode, setMode] = useState<"edit" | "diff">("edit");
  const behind = useRef<HTMLDivElement>(null);
  const readOnly = useQuery(orpc.project.get.queryOptions()).data?.readOnly ?? false;
  const viewed = sides.candidate !== "draft" && sides.candidate !== followed ? sides.candidate : null;
  const viewedText = useVersionText(promptId, viewed);
  // A clean draft is the head of its branch: its diff is then that of the version.
  const clean = viewed === null && !draft.dirty && sides.candidate !== "draft";
  const against = viewed !== null || clean ? sides.baseline : (draft.state.baseNumber ?? null);
  const againstText = useVersionText(promptId, against);
  const diffing = mode === "diff" && against !== null && againstText !== null;

  const watch = useWatch(workbench, draft, viewed === null);
  const news = useWatchBadge();
  const blame = useBlameMarks(
    workbench.set === null || against === null || !diffing
      ? null
      : {
          promptId,
          setId: workbench.set.id,
          baseline: against,
          candidate: viewed ?? (clean ? (followed ?? "draft") : "draft"),
        },
  );

  const auditing = useAudit(workbench, draft, viewed);
  const auditOpen = useAuditView((state) => state.open);
  const shown = auditing.audit?.running === false ? auditing.audit : null;
  useCommand({
    id: "audit",
    title: "Audit the prompt",
    group: "Prompt",
    keys: "Shift+u",
    enabled: auditing.start !== null,
    run: () => auditing.start?.(),
  });
  useCommand({
    id: "show-audit",
    title: "Go to the audit",
    group: "Prompt",
    keys: "u",
    run: cycleAuditFocus,
  });

  const ledgerOpen = useLedgerView((state) => state.open);
  const ledger = useLedger(workbench, draft, viewed, ledgerOpen);
  const touched = useTouchedRules(workbench);
  useCommand({
    id: "ledger",
    title: "Go to the ledger",
    group: "Prompt",
    keys: ["Shift+l", "Alt+Shift+l"],
    run: cycleLedgerFocus,
  });
  useCommand({
    id: "link-rule",
    title: "Link the rule at the cursor to conversations",
    group: "Prompt",
    keys: "Alt+k",
    enabled: !readOnly && workbench.set !== null,
    run: linkRuleAtCursor,
  });

  useCommand({
    id: "restore",
    title: `Restore ${viewed === null ? "" : sideName(viewed)} as a new version`,
    group: "Versions",
    enabled: viewed !== null && !readOnly,
    run: () => void (viewed !== null && restoreVersion(promptId, viewed, draft.saver)),
  });

  const focusIn = useRef<"edit" | "diff" | null>(null);
  const toggle = (): void => {
    const next = mode === "edit" ? "diff" : "edit";
    focusIn.current = document.activeElement?.closest(".monaco-editor") ? next : null;
    setMode(next);
  };
  useEffect(() => {
    if (focusIn.current === mode) focusEditor(behind.current);
    focusIn.current = null;
  }, [mode]);
  useCommand({
    id: "diff",
    title: mode === "edit" ? "Show the diff" : "Edit the prompt",
    keys: ["d", "Alt+d"],
    group: "Prompt",
    run: toggle,
  });
  useCommand({
    id: "focus-prompt",
    title: "Go to the prompt text",
    keys: "e",
    group: "Prompt",
    run: () => focusEditor(behind.current),
  });

  const name = viewed !== null ? sideName(viewed) : "draft";
  return (
    <>
      <header className={styles.header}>
        <h2 className={styles.name}>{viewed === null ? "Prompt" : `v${viewed}, read only`}</h2>
        {diffing && (
          <span className={styles.diffed}>
            v{against} → {name}
          </span>
        )}
        {viewed === null && watch.toggle !== null && (
          <IconButton
            label={watch.on ? "Stop watching the draft" : "Watch the draft while typing"}
            icon={watch.on ? <Eye aria-hidden="true" /> : <EyeOff aria-hidden="true" />}
            keys="w"
            aria-pressed={watch.on}
            onClick={watch.toggle}
          />
        )}
        <IconButton
          label={auditOpen ? "Close the audit" : "Show the audit"}
          icon={<ShieldCheck aria-hidden="true" />}
          keys="u"
          aria-pressed={auditOpen}
          onClick={() => openAudit(!auditOpen)}
        />
        <IconButton
          label={ledgerOpen ? "Close the ledger" : "Show the ledger"}
          icon={<Link2 aria-hidden="true" />}
          keys="Shift+l"
          aria-pressed={ledgerOpen}
          onClick={() => openLedger(!ledgerOpen)}
        />
        <Segmented
          label="Show the prompt as"
          value={mode}
          options={[
            { value: "edit", label: viewed === null ? "Edit" : "Text" },
            { value: "diff", label: "Diff", disabled: against === null },
          ]}
          onValue={setMode}
        />
      </header>
      <DraftProblem draft={draft} />
      <Suspense fallback={<Skeleton label="Opening the editor" rows={12} />}>
        {viewed !== null && viewedText === null ? (
          <Skeleton label="Reading the version" rows={12} />
        ) : (
          <EditorArea
            shown={
              viewed !== null
                ? { kind: "version", name: sideName(viewed), text: viewedText ?? "" }
                : { kind: "draft", saver: draft.saver, base: draft.base }
            }
            against={diffing ? { name: sideName(against), text: againstText } : null}
            blame={blame}
            audit={shown}
            touched={viewed === null ? touched : []}
            readOnly={readOnly}
            news={news}
            onLeave={() => behind.current?.focus()}
          />
        )}
      </Suspense>
      {auditOpen && <AuditPanel auditing={auditing} text={viewed === null ? draft.state.text : (viewedText ?? "")} />}
      {ledgerOpen && <LedgerPanel open={ledger} />}
      <div ref={behind} tabIndex={0} role="group" aria-label="Draft and commit" className={styles.behind}>
        {viewed === null ? (
          <>
            <DraftLine draft={draft} first={formatTouchedRules(touched)} />
            <WatchStrip watch={watch} base={draft.state.baseNumber} dirty={draft.dirty} replay={replay} />
            <CommitBar draft={draft} replay={replay} readOnly={readOnly} />
          </>
        ) : (
          <div className={styles.buttons}>
            <Button disabled={readOnly} onClick={() => void restoreVersion(promptId, viewed, draft.saver)}>
              Restore v{viewed} as a new version
            </Button>
            <Button look="quiet" onClick={() => select({ candidate: null })}>
              Back to the draft
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

/** Monaco takes its keys through an element of its own. */
function focusEditor(behind: HTMLElement | null): void {
  const pane = behind?.parentElement;
  const inputs = pane?.querySelectorAll<HTMLElement>(
    ".monaco-editor .native-edit-context, .monaco-editor textarea.inputarea",
  );
  inputs?.item(inputs.length - 1)?.focus();
}
