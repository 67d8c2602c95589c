import { useState } from "react";
import { plural } from "../../../shared/format/count.ts";
import { select, useCommand } from "../../shell/index.ts";
import { Button, EmptyState, useFocusLayer } from "../../ui/index.ts";
import type { OpenDraft } from "../state/use-draft.ts";
import type { Side } from "../state/choose-runs.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { formatMoment } from "../../../shared/format/values.ts";
import { foldByHand, type Folding, useGraph, firstFolding } from "./version-graph.ts";
import { HistoryGraph } from "./history-graph.tsx";
import { VersionDetail } from "./version-detail.tsx";
import styles from "./versions.module.css";
import { Popover } from "@base-ui/react/popover";
import { HistoryIcon } from "lucide-react";

interface HistoryContentsProps {
  workbench: WorkbenchState;
  draft: OpenDraft | null;
  rates: ReadonlyMap<Side, number>;
  folding: Folding;
  onFolding: (folding: Folding) => void;
  onDone: () => void;
}

/** The graph and the details of what is selected in it. Laid out only while it is open. */
function HistoryContents({ workbench, draft, rates, folding, onFolding, onDone }: HistoryContentsProps) {
  const { versions, sides, followed } = workbench;
  const graph = useGraph(workbench, folding);
  const [picked, setPicked] = useState<number | null>(null);
  const { rows, versionOf, stretchOf, shownAs } = graph;
  const first = typeof sides.candidate === "number" ? sides.candidate : (followed ?? versions[0]?.number ?? 0);
  const selected = shownAs(picked !== null && versionOf.has(picked) ? picked : first);
  const node = rows.find((row) => row.node.number === selected)?.node;
  const version = versionOf.get(selected);
  const stretch = stretchOf.get(selected);
  const look = (number: number): void => {
    select({ candidate: number === followed ? null : number });
    onDone();
  };
  return (
    <div className={styles.history}>
      <HistoryGraph
        graph={graph}
        workbench={workbench}
        rates={rates}
        selected={selected}
        onSelect={setPicked}
        onOpen={look}
        folding={folding}
        onFolding={onFolding}
      />
      {node && node.count > 1 && stretch ? (
        <div className={styles.detail}>
          <h3>
            v{node.oldest} to v{node.number}
          </h3>
          <p className={styles.fullMessage}>
            {plural(node.count, "version")} one after another, made from{" "}
            {formatMoment(versionOf.get(node.oldest)?.createdAt ?? "")} to {formatMoment(version?.createdAt ?? "")}.
          </p>
          <div className={styles.actions}>
            <Button onClick={() => onFolding(foldByHand(folding, stretch.id, false))}>Open the stretch</Button>
          </div>
        </div>
      ) : (
        version && (
          <VersionDetail
            key={selected}
            version={version}
            workbench={workbench}
            draft={draft}
            onLook={look}
            onDone={onDone}
          />
        )
      )}
    </div>
  );
}

interface HistoryProps {
  workbench: WorkbenchState;
  draft: OpenDraft | null;
  rates: ReadonlyMap<Side, number>;
}

/** Every version of every branch, with who made it, when and why; labels, restoring and comparing. */
export function History({ workbench, draft, rates }: HistoryProps) {
  const { versions, branches } = workbench;
  const [open, setOpen] = useState(false);
  const layer = useFocusLayer(open);
  const [folding, setFolding] = useState<Folding | null>(null);
  useCommand({ id: "history", title: "Show the history", keys: "h", group: "Versions", run: () => setOpen(true) });
  const counted = [plural(versions.length, "version"), ...(branches.length > 1 ? [`${branches.length} branches`] : [])];
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <Button look="quiet" icon={<HistoryIcon aria-hidden="true" />} keys="h">
            History
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner side="top" align="end" sideOffset={6} className={styles.positioner}>
          <Popover.Popup ref={layer} className={styles.popup}>
            <Popover.Title className={styles.popupTitle}>History · {counted.join(" · ")}</Popover.Title>
            {versions.length === 0 ? (
              <EmptyState text="No version yet. Commit the draft to make the first one." />
            ) : (
              <HistoryContents
                workbench={workbench}
                draft={draft}
                rates={rates}
                folding={folding ?? firstFolding(versions.length)}
                onFolding={setFolding}
                onDone={() => setOpen(false)}
              />
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
