import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { CheckType } from "../../shared/domain/check.ts";
import type { Conversation } from "../../shared/domain/conversation.ts";
import { setLeaveGuard } from "../shell/navigation.ts";
import { orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { confirm, Button, IconButton, TextArea, TextField } from "../ui/index.ts";
import {
  type ConversationForm,
  emptyConversationForm,
  readConversationForm,
  isSameForm,
  toConversationForm,
  type TurnForm,
  newTurn,
} from "./conversation-form.ts";
import { ArrowDown, ArrowUp, Lock, Trash2, Plus } from "lucide-react";
import { ChecksEditor } from "./checks-editor.tsx";
import styles from "./conversation-editor.module.css";
import { useCommand } from "../shell/commands.ts";

interface ConversationFormOptions {
  setId: string;
  saved: Conversation | null;
  suggestedId: string;
  types: readonly CheckType[];
  onSaved: (conversation: Conversation) => void;
}

/** What is typed, what it started from, and how to save it. */
function useConversationForm({ setId, saved, suggestedId, types, onSaved }: ConversationFormOptions) {
  const [base, setBase] = useState(saved);
  const [start, setStart] = useState(() => startOf(saved));
  const [form, setForm] = useState(start);
  const [problems, setProblems] = useState<string[]>([]);
  const isDirty = !isSameForm(form, start);

  function startOf(conversation: Conversation | null): ConversationForm {
    return conversation === null ? emptyConversationForm(suggestedId) : toConversationForm(conversation, types);
  }

  // Another window changed it: what is typed here stays, what is not follows.
  if (saved !== base) {
    const next = startOf(saved);
    setBase(saved);
    if (!isSameForm(next, start)) {
      setStart(next);
      if (!isDirty) setForm(next);
    }
  }

  const saving = useMutation(
    orpc.conversations.save.mutationOptions({
      onSuccess: (stored) => {
        const input = { setId, conversationId: stored.id };
        queryClient.setQueryData(orpc.conversations.get.queryKey({ input }), stored);
        onSaved(stored);
      },
      onError: (error) => setProblems([problemOf(error).message]),
    }),
  );
  const save = () => {
    const read = readConversationForm(form);
    setProblems("problems" in read ? read.problems : []);
    if (!("conversation" in read)) return;
    const input = { setId, conversation: read.conversation, replaces: saved?.id ?? null };
    // What is typed while the save is under way is not what was saved.
    saving.mutate(input, { onSuccess: () => setStart(form) });
  };
  useLeaveGuard(isDirty);

  return {
    form,
    isDirty,
    problems,
    isSaving: saving.isPending,
    save,
    change: (part: Partial<ConversationForm>) => setForm((now) => ({ ...now, ...part })),
    discard: () => {
      setProblems([]);
      setForm(start);
    },
  };
}

/** Asks before unsaved changes are left behind, inside the window and, in a browser, before the page goes. */
function useLeaveGuard(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return;
    setLeaveGuard(() =>
      confirm({
        title: "Leave without saving?",
        text: "This conversation has changes that are not saved. Leaving discards them.",
        action: "Discard changes",
        cancel: "Keep editing",
        danger: true,
      }),
    );
    const onBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", onBeforeUnload);
    return () => {
      setLeaveGuard(null);
      window.removeEventListener("beforeunload", onBeforeUnload);
    };
  }, [isDirty]);
}

