import { type ReactNode, useRef, useState } from "react";
import { branchNameSchema, type Branch } from "../../shared/domain/prompt.ts";
import { problemOf } from "../engine-client/index.ts";
import { Button, Dialog, TextField, Checkbox } from "../ui/index.ts";
import { useDraft } from "../workbench/state/use-draft.ts";
import { createBranch, removeBranch, renameBranch, switchBranch } from "./change-branches.ts";
import { runAfterDialog, CommandDialog, CommandRow } from "../ui/command-dialog.tsx";
import { formatBranchHead, openBranchDialogs, closeBranchDialog, useBranches } from "./branches.ts";
import styles from "./branch-dialogs.module.css";
import { goToMerge } from "../shell/navigation.ts";

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
function BranchNameDialog(props: BranchNameDialogProps) {
  const { title, description, initial = "", action, children, onClose, onName } = props;
  const [name, setName] = useState(initial);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const give = async (): Promise<void> => {
    if (busy) return;
    if (name === initial && initial !== "") return onClose();
    const parsed = branchNameSchema.safeParse(name);
    if (!parsed.success) return setError(toSentence(parsed.error.issues[0]?.message ?? "choose another name"));
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

function toSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

interface NewBranchDialogProps {
  promptId: string;
  current: Branch;
  /** The version it starts from; null: the current branch's head. */
  from: number | null;
  onClose: () => void;
}

/** A branch from a version, or from where one stands, with the words that are in no version yet if one likes. */
function NewBranchDialog({ promptId, current, from, onClose }: NewBranchDialogProps) {
  const draft = useDraft(promptId);
  const mayCarry = from === null && draft?.dirty === true;
  const [carry, setCarry] = useState(true);
  const head = from ?? current.headNumber;
  const start = head === null ? "It starts with no version." : `It starts from v${head}.`;
  return (
    <BranchNameDialog
      title="New branch"
      description={`${start} You go on working there; “${current.name}” stays as it is.`}
      action="Make the branch"
      onClose={onClose}
      onName={(name) => createBranch(promptId, { name, from, carryDraft: mayCarry && carry })}
    >
      {mayCarry && <Checkbox label="Take a copy of the draft's edits along" checked={carry} onValue={setCarry} />}
    </BranchNameDialog>
  );
}

interface BranchPickerProps {
  /** What picking one does: the dialog's name, and what the field asks for. */
  title: string;
  branches: readonly Branch[];
  onPick: (name: string) => void;
  onClose: () => void;
}

/** One of many branches. */
function BranchPicker({ title, branches, onPick, onClose }: BranchPickerProps) {
  return (
    <CommandDialog open onClose={onClose} label={title} placeholder={title} empty="No branch is called that." narrow>
      {branches.map((branch) => (
        <CommandRow
          key={branch.name}
          value={branch.name}
          onSelect={() => {
            onClose();
            runAfterDialog(() => onPick(branch.name));
          }}
        >
          <span className={styles.name}>{branch.name}</span>
          <span className={styles.stand}>
            {branch.current ? `${formatBranchHead(branch)}, current` : formatBranchHead(branch)}
          </span>
        </CommandRow>
      ))}
    </CommandDialog>
  );
}

/** Whatever has been asked about branches; once per window. */
export function BranchDialogs() {
  const { asked } = openBranchDialogs();
  const { promptId, branches, current } = useBranches();
  if (asked === null || promptId === null || current === null) return null;
  const others = branches.filter((branch) => !branch.current);
  const picker = { branches: others, onClose: closeBranchDialog };
  switch (asked.kind) {
    case "new":
      return <NewBranchDialog promptId={promptId} current={current} from={asked.from} onClose={closeBranchDialog} />;
    case "rename":
      return (
        <BranchNameDialog
          title="Rename branch"
          description={`“${current.name}” keeps its versions and its draft.`}
          initial={current.name}
          action="Rename"
          onClose={closeBranchDialog}
          onName={(name) => renameBranch(promptId, current.name, name)}
        />
      );
    case "switch":
      return (
        <BranchPicker {...picker} title="Switch to a branch" onPick={(name) => void switchBranch(promptId, name)} />
      );
    case "merge":
      return (
        <BranchPicker
          {...picker}
          title={`Merge a branch into ${current.name}`}
          onPick={(name) => void goToMerge(name)}
        />
      );
    case "remove":
      return <BranchPicker {...picker} title="Delete a branch" onPick={(name) => void removeBranch(promptId, name)} />;
  }
}
