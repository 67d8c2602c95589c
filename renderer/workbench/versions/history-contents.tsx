import { useState } from "react";
import { plural } from "../../../shared/rules/plural.ts";
import { select } from "../../app/index.ts";
import { Button } from "../../ui/index.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import type { Side } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import { momentInWords } from "../words.ts";
import { foldByHand, type Folding } from "./graph/folding.ts";
import { HistoryGraph } from "./graph/history-graph.tsx";
import { useGraph } from "./graph/use-graph.ts";
import { VersionDetail } from "./version-detail.tsx";
import styles from "./versions.module.css";

interface HistoryContentsProps {
  loop: Loop;
  draft: OpenDraft | null;
  rates: ReadonlyMap<Side, number>;
  folding: Folding;
  onFolding: (folding: Folding) => void;
  onDone: () => void;
}

/** The graph and, beside it, what is selected in it. Laid out only while it is open. */
export function HistoryContents({ loop, draft, rates, folding, onFolding, onDone }: HistoryContentsProps) {
  const { versions, sides, followed } = loop;
  const graph = useGraph(loop, folding);
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
        loop={loop}
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
            {momentInWords(versionOf.get(node.oldest)?.createdAt ?? "")} to {momentInWords(version?.createdAt ?? "")}.
          </p>
          <div className={styles.actions}>
            <Button onClick={() => onFolding(foldByHand(folding, stretch.id, false))}>Open the stretch</Button>
          </div>
        </div>
      ) : (
        version && (
          <VersionDetail key={selected} version={version} loop={loop} draft={draft} onLook={look} onDone={onDone} />
        )
      )}
    </div>
  );
}
