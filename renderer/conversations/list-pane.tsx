import { client, orpc, problemOf } from "../engine-client/index.ts";
import {
  toast,
  toastProblem,
  confirm,
  Button,
  EmptyState,
  classes,
  MiddleEllipsis,
  ErrorState,
  IconButton,
  Kbd,
  Menu,
  Select,
  Skeleton,
  VirtualList,
} from "../ui/index.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState, useRef } from "react";
import type { ConversationSet, ConversationSummary } from "../../shared/domain/conversation.ts";
import { NameDialog } from "../shell/name-dialog.tsx";
import { selectNewSet, useCanWrite, select, useSelection } from "../shell/selection.ts";
import { Plus, Upload, Ellipsis, Search } from "lucide-react";
import { useCommand } from "../shell/commands.ts";
import styles from "./conversations.module.css";
import { plural } from "../../shared/format/count.ts";
import { truncateText } from "../rendering/render-budget.ts";
import { confirmLeave } from "../shell/navigation.ts";
import { filterConversations } from "./conversation-form.ts";

/** Gives a set as a file to save; says what the format could not hold. */
function useExport(setId: string): (format: "counterproof" | "openai-chat") => void {
  return (format) => {
    const give = async () => {
      try {
        const { fileName, text, warnings } = await client.exchange.export({ setId, format });
        download(fileName, text);
        if (warnings.length > 0) {
          toast({ title: `${fileName} leaves some things out`, text: warnings.join("\n"), tone: "problem" });
        }
      } catch (error) {
        toastProblem("The set could not be exported", error);
      }
    };
    void give();
  };
}

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // Not at once: the download has to start from it first.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

interface SetActions {
  startNew: () => void;
  startRename: () => void;
  askToRemove: () => void;
  /** To be drawn somewhere. */
  dialogs: ReactNode;
}

/** Creating, renaming and deleting sets. */
function useSetActions(set: ConversationSet | null, sets: readonly ConversationSet[]): SetActions {
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);
  const taken = sets.map(({ name }) => name);
  const create = useMutation(
    orpc.sets.create.mutationOptions({
      onSuccess: (made) => selectNewSet(made.id),
      onError: (error) => toastProblem("The set could not be created", error),
    }),
  );
  const rename = useMutation(
    orpc.sets.rename.mutationOptions({ onError: (error) => toastProblem("The set could not be renamed", error) }),
  );
  const remove = useMutation(
    orpc.sets.remove.mutationOptions({
      onSuccess: () => toast({ title: "Set deleted" }),
      onError: (error) => toastProblem("The set could not be deleted", error),
    }),
  );

  const askToRemove = async () => {
    if (set === null) return;
    const many =
      set.conversations === 1 ? "its one conversation" : `its ${set.conversations.toLocaleString("en")} conversations`;
    const yes = await confirm({
      title: `Delete the set “${set.name}”?`,
      text: `Deletes ${many} and their checks. Runs over it are kept. This cannot be undone; if in doubt, export it.`,
      action: "Delete set",
      danger: true,
    });
    if (yes) remove.mutate({ setId: set.id });
  };

  return {
    startNew: () => setNaming("new"),
    startRename: () => setNaming("rename"),
    askToRemove: () => void askToRemove(),
    dialogs: (
      <>
        {naming === "new" && (
          <NameDialog
            title="New conversation set"
            label="Set name"
            action="Create set"
            taken={taken}
            onClose={() => setNaming(null)}
            onName={(name) => create.mutate({ name })}
          />
        )}
        {naming === "rename" && set !== null && (
          <NameDialog
            title="Rename set"
            label="Set name"
            initial={set.name}
            action="Rename"
            taken={taken}
            onClose={() => setNaming(null)}
            onName={(name) => rename.mutate({ setId: set.id, name })}
          />
        )}
      </>
    ),
  };
}

/** A project without sets: what one is for, and the two ways to get one. */
export function NoSets({ onImport }: { onImport: () => void }) {
  const actions = useSetActions(null, []);
  const canWrite = useCanWrite();
  useCommand({
    id: "set-new",
    title: "New conversation set…",
    group: "Conversations",
    run: actions.startNew,
    enabled: canWrite,
  });
  return (
    <>
      <EmptyState
        text="Every version is replayed against a set of conversations: drop a file of them here, or start empty."
        action={
          <div className={styles.choices}>
            <Button look="primary" icon={<Upload aria-hidden="true" />} onClick={onImport} disabled={!canWrite}>
              Import conversations
            </Button>
            <Button icon={<Plus aria-hidden="true" />} onClick={actions.startNew} disabled={!canWrite}>
              New set
            </Button>
          </div>
        }
      />
      {actions.dialogs}
    </>
  );
}

function ConversationRow({ conversation }: { conversation: ConversationSummary }) {
  const { id, title, firstUserTurn, tags, turns, checks } = conversation;
  const words = truncateText(title || firstUserTurn || id);
  const hint = tags.length > 0 ? `${words}\n${truncateText(tags.join(", "), 1_000)}` : words;
  return (
    <>
      <span className={styles.words} title={hint}>
        {words}
      </span>
      <MiddleEllipsis text={truncateText(id)} className={classes(styles.id, id.length <= 14 && styles.shortId)} />
      <span className={styles.count} aria-label={plural(turns, "turn")}>
        {turns}
      </span>
      <span className={styles.count} aria-label={plural(checks, "check")}>
        {checks}
      </span>
    </>
  );
}

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
    if (await confirmLeave()) then();
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
