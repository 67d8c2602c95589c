import { lazy, Suspense, useRef } from "react";
import { useCommand } from "../app/index.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { Skeleton, SplitPane } from "../ui/index.ts";
import { useVersionText } from "../workbench/prompt/use-draft.ts";
import type { Loop } from "../workbench/use-loop.ts";
import { CheckPanel } from "./check-panel.tsx";
import { commitStand } from "./commit-stand.ts";
import { MergeCommitBar } from "./merge-commit-bar.tsx";
import { SettingConflicts } from "./setting-conflicts.tsx";
import { useCheck } from "./use-check.ts";
import type { Merge } from "./use-merge.ts";
import styles from "./merge.module.css";

const MergeEditors = lazy(() => import("./merge-editors.tsx"));

interface OpenMergeProps {
  merge: Merge;
  loop: Loop;
  /** Reads how the branches stand anew. */
  again: () => void;
}

/** A merge that can be worked on: above the texts, below what the result does, at the end the commit. */
export function OpenMerge({ merge, loop, again }: OpenMergeProps) {
  const { promptId, preview } = merge;
  const canWrite = useCanWrite();
  const behind = useRef<HTMLDivElement>(null);
  const ours = useVersionText(promptId, preview.ours);
  const theirs = useVersionText(promptId, preview.theirs);
  const base = useVersionText(promptId, preview.base);
  const checking = useCheck(merge, loop.set, loop.model);
  const { check, plan } = checking;
  const stand = commitStand({
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
            content: <CheckPanel merge={merge} loop={loop} checking={checking} canWrite={canWrite} />,
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
