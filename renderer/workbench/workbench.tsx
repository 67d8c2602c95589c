import { useSyncExternalStore } from "react";
import { SplitPane, type Pane } from "../ui/index.ts";
import { BisectPanel } from "./bisect/bisect-panel.tsx";
import { useBisectState } from "./bisect/start-bisect.tsx";
import { EvidencePane } from "./evidence/evidence-pane.tsx";
import { MakeTestDialog } from "./regression-tests/make-test-dialog.tsx";
import { ProposalsDialog } from "./test-generation/proposals-dialog.tsx";
import { OutcomesPane } from "./outcomes/outcomes-pane.tsx";
import { PromptPane } from "./prompt/prompt-pane.tsx";
import { useReplay } from "./state/use-replay.ts";
import { useWorkbenchState } from "./state/workbench-state.ts";
import { VersionStrip } from "./versions/version-strip.tsx";
import styles from "./workbench.module.css";

const narrowWindow = window.matchMedia("(max-width: 1100px)");

/** The workbench: the prompt at the left, outcomes in the middle, evidence at the right. */
export function Workbench() {
  const workbench = useWorkbenchState();
  const replay = useReplay(workbench);
  const asked = useBisectState((state) => (state.open ? state.question : null));
  const bisecting = asked?.promptId === workbench.prompt?.id && asked?.setId === workbench.set?.id ? asked : null;
  const folded = useSyncExternalStore(watchNarrow, () => narrowWindow.matches);

  const prompt: Pane = {
    id: "prompt",
    label: "prompt",
    content: <PromptPane workbench={workbench} replay={replay} />,
    defaultSize: folded ? "44%" : "32%",
    minSize: 280,
  };
  const outcomes: Pane = {
    id: "outcomes",
    label: "outcomes",
    content: <OutcomesPane workbench={workbench} replay={replay} />,
    defaultSize: folded ? "46%" : "24%",
    minSize: folded ? 160 : 260,
  };
  const evidence: Pane = {
    id: "evidence-pane",
    label: "evidence",
    content: bisecting ? (
      <BisectPanel
        key={bisecting.conversationIds.join()}
        workbench={workbench}
        draft={replay.draft}
        question={bisecting}
      />
    ) : (
      <EvidencePane workbench={workbench} />
    ),
    minSize: folded ? 160 : 300,
  };
  return (
    <div className={styles.workbench}>
      {folded ? (
        <SplitPane
          key="folded"
          id="workbench-folded"
          className={styles.panes}
          panes={[
            prompt,
            {
              id: "results",
              label: "outcomes and evidence",
              content: (
                <SplitPane
                  id="workbench-results"
                  orientation="vertical"
                  className={styles.panes}
                  panes={[outcomes, evidence]}
                />
              ),
              minSize: 320,
            },
          ]}
        />
      ) : (
        <SplitPane key="wide" id="workbench-wide" className={styles.panes} panes={[prompt, outcomes, evidence]} />
      )}
      <VersionStrip workbench={workbench} draft={replay.draft} />
      <MakeTestDialog />
      <ProposalsDialog workbench={workbench} draft={replay.draft} />
    </div>
  );
}

function watchNarrow(listener: () => void): () => void {
  narrowWindow.addEventListener("change", listener);
  return () => narrowWindow.removeEventListener("change", listener);
}
