import { ArrowDown, ArrowUp, Lock, Trash2 } from "lucide-react";
import type { CheckType } from "../../../shared/domain/check.ts";
import { Button, IconButton, TextArea } from "../../ui/index.ts";
import { ChecksEditor } from "./checks-editor.tsx";
import type { TurnForm } from "./conversation-form.ts";
import styles from "./editor.module.css";

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
export function TurnEditor({ turn, number, count, types, onChange, onMove, onRemove }: TurnEditorProps) {
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
