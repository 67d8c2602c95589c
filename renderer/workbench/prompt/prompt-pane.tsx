import { useQuery } from "@tanstack/react-query";
import { Eye, EyeOff, Link2, ShieldCheck } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { select, useCommand } from "../../app/index.ts";
import { client, orpc, problemOf } from "../../engine-client/index.ts";
import { Button, EmptyState, ErrorState, IconButton, Segmented, Skeleton } from "../../ui/index.ts";
import { AuditPanel } from "../audit/audit-panel.tsx";
import { goToAudit, openAudit, useAuditView } from "../audit/audit-view.ts";
import { useAudit } from "../audit/use-audit.ts";
import { useBlameMarks } from "../blame/use-blame-marks.ts";
import { LedgerPanel } from "../ledger/ledger-panel.tsx";
import { goToLedger, openLedger, pickAtCursor, useLedgerView } from "../ledger/ledger-view.ts";
import { touchedInWords } from "../ledger/ledger-words.ts";
import { useLedger, useTouched } from "../ledger/use-ledger.ts";
import type { Replay } from "../replay/use-replay.ts";
import { attempt } from "../replay/start-replay.ts";
import { sideName } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import { restoreVersion } from "../versions/change-versions.ts";
import { useWatch } from "../watch/use-watch.ts";
import { useWatchNews } from "../watch/use-watch-news.ts";
import { WatchStrip } from "../watch/watch-strip.tsx";
import { CommitBar } from "./commit-bar.tsx";
import { DraftLine, DraftProblem } from "./draft-line.tsx";
import { useVersionText, type OpenDraft } from "./use-draft.ts";
import styles from "./prompt.module.css";

const EditorArea = lazy(() => import("./editor-area.tsx"));

interface PromptPaneProps {
  loop: Loop;
  replay: Replay;
}

/** What one changes: the working text, or an older version to look at and go back to. */
export function PromptPane({ loop, replay }: PromptPaneProps) {
  const { prompt } = loop;
  return (
    <section className={styles.pane} aria-label="Prompt">
      {prompt === null ? (
        loop.loading ? (
          <Skeleton label="Reading the prompt" rows={12} />
        ) : loop.error ? (
          <ErrorState title="The project could not be read" message={problemOf(loop.error).message} />
        ) : (
          <EmptyState
            text="A prompt is the text that a chatbot is told before anybody speaks to it."
            action={
              <Button look="primary" onClick={() => void attempt("The prompt could not be created", createFirst)}>
                Write a prompt
              </Button>
            }
          />
        )
      ) : replay.draft === null ? (
        <Skeleton label="Reading the draft" rows={12} />
      ) : (
        <OpenPrompt key={prompt.id} loop={loop} replay={replay} draft={replay.draft} promptId={prompt.id} />
      )}
    </section>
  );
}

async function createFirst(): Promise<void> {
  const made = await client.prompts.create({ name: "Prompt", text: "" });
  select({ promptId: made.id });
}

function OpenPrompt({ loop, replay, draft, promptId }: PromptPaneProps & { draft: OpenDraft; promptId: string }) {
  const { sides, followed } = loop;
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

  const watch = useWatch(loop, draft, viewed === null);
  const news = useWatchNews();
  const blame = useBlameMarks(
    loop.set === null || against === null || !diffing
      ? null
      : {
          promptId,
          setId: loop.set.id,
          baseline: against,
          candidate: viewed ?? (clean ? (followed ?? "draft") : "draft"),
        },
  );

  const auditing = useAudit(loop, draft, viewed);
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
    run: goToAudit,
  });

  const ledgerOpen = useLedgerView((state) => state.open);
  const ledger = useLedger(loop, draft, viewed, ledgerOpen);
  const touched = useTouched(loop);
  useCommand({
    id: "ledger",
    title: "Go to the ledger",
    group: "Prompt",
    keys: ["Shift+l", "Alt+Shift+l"],
    run: goToLedger,
  });
  useCommand({
    id: "link-rule",
    title: "Link the rule at the cursor to conversations",
    group: "Prompt",
    keys: "Alt+k",
    enabled: !readOnly && loop.set !== null,
    run: pickAtCursor,
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
            <DraftLine draft={draft} first={touchedInWords(touched)} />
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
