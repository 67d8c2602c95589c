import { useQuery } from "@tanstack/react-query";
import { Ellipsis, Plus, Search } from "lucide-react";
import { useRef, useState } from "react";
import type { ConversationSet } from "../../shared/domain/conversation.ts";
import { useCommand } from "../app/commands.ts";
import { mayLeave } from "../app/route.ts";
import { select, useSelection } from "../app/store.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { Button, EmptyState, ErrorState, IconButton, Kbd, Menu, Select, Skeleton, VirtualList } from "../ui/index.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { useExport } from "./exchange/use-export.ts";
import { filterConversations } from "./filter.ts";
import { useSetActions } from "./use-set-actions.tsx";
import styles from "./conversations.module.css";

interface ListPaneProps {
  set: ConversationSet;
  sets: readonly ConversationSet[];
  isNew: boolean;
  onNew: (isNew: boolean) => void;
  onImport: () => void;
}

export function ListPane({ set, sets, isNew, onNew, onImport }: ListPaneProps) {
  const conversations = useQuery(orpc.conversations.list.queryOptions({ input: { setId: set.id } }));
  const selectedId = useSelection((state) => state.conversationId);
  const canWrite = useCanWrite();
  const [search, setSearch] = useState("");
  const filterField = useRef<HTMLInputElement>(null);
  const shown = filterConversations(conversations.data ?? [], search);
  const actions = useSetActions(set, sets);
  const exportSet = useExport(set.id);

  const leaveThen = async (then: () => void) => {
    if (await mayLeave()) then();
  };
  const startNew = () => void leaveThen(() => onNew(true));
  const show = (conversationId: string) =>
    void leaveThen(() => {
      onNew(false);
      select({ conversationId });
    });
  useCommand({
    id: "conversation-new",
    title: "New conversation",
    keys: "n",
    group: "Conversations",
    run: startNew,
    enabled: canWrite,
  });
  useCommand({
    id: "conversation-filter",
    title: "Filter conversations",
    keys: "/",
    group: "Conversations",
    run: () => filterField.current?.focus(),
  });
  useCommand({
    id: "set-new",
    title: "New conversation set…",
    group: "Conversations",
    run: actions.startNew,
    enabled: canWrite,
  });
  useCommand({
    id: "set-rename",
    title: "Rename conversation set…",
    group: "Conversations",
    run: actions.startRename,
    enabled: canWrite,
  });
  useCommand({
    id: "set-delete",
    title: "Delete conversation set…",
    group: "Conversations",
    run: actions.askToRemove,
    enabled: canWrite,
  });
  useCommand({
    id: "import",
    title: "Import conversations…",
    group: "Conversations",
    run: onImport,
    enabled: canWrite,
  });
  useCommand({
    id: "export",
    title: "Export conversation set",
    group: "Conversations",
    run: () => exportSet("counterproof"),
  });

  return (
    <section className={styles.pane} aria-label="Conversations of the set">
      <div className={styles.bar}>
        <Select
          label="Set"
          look="quiet"
          className={styles.set}
          value={set.id}
          options={sets.map(({ id, name, conversations: many }) => ({
            value: id,
            label: name,
            hint: many.toLocaleString("en"),
          }))}
          onValue={(setId) => select({ setId })}
        />
        <Menu
          align="end"
          trigger={<IconButton label="Set actions" icon={<Ellipsis aria-hidden="true" />} />}
          entries={[
            { label: "New set…", run: actions.startNew, disabled: !canWrite },
            { label: "Rename set…", run: actions.startRename, disabled: !canWrite },
            "separator",
            { label: "Import conversations…", run: onImport, disabled: !canWrite },
            { label: "Export as JSONL", run: () => exportSet("counterproof") },
            { label: "Export as OpenAI chat", run: () => exportSet("openai-chat") },
            "separator",
            { label: "Delete set…", run: actions.askToRemove, danger: true, disabled: !canWrite },
          ]}
        />
        <IconButton
          label="New conversation"
          keys="n"
          icon={<Plus aria-hidden="true" />}
          onClick={startNew}
          disabled={!canWrite}
        />
      </div>
      <div className={styles.filter}>
        <Search aria-hidden="true" />
        <input
          ref={filterField}
          type="search"
          aria-label="Filter conversations"
          placeholder="Filter by id, title, tag or text"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            setSearch("");
            event.currentTarget.blur();
          }}
        />
        {search === "" ? (
          <Kbd keys="/" />
        ) : (
          <span className={styles.found}>{shown.length.toLocaleString("en")} found</span>
        )}
      </div>
      {conversations.isPending && <Skeleton label="Reading the conversations" rows={12} />}
      {conversations.isError && (
        <ErrorState
          title="The conversations could not be read"
          message={problemOf(conversations.error).message}
          onRetry={() => void conversations.refetch()}
        />
      )}
      {conversations.data?.length === 0 && (
        <EmptyState
          text="This set is empty: write the first conversation, or drop a file of them here."
          action={
            <Button look="primary" icon={<Plus aria-hidden="true" />} onClick={startNew} disabled={!canWrite}>
              Write a conversation
            </Button>
          }
        />
      )}
      {conversations.data !== undefined && conversations.data.length > 0 && (
        <>
          <div className={styles.columns} aria-hidden="true">
            <span>Conversation</span>
            <span>Turns</span>
            <span>Checks</span>
          </div>
          {shown.length === 0 ? (
            <EmptyState
              text={`No conversation matches “${search}”.`}
              action={<Button onClick={() => setSearch("")}>Show all</Button>}
            />
          ) : (
            <VirtualList
              label="Conversations"
              className={styles.list}
              items={shown}
              idOf={(conversation) => conversation.id}
              selectedId={isNew ? null : selectedId}
              onSelect={show}
              renderItem={(conversation) => <ConversationRow conversation={conversation} />}
            />
          )}
        </>
      )}
      {actions.dialogs}
    </section>
  );
}
