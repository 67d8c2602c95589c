import { useSyncExternalStore } from "react";
import { SplitPane, type Pane } from "../ui/index.ts";
import { BisectPanel } from "./bisect/bisect-panel.tsx";
import { useBisectState } from "./bisect/bisect-store.ts";
import { EvidencePane } from "./evidence/evidence-pane.tsx";
import { MakeDialog } from "./guards/make-dialog.tsx";
import { ProbesDialog } from "./probes/probes-dialog.tsx";
import { OutcomesPane } from "./outcomes/outcomes-pane.tsx";
import { PromptPane } from "./prompt/prompt-pane.tsx";
import { useReplay } from "./replay/use-replay.ts";
import { useLoop } from "./use-loop.ts";
import { VersionStrip } from "./versions/version-strip.tsx";
import styles from "./workbench.module.css";

const narrow = window.matchMedia("(max-width: 1100px)");

/** The loop in one window: left what one changes, in the middle what it did, right the proof. */
export function Workbench() {
  const loop = useLoop();
  const replay = useReplay(loop);
  const asked = useBisectState((state) => (state.open ? state.question : null));
  const bisecting = asked?.promptId === loop.prompt?.id && asked?.setId === loop.set?.id ? asked : null;
  const folded = useSyncExternalStore(watchNarrow, () => narrow.matches);

  const prompt: Pane = {
    id: "prompt",
    label: "prompt",
    content: <PromptPane loop={loop} replay={replay} />,
    defaultSize: folded ? "44%" : "32%",
    minSize: 280,
  };
  const outcomes: Pane = {
    id: "outcomes",
    label: "outcomes",
    content: <OutcomesPane loop={loop} replay={replay} />,
    defaultSize: folded ? "46%" : "24%",
    minSize: folded ? 160 : 260,
  };
  const evidence: Pane = {
    id: "evidence-pane",
    label: "evidence",
    content: bisecting ? (
      <BisectPanel key={bisecting.conversationIds.join()} loop={loop} draft={replay.draft} question={bisecting} />
    ) : (
      <EvidencePane loop={loop} />
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
      <VersionStrip loop={loop} draft={replay.draft} />
      <MakeDialog />
      <ProbesDialog loop={loop} draft={replay.draft} />
    </div>
  );
}

function watchNarrow(listener: () => void): () => void {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
}
