import { type ReactNode, useRef, useState } from "react";
import { branchNameSchema } from "../../shared/domain/branch.ts";
import { problemOf } from "../engine-client/index.ts";
import { Button, Dialog, TextField } from "../ui/index.ts";

interface BranchNameDialogProps {
  title: string;
  description: ReactNode;
  initial?: string;
  action: string;
  children?: ReactNode;
  onClose: () => void;
  /** Rejects with what is wrong; the dialog then stays and says it. */
  onName: (name: string) => Promise<void>;
}

/** Asks for a branch's name until there is one that can be had. */
export function BranchNameDialog(props: BranchNameDialogProps) {
  const { title, description, initial = "", action, children, onClose, onName } = props;
  const [name, setName] = useState(initial);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const give = async (): Promise<void> => {
    if (busy) return;
    if (name === initial && initial !== "") return onClose();
    const parsed = branchNameSchema.safeParse(name);
    if (!parsed.success) return setError(sentence(parsed.error.issues[0]?.message ?? "choose another name"));
    setBusy(true);
    try {
      await onName(parsed.data);
      onClose();
    } catch (problem) {
      setError(problemOf(problem).message);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      width={420}
      initialFocus={field}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={busy || name === ""} onClick={() => void give()}>
            {action}
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label="Branch name"
        value={name}
        maxLength={63}
        placeholder="shorter-greeting"
        error={error}
        onValue={(typed) => {
          // Names hold no spaces: what people type between words becomes what they would have to type.
          setName(typed.replaceAll(/\s+/g, "-"));
          setError(null);
        }}
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          // Or the press would go on to the button that gets the focus back.
          event.preventDefault();
          void give();
        }}
      />
      {children}
    </Dialog>
  );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
