import { goTo, select, useCommand } from "../shell/index.ts";
import { client, problemOf } from "../engine-client/index.ts";
import {
  confirm,
  toast,
  toastProblem,
  IconButton,
  Select,
  Segmented,
  Button,
  TextField,
  Skeleton,
  SplitPane,
  EmptyState,
  ErrorState,
} from "../ui/index.ts";
import { type CommitDecision, decideCommit } from "./merge-findings.ts";
import {
  removeMergeWork,
  type OpenMergeState,
  changeMergeWork,
  formatSetting,
  settingNames,
  useMerge,
  useMergePair,
  type MergePair,
} from "./merge-state.ts";
import { X } from "lucide-react";
import { useEffect, useState, lazy, Suspense, useRef } from "react";
import type { Branch } from "../../shared/domain/prompt.ts";
import styles from "./merge.module.css";
import { useCanWrite } from "../shell/selection.ts";
import { useVersionText } from "../workbench/state/use-draft.ts";
import { type WorkbenchState, useWorkbenchState } from "../workbench/state/workbench-state.ts";
import { MergeCheckPanel } from "./merge-check-panel.tsx";
import { useMergeCheck } from "./use-merge-check.ts";

/** Commits the merge, after a question where there is one to ask, and goes on in the workbench. */
async function commitMerge(merge: OpenMergeState, stand: CommitDecision, again: () => void): Promise<void> {
  if (stand.kind === "blocked") return;
  if (stand.kind === "ask" && !(await confirm(stand))) return;
  const { promptId, ours, theirs, text, settings, preview, key } = merge;
  try {
    const version = await client.merge.commit({
      promptId,
      ours,
      theirs,
      text,
      settings,
      message: mergeMessage(merge),
      heads: { ours: preview.ours, theirs: preview.theirs },
    });
    removeMergeWork(key);
    toast({ title: `${theirs} is merged into ${ours}: v${version.number}` });
    if (await goTo("workbench")) select({ promptId, baseline: null, candidate: null });
  } catch (error) {
    if (problemOf(error).code === "conflict") again();
    toastProblem("The merge was not committed", error);
  }
}

function mergeMessage({ work, theirs, ours }: Pick<OpenMergeState, "work" | "theirs" | "ours">): string {
  const typed = work.message.trim();
  return typed === "" ? `Merge ${theirs} into ${ours}` : typed;
}

interface MergeHeaderProps {
  branches: readonly Branch[];
  ours: string | null;
  theirs: string | null;
  /** How the two stand to each other; empty while that is read. */
  note: string;
  onOurs: (name: string) => void;
  onTheirs: (name: string) => void;
  onClose: () => void;
}

/** Which branch goes into which, and how the two stand to each other. */
function MergeHeader({ branches, ours, theirs, note, onOurs, onTheirs, onClose }: MergeHeaderProps) {
  const options = branches.map(({ name, headNumber, current }) => ({
    value: name,
    label: name,
    hint: `${headNumber === null ? "no version yet" : `v${headNumber}`}${current ? ", current" : ""}`,
  }));
  const chosen = theirs !== null;
  // Nothing else can be done here before a branch is chosen.
  useEffect(() => {
    if (!chosen) document.querySelector<HTMLElement>("#merge-theirs")?.focus();
  }, [chosen]);
  return (
    <header className={styles.header}>
      <h2 className={styles.title}>Merge</h2>
      <Select
        id="merge-theirs"
        label="Branch to merge"
        value={theirs}
        options={options}
        placeholder="Choose a branch"
        className={styles.pick}
        onValue={onTheirs}
      />
      <span className={styles.into}>into</span>
      <Select label="Branch to merge into" value={ours} options={options} className={styles.pick} onValue={onOurs} />
      <p className={styles.note} title={note}>
        {note}
      </p>
      <IconButton label="Back to the workbench" icon={<X aria-hidden="true" />} keys="Escape" onClick={onClose} />
    </header>
  );
}