interface TurnEditorProps {
  turn: TurnForm;
  number: number;
  count: number;
  types: readonly CheckType[];
  onChange: (turn: TurnForm) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** What the user says, the reply that is fixed for it if one is, and the checks on the reply. */
function TurnEditor({ turn, number, count, types, onChange, onMove, onRemove }: TurnEditorProps) {
  const name = `turn ${number}`;
  return (
    <section className={styles.turn} aria-label={`Turn ${number}`}>
      <div className={styles.turnHead}>
        <h3>Turn {number}</h3>
        {turn.fixed === null && (
          <Button
            look="quiet"
            icon={<Lock aria-hidden="true" />}
            aria-label={`Fix the reply of ${name}`}
            title="Sent as history, never asked of the model"
            onClick={() => onChange({ ...turn, fixed: "" })}
          >
            Fix the reply
          </Button>
        )}
        <IconButton
          label={`Move ${name} up`}
          icon={<ArrowUp aria-hidden="true" />}
          disabled={number === 1}
          onClick={() => onMove(-1)}
        />
        <IconButton
          label={`Move ${name} down`}
          icon={<ArrowDown aria-hidden="true" />}
          disabled={number === count}
          onClick={() => onMove(1)}
        />
        <IconButton
          label={`Remove ${name}`}
          icon={<Trash2 aria-hidden="true" />}
          disabled={count === 1}
          onClick={onRemove}
        />
      </div>
      <TextArea
        label={`User text of ${name}`}
        hideLabel
        rows={2}
        value={turn.content}
        placeholder="What the user says"
        onValue={(content) => onChange({ ...turn, content })}
      />
      {turn.fixed === null ? (
        <ChecksEditor
          checks={turn.checks}
          types={types}
          of={name}
          onChange={(checks) => onChange({ ...turn, checks })}
        />
      ) : (
        <div className={styles.fixed}>
          <div className={styles.fixedHead}>
            <span>
              <Lock aria-hidden="true" /> Fixed reply: sent as history, never asked of the model
              {turn.checks.length > 0 && ". Its checks are kept, but nothing is checked"}
            </span>
            <Button
              look="quiet"
              aria-label={`Let the model reply to ${name}`}
              onClick={() => onChange({ ...turn, fixed: null })}
            >
              Let the model reply
            </Button>
          </div>
          <TextArea
            label={`Fixed reply of ${name}`}
            hideLabel
            rows={2}
            value={turn.fixed}
            placeholder="What the chatbot said"
            onValue={(fixed) => onChange({ ...turn, fixed })}
          />
        </div>
      )}
    </section>
  );
}

interface ConversationEditorProps {
  setId: string;
  /** Null: a new one. */
  saved: Conversation | null;
  /** For a new one. */
  suggestedId: string;
  types: readonly CheckType[];
  canWrite: boolean;
  onSaved: (conversation: Conversation) => void;
  onDiscardNew: () => void;
  onRemove: () => void;
}

/** Everything of one conversation; saved when told to. */
export function ConversationEditor(props: ConversationEditorProps) {
  const { saved, types, canWrite, onDiscardNew, onRemove } = props;
  const { form, change, isDirty, save, discard, problems, isSaving } = useConversationForm(props);
  const canSave = canWrite && !isSaving && (isDirty || saved === null);
  const putBack = saved === null ? onDiscardNew : discard;
  useCommand({
    id: "conversation-save",
    title: "Save conversation",
    keys: "Mod+s",
    group: "Conversations",
    run: save,
    enabled: canSave,
  });
  useCommand({
    id: "conversation-discard",
    title: "Discard changes",
    group: "Conversations",
    run: putBack,
    enabled: isDirty || saved === null,
  });

  const setTurns = (turns: TurnForm[]) => change({ turns });
  const move = (at: number, by: -1 | 1) => {
    const turns = [...form.turns];
    const [moved] = turns.splice(at, 1);
    if (moved !== undefined) turns.splice(at + by, 0, moved);
    setTurns(turns);
  };
  return (
    <form className={styles.editor} aria-label="Conversation" onSubmit={(event) => event.preventDefault()}>
      <div className={styles.bar}>
        <h2 className={styles.barTitle} title={saved?.title}>
          {saved === null ? "New conversation" : saved.title || saved.id}
        </h2>
        <span role="status" className={styles.mark}>
          {isDirty ? "● unsaved changes" : ""}
        </span>
        {saved !== null && (
          <IconButton
            label="Delete conversation"
            icon={<Trash2 aria-hidden="true" />}
            onClick={onRemove}
            disabled={!canWrite}
          />
        )}
        <Button onClick={putBack} disabled={saved !== null && !isDirty}>
          Discard
        </Button>
        <Button look="primary" keys="Mod+s" onClick={save} disabled={!canSave}>
          Save
        </Button>
      </div>
      {problems.length > 0 && (
        <div role="alert" className={styles.problems}>
          Not saved. {problems.join(" ")}
        </div>
      )}
      <div className={styles.scroll}>
        <div className={styles.sheet}>
          <div className={styles.heads}>
            <TextField
              label="Title"
              value={form.title}
              maxLength={500}
              onValue={(title) => change({ title })}
              className={styles.title}
            />
            <TextField label="Id" mono value={form.id} maxLength={200} onValue={(id) => change({ id })} />
            <TextField
              label="Tags"
              value={form.tags}
              placeholder="must, phone"
              hint="With commas between them"
              onValue={(tags) => change({ tags })}
            />
          </div>
          {form.turns.map((turn, at) => (
            <TurnEditor
              key={turn.formKey}
              turn={turn}
              number={at + 1}
              count={form.turns.length}
              types={types}
              onChange={(next) => setTurns(form.turns.map((other, index) => (index === at ? next : other)))}
              onMove={(by) => move(at, by)}
              onRemove={() => setTurns(form.turns.filter((_, index) => index !== at))}
            />
          ))}
          <Button
            icon={<Plus aria-hidden="true" />}
            className={styles.addTurn}
            onClick={() => setTurns([...form.turns, newTurn()])}
          >
            Add user turn
          </Button>
          <section className={styles.turn} aria-label="Checks on every reply">
            <div className={styles.turnHead}>
              <h3>Checks on every reply</h3>
            </div>
            <ChecksEditor
              checks={form.checks}
              types={types}
              of="every reply"
              onChange={(checks) => change({ checks })}
            />
          </section>
          <TextArea
            label="Notes"
            rows={2}
            value={form.notes}
            onValue={(notes) => change({ notes })}
            hint="For people; never sent to a model"
          />
        </div>
      </div>
    </form>
  );
}
