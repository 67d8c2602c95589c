import { Plus, Trash2 } from "lucide-react";
import type { CheckType } from "../../../shared/domain/check.ts";
import type { Conversation } from "../../../shared/domain/conversation.ts";
import { useCommand } from "../../app/commands.ts";
import { Button, IconButton, TextArea, TextField } from "../../ui/index.ts";
import { ChecksEditor } from "./checks-editor.tsx";
import { newTurn, type TurnForm } from "./conversation-form.ts";
import { TurnEditor } from "./turn-editor.tsx";
import { useConversationForm } from "./use-conversation-form.ts";
import styles from "./editor.module.css";

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
