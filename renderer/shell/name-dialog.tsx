import { type ReactNode, useRef, useState } from "react";
import { Button, Dialog, TextField } from "../ui/index.ts";

interface NameDialogProps {
  title: string;
  label: string;
  initial?: string;
  action: string;
  description?: ReactNode;
  /** Names that are taken: refused before they are sent. */
  taken?: readonly string[];
  onClose: () => void;
  onName: (name: string) => void;
}

/** Asks for one name. */
export function NameDialog({
  title,
  label,
  initial = "",
  action,
  description,
  taken = [],
  onClose,
  onName,
}: NameDialogProps) {
  const [name, setName] = useState(initial);
  const field = useRef<HTMLInputElement>(null);
  const trimmed = name.trim();
  const isTaken = trimmed !== initial && taken.includes(trimmed);
  const canDo = trimmed !== "" && !isTaken;
  const give = () => {
    if (!canDo) return;
    if (trimmed !== initial) onName(trimmed);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      width={400}
      initialFocus={field}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={!canDo} onClick={give}>
            {action}
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label={label}
        value={name}
        maxLength={100}
        error={isTaken ? `“${trimmed}” is taken; choose another name.` : null}
        onValue={setName}
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          // Or the press would go on to the button that gets the focus back.
          event.preventDefault();
          give();
        }}
      />
    </Dialog>
  );
}