/** Settings of the model that both sides changed, each to something else: which one the merge takes. */
function SettingConflicts({ merge }: { merge: OpenMergeState }) {
  const { preview, names, work, key } = merge;
  if (preview.settingConflicts.length === 0) return null;
  return (
    <div className={styles.settings} role="group" aria-label="Model settings that both sides changed">
      <span>Both changed the model's settings:</span>
      {preview.settingConflicts.map(({ name, base, ours, theirs }) => (
        <span key={name} className={styles.setting} title={`${names.base}: ${formatSetting(base)}`}>
          {settingNames[name]}
          <Segmented
            label={settingNames[name]}
            value={work.fromTheirs.includes(name) ? "theirs" : "ours"}
            options={[
              { value: "ours", label: `${formatSetting(ours)} of ${names.ours}` },
              { value: "theirs", label: `${formatSetting(theirs)} of ${names.theirs}` },
            ]}
            onValue={(side) => {
              const others = work.fromTheirs.filter((one) => one !== name);
              changeMergeWork(key, { fromTheirs: side === "theirs" ? [...others, name] : others });
            }}
          />
        </span>
      ))}
    </div>
  );
}

interface MergeCommitBarProps {
  merge: OpenMergeState;
  stand: CommitDecision;
  /** Reads the branches again: one of them has moved on. */
  again: () => void;
}

/** Makes the merge a version of the branch, or says what stands against it. */
function MergeCommitBar({ merge, stand, again }: MergeCommitBarProps) {
  const [busy, setBusy] = useState(false);
  const { work, key, preview, names, ours } = merge;
  const forward = preview.relation === "fastForward" && merge.text === preview.text;
  const can = stand.kind !== "blocked" && !busy;
  const action = forward ? `Move ${ours} to v${preview.theirs}` : "Commit the merge";
  const commit = (): void => {
    if (!can) return;
    setBusy(true);
    void commitMerge(merge, stand, again).finally(() => setBusy(false));
  };
  useCommand({ id: "merge-commit", title: action, keys: "Mod+Enter", group: "Merge", enabled: can, run: commit });
  return (
    <form
      className={styles.commit}
      aria-label="Commit the merge"
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      {!forward && (
        <TextField
          label="Message"
          hideLabel
          value={work.message}
          placeholder={mergeMessage({ ...merge, work: { ...work, message: "" } })}
          maxLength={2000}
          className={styles.message}
          onValue={(message) => changeMergeWork(key, { message })}
        />
      )}
      <p role="status" aria-label="Commit" className={styles.stand}>
        {stand.kind === "blocked"
          ? stand.reason
          : forward
            ? "No version is made: the branch moves on."
            : `On ${names.ours}, with both branches as parents.`}
      </p>
      {preview.draftEdited && (
        <Button look="quiet" onClick={() => void goTo("workbench")}>
          Go to the draft
        </Button>
      )}
      <Button type="submit" look={stand.kind === "ask" ? "plain" : "primary"} keys="Mod+Enter" disabled={!can}>
        {action}
      </Button>
    </form>
  );
}

const MergeEditors = lazy(() => import("./merge-editors.tsx"));

interface MergeWorkspaceProps {
  merge: OpenMergeState;
  workbench: WorkbenchState;
  /** Reads the branches again. */
  again: () => void;
}

/** A merge that can be worked on: above the texts, below what the result does, at the end the commit. */
function MergeWorkspace({ merge, workbench, again }: MergeWorkspaceProps) {
  const { promptId, preview } = merge;
  const canWrite = useCanWrite();
  const behind = useRef<HTMLDivElement>(null);
  const ours = useVersionText(promptId, preview.ours);
  const theirs = useVersionText(promptId, preview.theirs);
  const base = useVersionText(promptId, preview.base);
  const checking = useMergeCheck(merge, workbench.set, workbench.model);
  const { check, plan } = checking;
  const stand = decideCommit({
    preview,
    ours: merge.ours,
    open: merge.open,
    check,
    alike: plan?.alike != null || check?.alike != null,
    canWrite,
  });
  useCommand({
    id: "merge-focus",
    title: "Go to the result of the merge",
    keys: "e",
    group: "Merge",
    run: focusResult,
  });
  const leaveEditor = (): void => behind.current?.focus();
  return (
    <>
      <SettingConflicts merge={merge} />
      <SplitPane
        id="merge"
        orientation="vertical"
        className={styles.panes}
        panes={[
          {
            id: "texts",
            label: "texts",
            defaultSize: "52%",
            minSize: 160,
            content: (
              <Suspense fallback={<Skeleton label="Opening the editor" rows={10} />}>
                {ours === null || theirs === null || (preview.base !== null && base === null) ? (
                  <Skeleton label="Reading the versions" rows={10} />
                ) : (
                  <MergeEditors
                    merge={merge}
                    texts={{ ours, theirs, base }}
                    canWrite={canWrite}
                    onLeave={leaveEditor}
                  />
                )}
              </Suspense>
            ),
          },
          {
            id: "check",
            label: "what it does",
            minSize: 120,
            content: <MergeCheckPanel merge={merge} workbench={workbench} checking={checking} canWrite={canWrite} />,
          },
        ]}
      />
      <div ref={behind} tabIndex={0} role="group" aria-label="Merge and commit" className={styles.behind}>
        <MergeCommitBar merge={merge} stand={stand} again={again} />
      </div>
    </>
  );
}

