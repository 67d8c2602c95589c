import { skipToken, useQuery } from "@tanstack/react-query";
import { select, useSelection } from "../app/store.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { client, orpc, problemOf } from "../engine-client/index.ts";
import { EmptyState, ErrorState, Skeleton, toast, toastProblem } from "../ui/index.ts";
import { ConversationEditor } from "./editor/conversation-editor.tsx";
import { freshId } from "./editor/conversation-form.ts";

interface EditorPaneProps {
  setId: string;
  isNew: boolean;
  onNew: (isNew: boolean) => void;
}

/** The selected conversation, or a new one. */
export function EditorPane({ setId, isNew, onNew }: EditorPaneProps) {
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
      suggestedId={freshId(list.data.map(({ id }) => id))}
      types={types.data}
      canWrite={canWrite}
      onSaved={({ id }) => {
        select({ conversationId: id });
        onNew(false);
      }}
      onDiscardNew={() => onNew(false)}
      onRemove={() => saved !== null && void remove(setId, saved.id)}
    />
  );
}

/** Deletes at once; the toast brings it back as it was. */
async function remove(setId: string, conversationId: string): Promise<void> {
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
