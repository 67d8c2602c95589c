import { skipToken, useQuery } from "@tanstack/react-query";
import { select, useSelection, useCanWrite } from "../shell/selection.ts";
import { client, orpc, problemOf } from "../engine-client/index.ts";
import { EmptyState, ErrorState, Skeleton, toast, toastProblem, SplitPane } from "../ui/index.ts";
import { ConversationEditor } from "./conversation-editor.tsx";
import { unusedConversationId } from "./conversation-form.ts";
import { useState } from "react";
import { DropZone, ImportDialog } from "./import-dialog.tsx";
import { ListPane, NoSets } from "./list-pane.tsx";
import styles from "./conversations.module.css";

interface EditorPaneProps {
  setId: string;
  isNew: boolean;
  onNew: (isNew: boolean) => void;
}

/** The selected conversation, or a new one. */
function EditorPane({ setId, isNew, onNew }: EditorPaneProps) {
  const conversationId = useSelection((state) => state.conversationId);
  const canWrite = useCanWrite();
  const types = useQuery(orpc.checks.types.queryOptions());
  const list = useQuery(orpc.conversations.list.queryOptions({ input: { setId } }));
  const input = isNew || conversationId === null ? skipToken : { setId, conversationId };
  const conversation = useQuery(orpc.conversations.get.queryOptions({ input }));

  if (types.isError) {
    return (
      <ErrorState
        title="The check types could not be read"
        message={problemOf(types.error).message}
        onRetry={() => void types.refetch()}
      />
    );
  }
  if (!isNew && conversationId === null) {
    if (list.data?.length === 0) return null;
    return <EmptyState text="Choose a conversation to read and edit it: its turns, its checks, its notes." />;
  }
  if (conversation.isError && !isNew) {
    return (
      <ErrorState
        title="The conversation could not be read"
        message={problemOf(conversation.error).message}
        onRetry={() => void conversation.refetch()}
      />
    );
  }
  const saved = isNew ? null : conversation.data;
  if (saved === undefined || types.data === undefined || list.data === undefined) {
    return <Skeleton label="Reading the conversation" rows={8} />;
  }
  return (
    <ConversationEditor
      key={saved === null ? `${setId} new` : `${setId} ${saved.id}`}
      setId={setId}
      saved={saved}
      suggestedId={unusedConversationId(list.data.map(({ id }) => id))}
      types={types.data}
      canWrite={canWrite}
      onSaved={({ id }) => {
        select({ conversationId: id });
        onNew(false);
      }}
      onDiscardNew={() => onNew(false)}
      onRemove={() => saved !== null && void removeConversation(setId, saved.id)}
    />
  );
}

/** Deletes at once; the toast brings it back as it was. */
async function removeConversation(setId: string, conversationId: string): Promise<void> {
  try {
    const conversation = await client.conversations.get({ setId, conversationId });
    await client.conversations.remove({ setId, conversationId });
    select({ conversationId: null });
    const bringBack = async () => {
      try {
        await client.conversations.save({ setId, conversation, replaces: null });
        select({ setId, conversationId });
      } catch (error) {
        toastProblem("The conversation could not be brought back", error);
      }
    };
    toast({
      title: "Conversation deleted",
      text: conversation.title || conversationId,
      action: { label: "Undo", run: () => void bringBack() },
    });
  } catch (error) {
    toastProblem("The conversation could not be deleted", error);
  }
}

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