/** Monaco takes its keys through an element of its own. */
function focusResult(): void {
  const result = document.querySelector<HTMLElement>("section[aria-label='Result']");
  result?.querySelector<HTMLElement>(".native-edit-context, textarea.inputarea")?.focus();
}

const goToWorkbench = (): void => void goTo("workbench");

/** Merges one branch of the prompt into another: the text, what it does to the conversations, and the commit. */
export function MergeScreen() {
  const workbench = useWorkbenchState();
  const promptId = workbench.prompt?.id ?? null;
  const { branches, all, ours, theirs, pickOurs, pickTheirs } = useMergePair(promptId);
  const pair: MergePair | null =
    promptId !== null && ours !== null && theirs !== null ? { promptId, ours, theirs } : null;
  const { merge, error, retry } = useMerge(pair);
  useCommand({ id: "merge-leave", title: "Back to the workbench", group: "Merge", run: goToWorkbench });

  const problem = workbench.error ?? branches.error;
  if (problem !== null) {
    return (
      <ErrorState
        title="The branches could not be read"
        message={problemOf(problem).message}
        onRetry={() => void branches.refetch()}
      />
    );
  }
  if (workbench.loading || (promptId !== null && branches.data === undefined)) {
    return <Skeleton label="Reading the branches" rows={12} />;
  }
  if (promptId === null || all.length < 2) return <NeedsTwoBranches />;
  return (
    <div
      className={styles.screen}
      onKeyDown={(event) => {
        // A list of a Select is a child in React alone: its Escape closes it and nothing else.
        const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
        if (event.key === "Escape" && !event.defaultPrevented && inside) goToWorkbench();
      }}
    >
      <MergeHeader
        branches={all}
        ours={ours}
        theirs={theirs}
        note={merge && canMerge(merge) ? merge.preview.note : ""}
        onOurs={pickOurs}
        onTheirs={pickTheirs}
        onClose={goToWorkbench}
      />
      {pair === null ? (
        <EmptyState text={`Choose the branch that goes into ${ours ?? "the current one"}.`} />
      ) : error !== null ? (
        <ErrorState title="This cannot be merged" message={problemOf(error).message} onRetry={retry} />
      ) : merge === null ? (
        <Skeleton label="Merging the texts" rows={12} />
      ) : !canMerge(merge) ? (
        <EmptyState text={merge.preview.note} action={<Button onClick={goToWorkbench}>Go to the workbench</Button>} />
      ) : (
        <MergeWorkspace key={merge.key} merge={merge} workbench={workbench} again={retry} />
      )}
    </div>
  );
}

/** Whether there is anything to merge; where not, the screen says why and no more. */
function canMerge({ preview }: OpenMergeState): boolean {
  return preview.ours !== null && preview.theirs !== null && !preview.upToDate;
}

function NeedsTwoBranches() {
  return (
    <EmptyState
      text="A merge takes two branches. Make one from the branch menu in the bar above, commit a version there, and come back."
      action={
        <Button look="primary" onClick={goToWorkbench}>
          Go to the workbench
        </Button>
      }
    />
  );
}
