import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSelection } from "../app/store.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { ErrorState, Skeleton, SplitPane } from "../ui/index.ts";
import { EditorPane } from "./editor-pane.tsx";
import { DropZone } from "./exchange/drop-zone.tsx";
import { ImportDialog } from "./exchange/import-dialog.tsx";
import { ListPane } from "./list-pane.tsx";
import { NoSets } from "./no-sets.tsx";
import styles from "./conversations.module.css";

/** The test cases: sets at the left, one conversation at the right. */
export function ConversationsScreen() {
  const sets = useQuery(orpc.sets.list.queryOptions());
  const setId = useSelection((state) => state.setId);
  const [importing, setImporting] = useState<File[] | null>(null);
  const [isNew, setIsNew] = useState(false);
  const current = sets.data?.find((set) => set.id === setId) ?? null;

  const startImport = (files: File[] = []) => setImporting(files);
  if (sets.isPending) return <Skeleton label="Reading the conversation sets" rows={12} />;
  if (sets.isError) {
    return (
      <ErrorState
        title="The conversation sets could not be read"
        message={problemOf(sets.error).message}
        onRetry={() => void sets.refetch()}
      />
    );
  }
  return (
    <DropZone onFiles={startImport}>
      {current === null ? (
        <NoSets onImport={() => startImport()} />
      ) : (
        <SplitPane
          id="conversations"
          className={styles.panes}
          panes={[
            {
              id: "list",
              label: "list",
              defaultSize: 420,
              minSize: 280,
              content: (
                <ListPane
                  set={current}
                  sets={sets.data}
                  isNew={isNew}
                  onNew={setIsNew}
                  onImport={() => startImport()}
                />
              ),
            },
            {
              id: "editor",
              label: "editor",
              minSize: 420,
              content: <EditorPane setId={current.id} isNew={isNew} onNew={setIsNew} />,
            },
          ]}
        />
      )}
      {importing !== null && (
        <ImportDialog files={importing} setName={current?.name ?? ""} onClose={() => setImporting(null)} />
      )}
    </DropZone>
  );
}
