import type { Version } from "../../../../shared/domain/prompt.ts";
import { plural } from "../../../../shared/rules/plural.ts";
import { Button } from "../../../ui/index.ts";
import type { GraphNode } from "./nodes.ts";
import styles from "./graph.module.css";

interface FoldedRowProps {
  node: GraphNode;
  versionOf: ReadonlyMap<number, Version>;
  onOpen: () => void;
}

/** Versions one after another of which nothing but their number has to be seen now. */
export function FoldedRow({ node, versionOf, onOpen }: FoldedRowProps) {
  const newest = versionOf.get(node.number)?.message ?? "";
  return (
    <>
      <span className={styles.folded}>
        <span>
          {plural(node.count, "version")}, v{node.oldest} to v{node.number}
        </span>
        <span className={styles.foldedWords} title={newest}>
          {newest}
        </span>
      </span>
      <Button look="quiet" tabIndex={-1} onClick={onOpen} aria-label={`Open v${node.oldest} to v${node.number}`}>
        Open
      </Button>
    </>
  );
}
