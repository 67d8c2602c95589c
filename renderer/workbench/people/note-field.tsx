import { useEffect, useRef, useState } from "react";
import { NOTE_LIMIT } from "../../../shared/domain/people.ts";
import { focusEvidence } from "../outcomes/focus-list.ts";
import styles from "./people.module.css";

interface NoteFieldProps {
  note: string;
  onSave: (note: string) => void;
  onLeave: () => void;
}

/** A note on a verdict: Enter keeps it, Escape leaves it as it was. */
export function NoteField({ note, onSave, onLeave }: NoteFieldProps) {
  const [text, setText] = useState(note);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  // Once kept or left, the focus that goes away says nothing more.
  const over = useRef(false);
  const end = (keep: boolean): void => {
    if (over.current) return;
    over.current = true;
    if (keep) onSave(text.trim());
    else onLeave();
  };
  return (
    <input
      ref={field}
      className={styles.field}
      aria-label="Note on the verdict"
      placeholder="Why? Enter keeps it, Escape leaves it"
      maxLength={NOTE_LIMIT}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        end(event.key === "Enter");
        focusEvidence();
      }}
    />
  );
}
